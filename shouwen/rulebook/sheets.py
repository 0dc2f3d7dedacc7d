"""The shape of every sheet of a pack (docs/packs.md), and friendly words for a sheet that is not well formed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

S = TypeVar("S", bound=BaseModel)
Type = Literal["text", "number", "bool", "date", "time", "datetime", "duration", "money", "share", "list"]
Hit = Literal["U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#"]
Certainty = Literal["stated", "analogy", "manual"]
Origin = Literal["source", "default", "gap", "borrowed"]
Word = Annotated[str, StringConstraints(pattern=r"^[^\W\d]\w*$")]
Duration = Annotated[str, StringConstraints(pattern=r"^\d+(m|h|d|mo)$")]
Share = Annotated[str, StringConstraints(pattern=r"^\d+(%|m|h|d|mo)$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
Channel = Literal["mail", "chat", "sms", "wecom", "wechat", "dingtalk", "feishu"]
Owner = Annotated[str, StringConstraints(pattern=r"^(owner|department|named|decider|post:.+)$")]
Told = Annotated[
    str, StringConstraints(pattern=r"^(owner|department|named|decider|leaders|customer|(post|department):.+)$")
]


class Sheet(BaseModel):
    """Nothing unknown is let through: a word misspelt must not be a rule unsaid."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Cited(Sheet):
    """Anything that says which clause it rests on."""

    because: list[str] = Field(min_length=1)
    certainty: Certainty = "stated"
    origin: Origin = "source"
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def silent_where_the_standard_is(cls, given: Any) -> Any:
        """Without a clause nothing is stated: origin falls to `gap`, certainty to `manual`."""
        if isinstance(given, dict) and given.get("because") == ["gap"]:
            return {"origin": "gap", "certainty": "manual", **given}
        return given


class Remove(Cited):
    id: str


class PackSheet(Sheet):
    schema_: Literal[1] = Field(alias="schema")
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    title: str
    version: str
    extends: str | None = None
    in_force_from: Day | None = None
    language: str = "zh-Hans"


class Input(Sheet):
    label: str = ""
    type: Type
    domain: list[str] | str | None = None
    labels: dict[str, str] = {}
    required: bool = False
    setting: str = ""
    note: str = ""


class Output(Sheet):
    label: str = ""
    type: Type
    domain: list[str] | str | None = None
    labels: dict[str, str] = {}
    note: str = ""


class RowSheet(Cited):
    """One line of a table. `of` names the standard's row it is a part of; answers give that name."""

    id: str
    of: str = ""
    when: dict[Word, str] = {}
    then: dict[Word, Any] = {}


class TableSheet(Sheet):
    title: str
    hit: Hit
    order: list[Any] = []
    gaps: Literal["", "manual"] = ""
    note: str = ""
    inputs: dict[Word, Input] = {}
    outputs: dict[Word, Output] = Field(min_length=1)
    row: list[RowSheet] = []


class Use(Sheet):
    table: str
    as_: Word | None = Field(default=None, alias="as")


class Otherwise(Cited):
    row: str
    then: dict[Word, Any]


class DecisionSheet(Sheet):
    title: str
    note: str = ""
    reckoner: str | None = None
    words_by: str | None = None
    inputs: dict[Word, Input] = {}
    words: dict[Word, Input] = {}
    use: list[Use] = Field(min_length=1)
    outcome: dict[Word, Any] = {}
    otherwise: Otherwise | None = None


class Department(Sheet):
    id: str
    name: str
    kind: str
    parent: str | None = None
    because: list[str] = []
    note: str = ""


class Post(Cited):
    id: str
    name: str
    scope: Literal["self", "department", "subtree", "all"]
    verbs: list[str] = []
    kind: str = ""


class OrganisationSheet(Sheet):
    department: list[Department] = []
    post: list[Post] = []


class Detail(Sheet):
    input: Word
    value: str | bool
    label: str
    note: str = ""


class Category(Cited):
    id: str
    kind: str
    label: str
    pinyin: str = ""
    parent: str | None = None
    detail: list[Detail] = []


class CategoriesSheet(Sheet):
    category: list[Category] = []


When = Literal["always", "transferred", "named", "justified", "not_settled_at_once"]
Evidence = Literal["note", "text", "file", "choice", "person", "told"]


class Step(Cited):
    id: str
    title: str
    who: Owner = "owner"
    evidence: list[Evidence] = []
    must_precede: list[str] = []
    deadline: str = ""
    when: When = "always"
    iso10002: str = ""


class Gate(Cited):
    id: str
    check: str
    title: str
    how: str
    when: When = "always"


class KindSheet(Sheet):
    id: str
    title: str
    prefix: str = ""
    routing: str = ""
    note: str = ""
    step: list[Step] = []
    gate: list[Gate] = []


class Deadline(Cited):
    id: str
    title: str
    thing: Literal["case", "transfer", "report", "promise", "offer", "visit", "sheet", "conversation", "call"]
    starts_on: str = ""
    stops_on: list[str] = []
    shape: Literal["after", "before", "window", "month_end", "recurrence"]
    counts: Literal["working", "calendar"]
    within: Duration | None = None
    table: str | None = None
    stated: bool = False
    window: Annotated[list[Clock], Field(min_length=2, max_length=2)] | None = None
    every: str | None = None
    on: str | None = None
    remind: list[Share] = []
    ladder: str = ""
    kind: list[str] = []
    channel: list[Channel] = []
    owner: Owner = "owner"

    @model_validator(mode="after")
    def says_when_it_falls_due(self) -> "Deadline":
        """Each shape needs its own measure."""
        measured = self.within is not None or self.table is not None or self.stated
        if self.shape in ("after", "before") and not measured:
            raise ValueError("缺 within、table 或 stated / within, table or stated is missing")
        if self.shape == "window" and self.window is None:
            raise ValueError("缺 window / window is missing")
        if self.shape == "recurrence" and not self.every:
            raise ValueError("缺 every / every is missing")
        if self.thing in ("conversation", "call") and (self.shape != "after" or self.within is None or self.kind):
            raise ValueError(
                "会话和来电的时限只能写 after 和 within / on a conversation or call write after and within"
            )
        if self.channel and self.thing != "conversation":
            raise ValueError("channel 只用于会话 / channel goes with the thing conversation")
        return self


class DeadlinesSheet(Sheet):
    deadline: list[Deadline] = []


class Rung(Cited):
    after: Duration
    tell: list[Told] = Field(min_length=1)
    action: Literal["tell", "chase", "supervise"] = "tell"


class Ladder(Sheet):
    id: str
    title: str = ""
    note: str = ""
    rung: list[Rung] = Field(min_length=1)


class LaddersSheet(Sheet):
    ladder: list[Ladder] = []


class Notice(Cited):
    id: str = ""
    on: str
    tell: list[Told] = Field(min_length=1)
    text: str
    acknowledge: bool = False


class NoticesSheet(Sheet):
    notice: list[Notice] = []


class Setting(Cited):
    """A parameter, and how it is said: `labels` of its values, or what they are codes `of`; the `unit` of a number;
    what a duration `counts`; what `empty` (nothing, or no time) means; whether the order of a list matters."""

    id: str
    title: str
    type: Type
    value: Any
    domain: list[str] | str | None = None
    labels: dict[str, str] = {}
    of: Annotated[str, StringConstraints(pattern=r"^(|post|department|family|profile|row:.+)$")] = ""
    unit: Literal[
        "",
        "times",
        "days",
        "months",
        "seconds",
        "percent",
        "customers",
        "proposals",
        "points",
        "rings",
        "copies",
        "marks",
    ] = ""
    counts: Literal["", "calendar", "working"] = ""
    empty: str = ""
    ordered: bool = False


class SettingsSheet(Sheet):
    setting: list[Setting] = []


class Example(Sheet):
    id: str = ""
    file: str = ""  # filled when the pack is read
    title: str = ""
    decision: str
    given: dict[str, Any]
    settings: dict[str, Any] = {}
    expect: dict[str, Any] = {}
    rows: list[str] = []
    clauses: list[str] = []
    certainty: Certainty | None = None
    note: str = ""


class ExamplesSheet(Sheet):
    example: list[Example] = []


class CalendarSheet(BaseModel):
    """Working windows and where the holidays come from. Its words are the calendar's own."""

    model_config = ConfigDict(extra="allow", frozen=True)


class FormSheet(BaseModel):
    """A printed form or report sheet. Columns and titles; its words are the printing room's own."""

    model_config = ConfigDict(extra="allow", frozen=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a pack: the file, the row or key in it, and a sentence in two languages."""

    file: str
    row: str
    zh: str
    en: str
    level: Literal["error", "note"] = "error"

    def __str__(self) -> str:
        return f"{self.file} [{self.row}] {self.zh} / {self.en}" if self.row else f"{self.file} {self.zh} / {self.en}"


_SENTENCES = {
    "extra_forbidden": ("不认识这个键", "this key is not known"),
    "missing": ("缺少这个键", "this key is missing"),
    "literal_error": ("不是允许的写法", "this is not one of the allowed words"),
    "string_pattern_mismatch": ("写法不对", "this is not written as it should be"),
    "too_short": ("不能为空", "this may not be empty"),
}


def row_name(raw: Any, location: Iterable[int | str]) -> str:
    """The ids along a path into a raw sheet: ("row", 3, "when") -> `R-03`."""
    found = ""
    for step in location:
        try:
            raw = raw[step]
        except (LookupError, TypeError):
            break
        if isinstance(step, int) and isinstance(raw, dict):
            found = str(raw.get("id") or raw.get("on") or raw.get("name") or f"#{step + 1}")
    return found


def read_sheet(model: type[S], raw: dict[str, Any], file: str) -> tuple[S | None, list[Problem]]:
    """The sheet as far as it is well formed (bad rows left out) and what is wrong with it."""
    problems: list[Problem] = []
    for _ in range(2):
        try:
            return model.model_validate(raw), problems
        except ValidationError as error:
            problems += [_problem(raw, file, each) for each in error.errors()] if not problems else []
            raw = _without_bad_rows(raw, [each["loc"] for each in error.errors()])
    return None, problems


def _problem(raw: dict[str, Any], file: str, error: Any) -> Problem:
    path = ".".join(str(step) for step in error["loc"] if isinstance(step, str))
    zh, en = _SENTENCES.get(error["type"], ("", ""))
    if error["type"] == "value_error":
        zh, _, en = str(error["ctx"]["error"]).partition(" / ")
    expected = str(error.get("ctx", {}).get("expected", "") or "")
    tail = f" ({expected})" if expected else ""
    return Problem(
        file, row_name(raw, error["loc"]), f"{path}：{zh or '写法不对'}{tail}", f"{path}: {en or error['msg']}{tail}"
    )


def _without_bad_rows(raw: dict[str, Any], locations: list[tuple[int | str, ...]]) -> dict[str, Any]:
    bad = {(each[0], each[1]) for each in locations if len(each) > 1 and isinstance(each[1], int)}
    return {
        key: [row for number, row in enumerate(value) if (key, number) not in bad] if isinstance(value, list) else value
        for key, value in raw.items()
    }
