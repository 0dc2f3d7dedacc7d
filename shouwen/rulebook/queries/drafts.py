"""Questions about drafts of rules: who sees them, what the check says, what was replayed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from shouwen.kernel import facts
from shouwen.rulebook import pack_check
from shouwen.rulebook.differences import changes
from shouwen.rulebook.models import Edition, Replay, RuleDraft
from shouwen.rulebook.offered import reckoners
from shouwen.rulebook.packs import Pack, build
from shouwen.rulebook.queries.editions import pack_numbered
from shouwen.rulebook.queries.replays import count_kept
from shouwen.rulebook.replay import touched
from shouwen.rulebook.sheets import Problem


def drafts_visible_to(person: Any) -> QuerySet[RuleDraft]:
    """All drafts for those who may read drafts; none for others. Without their content."""
    found = RuleDraft.objects.select_related("base", "edition").defer("content", "base__content", "edition__content")
    return (found if person.may("rulebook.read_draft") else found.none()).order_by("-id")


def draft(pk: int) -> RuleDraft | None:
    """One draft with its content, whoever asks: for reactions and jobs."""
    return RuleDraft.objects.select_related("base").defer("base__content").filter(pk=pk).first()


def replays_visible_to(person: Any) -> QuerySet[Replay]:
    found = Replay.objects.select_related("draft", "job").defer("draft__content")
    return found.filter(draft__in=drafts_visible_to(person).values("pk")).order_by("-id")


@lru_cache(maxsize=32)
def _content_pack(digest: str) -> Pack:
    """The pack of a content, read once a process: a digest never means anything else."""
    raw = RuleDraft.objects.filter(digest=digest).values_list("content", flat=True)[:1].get()
    pack, _problems = build(raw)
    if pack is None:
        raise ValueError(digest)
    return pack


def pack_of_draft(draft: RuleDraft) -> Pack:
    return _content_pack(draft.digest)


@lru_cache(maxsize=64)
def _checked(digest: str) -> tuple[Problem, ...]:
    raw = RuleDraft.objects.filter(digest=digest).values_list("content", flat=True)[:1].get()
    return tuple(pack_check.check_content(raw, reckoners=reckoners(), facts=facts.KINDS))


def problems_of(draft: RuleDraft) -> list[Problem]:
    """Everything the check says of the draft's present content, errors first."""
    return sorted(_checked(draft.digest), key=lambda problem: problem.level != "error")


def required_inputs(pack: Pack, table: str) -> set[str]:
    """Inputs of a table that are never empty, because every decision over it requires them."""
    return pack_check.never_null(pack, table, pack.tables[table])


def touched_by(draft: RuleDraft) -> list[str]:
    """Decisions the draft may answer otherwise than the edition it started from."""
    return touched(pack_numbered(draft.base_id), pack_of_draft(draft))


def replay_needed(draft: RuleDraft) -> int:
    """How many kept decisions a change concerns that were not asked again under the present content."""
    names = touched_by(draft)
    count = count_kept(draft.pack, names) if names else 0
    done = valid_replay(draft)
    return 0 if not count or done is not None else count


def valid_replay(draft: RuleDraft) -> Replay | None:
    """The newest finished replay of exactly the present content that asked every decision concerned."""
    names = set(touched_by(draft))
    found = Replay.objects.filter(draft=draft, digest=draft.digest, finished_at__isnull=False).order_by("-id")
    return next((each for each in found if names <= set(each.names) and each.counts.get("asked", 0)), None)


def newest_edition(pack: str) -> Edition:
    """The edition that comes into force last, those already published for later included."""
    return Edition.objects.filter(pack=pack).defer("content").order_by("-in_force_from", "-id")[:1].get()


def draft_summary(pk: int) -> dict[str, Any] | None:
    """What an approver must know of a submitted draft: what changes, what the check says, what the past says."""
    found = draft(pk)
    if found is None:
        return None
    problems = problems_of(found)
    return {
        "draft": found,
        "changes": changes(pack_numbered(found.base_id), pack_of_draft(found)),
        "errors": sum(problem.level == "error" for problem in problems),
        "notes": sum(problem.level != "error" for problem in problems),
        "touched": touched_by(found),
        "replay": valid_replay(found),
    }
