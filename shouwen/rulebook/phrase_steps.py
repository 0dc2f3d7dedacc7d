"""What a situation asks for: its steps, the elements an utterance lacks, and the order they have to come in. Pure."""

from itertools import pairwise

from shouwen.rulebook.phrase_sheets import Situation, Step


def steps_for(situation: Situation, phase: str, profile: str) -> list[Step]:
    """The steps that count: the one the phase names, else those of the profile, else all."""
    named = [each for each in situation.step if each.id == phase]
    own = [each for each in named or situation.step if not each.profile or profile in each.profile]
    return own or named or situation.step


def lacking(step: Step, present: dict[str, int]) -> list[str]:
    return [each for each in step.requires if not has(each, present)]


def has(wanted: str, present: dict[str, int]) -> bool:
    return any(each in present for each in wanted.split("|"))


def disordered(situation: Situation | None, present: dict[str, int]) -> tuple[str, ...]:
    """Elements of the situation's order that stand before what has to precede them."""
    order = [each for each in situation.order if each in present] if situation else []
    return tuple(late for early, late in pairwise(order) if present[late] < present[early])


def is_whole(situation: Situation | None, missing: list[str]) -> bool:
    """Whether an answer says all that its situation asks for, of one that asks for something."""
    return situation is not None and not missing and any(step.requires for step in situation.step)
