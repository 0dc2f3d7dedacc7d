"""What people do about facts of rules: ask for approval of a submitted draft, give it back, remind of the revision."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel.facts import on
from shouwen.kernel.models import Fact
from shouwen.kernel.policy import SYSTEM
from shouwen.people import actions, queries
from shouwen.people import facts as told
from shouwen.people.models import Approval, Brand
from shouwen.people.states import approval_machine
from shouwen.rulebook import actions as rulebook
from shouwen.rulebook import facts as ruled
from shouwen.rulebook import queries as rules

PURPOSE = "rulebook.edition"


def _brand(pack: str) -> Brand | None:
    """The first brand that works by this pack; the approval goes through its people."""
    return queries.brands().filter(pack=pack).first()


@on(ruled.DRAFT_SUBMITTED)
def ask_for_edition(fact: Fact) -> None:
    """Opens the approval of a submitted draft, for the posts the edition in force names (S0-2.1.4)."""
    draft = rules.draft(fact.about_id)
    asker = queries.with_key(fact.actor)
    brand = _brand(draft.pack) if draft else None
    if draft is None or asker is None or draft.state != "submitted" or draft.approval:
        return
    posts, clauses = _approvers(draft.pack, brand)
    approval = actions.ask_approval(
        by=asker,
        purpose=PURPOSE,
        about_thing=draft,
        brand=brand or queries.default_brand(),
        title=_("规则新版次 %(pack)s %(number)s：%(title)s")
        % {"pack": draft.pack, "number": draft.number, "title": draft.title},
        reason=draft.reason,
        posts=posts,
        clauses=clauses,
    )
    rulebook.note_approval(draft, by=SYSTEM, number=approval.number)


def _approvers(pack: str, brand: Brand | None) -> tuple[list[str], list[str]]:
    """Posts and the clause, by the rules in force now: a draft does not choose who approves it."""
    in_force = rules.in_force(pack)
    setting = in_force.settings.get("edition.approver_posts")
    if setting is None:
        return ["leader"], []
    posts = rules.setting(in_force, brand.code if brand else "", setting.id)
    return [str(post) for post in posts] or ["leader"], [each for each in setting.because if each != "gap"]


@on(told.DECLINED, told.WITHDRAWN)
def give_draft_back(fact: Fact) -> None:
    """A declined or withdrawn request sends its draft back to those who wrote it, with the words."""
    approval = Approval.objects.filter(pk=fact.about_id, purpose=PURPOSE).first()
    draft = rules.draft(approval.about_id) if approval else None
    if approval is None or draft is None or draft.state != "submitted" or draft.approval != approval.number:
        return
    last = approval.opinions.order_by("-id").first()
    by = (last.person if last else None) if fact.kind == told.DECLINED else SYSTEM
    words = last.words if last and fact.kind == told.DECLINED else _("申请人撤回了申请。")
    rulebook.decline_draft(draft, by=by or SYSTEM, words=words)


@on(ruled.DRAFT_WITHDRAWN)
def close_request(fact: Fact) -> None:
    """A draft given up needs no approval any more."""
    for approval in Approval.objects.filter(purpose=PURPOSE, about_kind="ruledraft", about_id=fact.about_id):
        if approval_machine.can(approval, "withdraw"):
            actions.withdraw(approval, by=approval.asked_by)


@on(ruled.REVISION_DUE)
def remind_of_revision(fact: Fact) -> None:
    """Tells the holders of the owner's post, else the administrators, that a revision is due (S0-2.1.4)."""
    edition = rules.edition(fact.about_id)
    if edition is None:
        return
    pack = rules.pack_of(edition)
    brand = _brand(edition.pack)
    setting = pack.settings.get("edition.owner_post")
    post = rules.setting(pack, brand.code if brand else "", setting.id) if setting else "administrator"
    holders = list(queries.holders(str(post), brand=brand)) or list(queries.holders("administrator", brand=brand))
    words = _("规则 %(name)s 从 %(day)s 施行至今，该组织修订了。")
    for person in holders:
        actions.notify(
            person,
            text=words % {"name": f"{edition.title} {edition.number}", "day": edition.in_force_from},
            url=f"/rulebook/editions/{edition.pk}/",
            clauses=_clauses(pack),
            tone="soon",
            key=f"revision:{edition.pk}",
        )


def _clauses(pack: Any) -> list[str]:
    within = pack.settings.get("edition.revise_within")
    return [each for each in within.because if each != "gap"] if within else []


def publish(approval: Approval, by: Any) -> None:
    """The grant publishes the draft, in the same transaction: no grant without an edition."""
    draft = rules.draft(approval.about_id)
    if draft is not None:
        rulebook.publish_draft(draft, by=by, approval=approval.number)


actions.ON_GRANT[PURPOSE] = publish
