"""The life of a draft: begun from the edition in force, submitted with its check and replay, published by a grant."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.rulebook import content, queries
from shouwen.rulebook import facts as told
from shouwen.rulebook.actions.deciding import freeze
from shouwen.rulebook.models import Edition, RuleDraft
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.states import draft_machine


@transaction.atomic
def begin_draft(*, by: Any, pack: str, title: str) -> RuleDraft:
    """A draft with the whole content of the newest edition, under the next number."""
    require(by, "rulebook.edit_draft")
    if not title.strip():
        raise Unacceptable(_("请写这次要改什么。"), details={"title": _("请写这次要改什么。")})
    queries.edition_in_force(pack)
    base = queries.newest_edition(pack)
    number = next_number(base)
    # From when it is in force, the edition says; a date in the content would change what was checked and replayed.
    raw = content.with_header(queries.pack_of(base).to_json(), version=number, in_force_from=None)
    made = Pack.from_json(raw)
    draft = RuleDraft.objects.create(
        pack=pack,
        base=base,
        title=title.strip()[:120],
        number=number,
        content=made.to_json(),
        digest=made.digest,
        author=by.key,
        begun_at=clock.now(),
        changed_by=by.key,
        changed_at=clock.now(),
        hands=[by.key],
    )
    facts.record(told.DRAFT_BEGUN, by=by, about_thing=draft, refs={"draft": draft.pk, "base": base.name})
    return draft


def next_number(base: Edition) -> str:
    """2026.1 → 2026.2, past the numbers other editions and drafts have."""
    taken = set(Edition.objects.filter(pack=base.pack).values_list("number", flat=True))
    taken |= set(RuleDraft.objects.filter(pack=base.pack).exclude(state="withdrawn").values_list("number", flat=True))
    head, last = re.fullmatch(r"(.*?)(\d*)", base.number).groups()  # type: ignore[union-attr]
    number = int(last or 0) + 1
    while f"{head}{number}" in taken:
        number += 1
    return f"{head}{number}"[:20]


@transaction.atomic
def describe_draft(
    draft: RuleDraft, *, by: Any, title: str, in_force_from: dt.date | None, reason: str, seen: int
) -> None:
    """What it is about, from when it is wanted, and why. No part of the content: check and replay stay valid."""
    require(by, "rulebook.edit_draft", draft)
    if not draft.is_open:
        raise MoveRefused(_("这份草稿现在是“%(state)s”，不能再改。") % {"state": draft.get_state_display()})
    if not title.strip():
        raise Unacceptable(_("请写这次要改什么。"), details={"title": _("请写这次要改什么。")})
    words = {"title": title.strip()[:120], "in_force_from": in_force_from, "reason": reason.strip()[:300]}
    amend(draft, seen_version=seen, **words)
    facts.record(told.DRAFT_DESCRIBED, by=by, about_thing=draft, refs={"draft": draft.pk})


@transaction.atomic
def submit_draft(draft: RuleDraft, *, by: Any) -> None:
    """Asks for approval of exactly this content. Refused while the check finds errors or the past was not asked."""
    require(by, "rulebook.submit_draft", draft)
    for sentence, field in _hindrances(draft):
        raise Unacceptable(sentence, details={field: sentence})
    stamp = {"submitted": draft.digest, "submitted_by": by.key, "submitted_at": clock.now(), "approval": ""}
    refs = {"digest": draft.digest[:12], "draft": draft.pk}
    draft_machine.move(draft, "submit", by=by, changes={**stamp, "declined_words": ""}, refs=refs)


def _hindrances(draft: RuleDraft) -> list[tuple[str, str]]:
    """What keeps a draft from being submitted, each with the field it belongs to."""
    found = []
    if not draft_changes(draft):
        found.append((_("内容和现行版次一样，没有可批准的。"), "content"))
    errors = [problem for problem in queries.problems_of(draft) if problem.level == "error"]
    if errors:
        found.append((_("检查还有 %(n)s 处错误，先处理完。") % {"n": len(errors)}, "check"))
    if queries.newest_edition(draft.pack).pk != draft.base_id:
        found.append((_("起草之后又发布了新版次，请从新版次另起草稿，否则会把那次的改动改回去。"), "base"))
    count = queries.replay_needed(draft) if not errors else 0
    if count:
        found.append((_("有 %(n)s 条已定的裁定要按现在的内容回放过，才能提请批准。") % {"n": count}, "replay"))
    if draft.in_force_from is None or draft.in_force_from < clock.today():
        found.append((_("请定施行日期，不能早于今天。"), "in_force_from"))
    if not draft.reason:
        found.append((_("请写明为什么改。"), "reason"))
    return found


def hindrances(draft: RuleDraft) -> list[str]:
    """The sentences of everything that still keeps the draft from being submitted."""
    return [sentence for sentence, _field in _hindrances(draft)]


def draft_changes(draft: RuleDraft) -> bool:
    """Whether anything but the number differs from the edition it started from."""
    before, after = queries.pack_numbered(draft.base_id).to_json(), queries.pack_of_draft(draft).to_json()
    return {**before, "pack": None} != {**after, "pack": None}


@transaction.atomic
def withdraw_draft(draft: RuleDraft, *, by: Any) -> None:
    """Gives the draft up. It stays readable."""
    require(by, "rulebook.edit_draft", draft)
    draft_machine.move(draft, "withdraw", by=by, refs={"draft": draft.pk})


@transaction.atomic
def note_approval(draft: RuleDraft, *, by: Any, number: str) -> None:
    """The request that may publish this draft, and no other."""
    require(by, "rulebook.decline_draft", draft)
    if draft.state != "submitted":
        raise MoveRefused(_("这份草稿没有在等批准。"))
    amend(draft, approval=number)
    facts.record(told.DRAFT_DESCRIBED, by=by, about_thing=draft, refs={"approval": number})


@transaction.atomic
def publish_draft(draft: RuleDraft, *, by: Any, approval: str) -> Edition:
    """Makes the edition. Only the grant of the request this draft was submitted with leads here."""
    if not approval or draft.approval != approval:
        raise Refused(_("这份草稿只能由它自己的审批发布。"))
    if not by.may("rulebook.publish_draft", draft):
        raise Refused(_("起草、修改或提请过这份草稿的人，不能由他批准。"))
    pack = queries.pack_of_draft(draft)
    if not draft.submitted == draft.digest == pack.digest:
        raise Unacceptable(_("内容和提请批准时不一样了，不能发布。"))
    errors = [problem for problem in queries.problems_of(draft) if problem.level == "error"]
    if errors or queries.newest_edition(draft.pack).pk != draft.base_id:
        raise Unacceptable(_("提请之后情况变了：检查有错，或又发布了新版次。请退回修改。"))
    draft_machine.move(draft, "approve", by=by, refs={"digest": draft.digest[:12], "approval": approval})
    start = max(draft.in_force_from or clock.today(), clock.today())
    edition = freeze(pack, by=by, in_force_from=start, reason=draft.reason[:200])
    changes = {"edition": edition, "in_force_from": start}
    draft_machine.move(draft, "publish", by=by, changes=changes, refs={"edition": edition.name, "draft": draft.pk})
    return edition


@transaction.atomic
def decline_draft(draft: RuleDraft, *, by: Any, words: str) -> None:
    """Back to those who wrote it, with the words of who declined."""
    require(by, "rulebook.decline_draft", draft)
    changes = {"declined_words": words[:300], "approval": ""}
    draft_machine.move(draft, "decline", by=by, changes=changes, refs={"draft": draft.pk})
