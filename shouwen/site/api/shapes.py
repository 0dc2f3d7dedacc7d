"""What goes in and out. Unknown fields are refused, so nothing can be assigned that is not named here."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class CustomerIn(Strict):
    name: str = Field(min_length=1, max_length=60)
    phone: str = Field("", max_length=40)
    title: Literal["", "先生", "女士"] = ""
    company: str = Field("", max_length=120)


class SearchIn(Strict):
    q: str = Field(max_length=60)


class CaseIn(Strict):
    brand: str = ""
    kind: str = Field("complaint", max_length=20)
    category: str = Field("", max_length=40)
    circumstances: dict[str, str | bool | list[str] | None] = {}
    reason: str = Field(max_length=120)
    gist: str = Field(max_length=20000)
    wish: str = Field("", max_length=300)
    complexity: Literal["", "simple", "complex"] = ""
    channel: Literal["phone", "counter", "letter", "web", "mail", "department", "api"] = "api"
    matter: str = Field("", max_length=40)
    customer: CustomerIn | None = None
    customer_id: int | None = None
    owner: str = Field("", max_length=20)
    received_at: dt.datetime | None = None
    is_urgent: bool = False


class TransferIn(Strict):
    requirement: str = Field(max_length=4000)
    department: str = Field("", max_length=80)
    due_at: dt.datetime | None = None
    deviates_why: str = Field("", max_length=200)


class FeedbackIn(Strict):
    answer: str = Field(max_length=20000)
    conclusion: str = Field("", max_length=40)
    cause: str = Field("", max_length=4000)


class AnswerIn(Strict):
    words: str = Field(max_length=20000)
    method: str = Field("phone", max_length=10)
    outcome: Literal["reached", "not_reached", "proxy"] = "reached"
    customer_words: str = Field("", max_length=4000)
    satisfaction: Literal["", "satisfied", "fair", "dissatisfied"] = ""
    is_interim: bool = False


class DecisionIn(Strict):
    given: dict[str, Any]


class ClockOut(Schema):
    title: str
    due_at: dt.datetime
    state: str
    clauses: list[str]
    origin: str
    is_assumed: bool


class TransferOut(Schema):
    id: int
    department: str
    state: str
    due_at: dt.datetime
    requirement: str
    answer: str
    clauses: list[str]


class CaseOut(Schema):
    number: str
    brand: str
    kind: str
    category: str
    state: str
    round: int
    reason: str
    gist: str
    channel: str
    owner: str
    first_asked: str
    department: str
    customer_id: int | None
    matter: str
    repeat_of: str
    received_at: dt.datetime
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    version: int


class CaseWhole(CaseOut):
    clocks: list[ClockOut]
    transfers: list[TransferOut]
    gate: list[dict[str, Any]]


class CasePage(Schema):
    items: list[CaseOut]
    next_after: int | None


class CustomerOut(Schema):
    id: int
    name: str
    title: str
    company: str
    customer_class: str
    phones: list[str]


Scope = Literal["mine", "queue", "review", "all", "robots"]


class SeenIn(Strict):
    seen: int


class ReplyIn(Strict):
    text: str = Field(max_length=60_000)
    seen: int
    why: dict[str, str] = {}


class TalkNoteIn(Strict):
    text: str = Field(max_length=20_000)


class WhyIn(Strict):
    why: str = Field(max_length=300)


class ConversationOut(Schema):
    number: str
    brand: str
    kind: str
    channel: str
    department: str
    subject: str
    state: str
    owner: str
    first_asked: str
    offered_to: str
    customer_id: int | None
    reference: str
    skill: str
    opened_at: dt.datetime
    waiting_since: dt.datetime | None
    due_at: dt.datetime | None
    replied_at: dt.datetime | None
    wrapped_up_at: dt.datetime | None
    last_message: int
    version: int


class ConversationPage(Schema):
    items: list[ConversationOut]
    next_after: int | None


class MessageOut(Schema):
    id: int
    direction: str
    author: str
    by: str
    read_by: str
    subject: str
    text: str
    state: str
    trouble: str
    at: dt.datetime
    sent_at: dt.datetime | None
