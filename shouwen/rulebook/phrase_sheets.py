"""The shape of `phrases/*.toml` and `situations/*.toml` (docs/packs.md): what may not be said, what must, and when."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shouwen.rulebook.sheets import Cited, Sheet

Severity = Literal["block", "warn", "hint"]
Reach = Literal["overlap", "sentence", "turn"]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]*$")]
# An element, or several of which one is enough: "THANK|APOL".
Wanted = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(\|[A-Z0-9]+)*$")]
Seconds = Annotated[str, StringConstraints(pattern=r"^\d+s$")]


class Fragment(Sheet):
    """A piece of pattern with a name: other patterns write `<name>`."""

    id: str
    patterns: list[str] = Field(min_length=1)
    note: str = ""


class Alike(Sheet):
    """A word that is said in other ways: every pattern that writes `id` also means `words`."""

    id: str = Field(min_length=1)
    words: list[str] = Field(min_length=1)


class Family(Cited):
    """A kind of fault. `because` is what a finding cites when its phrase names no clause of its own."""

    id: Code
    title: str
    severity: Severity = "warn"
    rewrite: list[str] = []
    spoken: bool = False  # a fault of speech only: what is written can be read again
    cited_first: bool = False  # before the clauses of its phrases: a house's own article before an inherited one


class Cite(Cited):
    """The clause by which this pack forbids an inherited phrase; `id` is the phrase's."""

    id: str


class Phrase(Sheet):
    """One way of speaking that a family forbids. Without `because`, severity or rewrite the family's count."""

    id: str
    family: Code
    also: list[Code] = []
    patterns: list[str] = Field(min_length=1)
    innocent: list[str] = []  # a match that overlaps the hit makes it innocent
    excused_by: list[str] = []  # … that stands in the same sentence
    excused_in_turn: list[str] = []  # … that stands anywhere in the utterance
    severity: Severity | None = None
    rewrite: list[str] = []
    because: list[str] = []
    certainty: Literal["stated", "analogy", "manual"] = "analogy"
    origin: Literal["source", "default", "gap", "borrowed"] = "source"
    profile: list[str] = []
    general: bool = False  # a net of the whole family: a closer phrase on the same words names the clause instead
    note: str = ""


class Lead(Sheet):
    """Words after which the next `reach` characters of the sentence are somebody else's, or are disowned."""

    id: str
    patterns: list[str] = Field(min_length=1)
    innocent: list[str] = []
    reach: int = Field(default=8, ge=0, le=40)
    families: list[Code] = []  # only for these; empty = for all
    note: str = ""


class Element(Cited):
    """Something an utterance has to contain."""

    id: Code
    title: str
    patterns: list[str] = Field(min_length=1)
    innocent: list[str] = []


class Profile(Cited):
    """A house's own way where the articles differ; the pack's own one says `default = true`."""

    id: str
    title: str
    default: bool = False


class Turn(Cited):
    """What a first or last turn must contain: id `first`, `last`, or `first:A2` for one profile."""

    id: str
    requires: list[Wanted] = []


class Weighing(Sheet):
    """How far the weights of characters are believed: shares of fault between 0 and 1 (docs/packs.md).

    Below `innocent` soft findings are taken back; from `fault` on (in two or three characters from `brief` on) the
    likeliest family is named, and others too whose share of the fault is above `also`.
    """

    id: str
    innocent: float = Field(default=0.3, ge=0, le=1)
    fault: float = Field(default=0.55, ge=0, le=1)
    brief: float = Field(default=0.6, ge=0, le=1)
    also: float = Field(default=0.25, ge=0, le=1)
    note: str = ""


class PhrasesSheet(Sheet):
    title: str = ""
    note: str = ""
    fragment: list[Fragment] = []
    alike: list[Alike] = []
    family: list[Family] = []
    phrase: list[Phrase] = []
    cite: list[Cite] = []
    lead: list[Lead] = []
    element: list[Element] = []
    profile: list[Profile] = []
    turn: list[Turn] = []
    weighing: list[Weighing] = []


class Step(Sheet):
    """One moment of a situation. `profile` empty = every house."""

    id: str
    title: str = ""
    requires: list[Wanted] = []
    profile: list[str] = []
    sample: str = ""


class Situation(Cited):
    """A moment of service: what must be said in it, what may not, how long to wait and what follows.

    `order` lists elements that must come in that order when present; `timers` the pauses by profile.
    """

    id: Code
    title: str
    channel: Literal["telephone", "counter", "any"] = "telephone"
    forbids: list[Code] = []
    allows: list[Code] = []
    order: list[Code] = []
    repeats: int = Field(default=0, ge=0)
    timers: dict[str, list[Seconds]] = {}
    next: str = ""
    trigger: str = ""
    step: list[Step] = []


class SituationsSheet(Sheet):
    title: str = ""
    note: str = ""
    situation: list[Situation] = []
