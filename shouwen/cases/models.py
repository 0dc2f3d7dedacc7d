"""Cases and what belongs to one: transfers, offers, clocks, steps, reports, tellings, visits, promises; weekly sheets."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.cases.states import (
    case_machine,
    clock_machine,
    offer_machine,
    promise_machine,
    report_machine,
    sheet_machine,
    transfer_machine,
)

PERSON = "people.Person"
CHANNELS = [
    ("phone", _("电话")),
    ("counter", _("上门")),
    ("letter", _("来信")),
    ("web", _("网络")),
    ("mail", _("邮件")),
    ("department", _("部门转来")),
    ("import", _("导入")),
    ("api", _("接口")),
]
TRUTH = [("yes", _("是")), ("no", _("否")), ("partly", _("部分"))]
SATISFACTION = [("satisfied", _("满意")), ("fair", _("一般")), ("dissatisfied", _("不满意"))]
REMEDIES = [("money", _("赔款")), ("repair", _("修复")), ("replace", _("更换或补发")), ("redo", _("重新办理"))]
REMEDIES += [("other", _("其他"))]
COMPENSATION = [("given", _("已决定补偿")), ("none", _("不补偿，理由已写明"))]


class Case(models.Model):
    """One matter of one customer, with a number, a first-asked person who never changes, and exactly one owner."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    brand = models.ForeignKey("people.Brand", models.PROTECT)
    kind = models.CharField(_("类型"), max_length=20)
    category = models.CharField(_("类别"), max_length=40, blank=True)
    circumstances = models.JSONField(default=dict)
    channel = models.CharField(_("来源"), max_length=12, choices=CHANNELS, default="phone")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+")
    customer_class = models.CharField(max_length=10, default="ordinary")
    matter = models.ForeignKey("customers.Matter", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("事由"), max_length=120)
    gist = models.TextField(_("来电要点"))
    wish = models.CharField(_("客户要求"), max_length=300, blank=True)
    complexity = models.CharField(max_length=8, blank=True)
    is_urgent = models.BooleanField(default=False)
    first_asked = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    owner = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    responsible = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=24, default="open", choices=case_machine.choices())
    round = models.PositiveSmallIntegerField(default=1)
    settled_at_once = models.BooleanField(default=False)
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    reached_leader = models.BooleanField(default=False)
    in_media = models.BooleanField(default=False)
    is_supervised = models.BooleanField(default=False)
    substantiated = models.CharField(max_length=6, blank=True, choices=TRUTH)
    reason_sufficient = models.CharField(max_length=6, blank=True, choices=TRUTH)
    demand_reasonable = models.CharField(max_length=6, blank=True, choices=TRUTH)
    root_cause = models.TextField(blank=True)
    solution = models.TextField(blank=True)
    prevention = models.TextField(blank=True)
    compensation = models.CharField(max_length=6, blank=True, choices=COMPENSATION)
    compensation_words = models.CharField(max_length=300, blank=True)
    compensation_fen = models.BigIntegerField(null=True)
    satisfaction = models.CharField(max_length=12, blank=True, choices=SATISFACTION)
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    is_historic = models.BooleanField(default=False)
    opened_by = models.CharField(max_length=40)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-id"], name="case_brand"),
            models.Index(fields=["brand", "state", "-id"], name="case_brand_state"),
            models.Index(fields=["owner", "state", "-id"], name="case_owner"),
            models.Index(fields=["department", "-id"], name="case_department"),
            models.Index(fields=["customer", "-id"], name="case_customer"),
            models.Index(fields=["matter", "-id"], name="case_matter"),
            models.Index(fields=["brand", "received_at"], name="case_received"),
            models.Index(fields=["responsible", "category", "received_at"], name="case_pattern"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        return self.state in ("open", "reopened", "answered")


class Transfer(models.Model):
    """A department does a part; the owner stays (S2-1.D.4.7b)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="transfers")
    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    post = models.CharField(max_length=60, blank=True)
    requirement = models.TextField(_("要求"))
    due_at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=1)
    decision = models.ForeignKey("rulebook.Decision", models.PROTECT, null=True, related_name="+")
    deviates_why = models.CharField(max_length=200, blank=True)
    sent_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    accepted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    conclusion = models.CharField(max_length=40, blank=True)
    answer = models.TextField(blank=True)
    cause = models.TextField(blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    chased = models.PositiveSmallIntegerField(default=0)
    chased_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default="sent", choices=transfer_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["department", "state", "due_at"], name="transfer_inbox")]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.department}"

    @property
    def is_live(self) -> bool:
        return self.state in ("sent", "accepted")


class Offer(models.Model):
    """Hand-over of ownership. Unanswered, the case stays with the offering side (S0-5.11)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="offers")
    giver = models.ForeignKey(PERSON, models.PROTECT, related_name="offers_made")
    taker = models.ForeignKey(PERSON, models.PROTECT, related_name="offers_received")
    reason = models.CharField(max_length=300)
    told_customer = models.BooleanField(default=False)
    offered_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, default="offered", choices=offer_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(state="offered"), name="one_open_offer")
        ]


class Named(models.Model):
    """A person complained of or named in a case. He never owns, investigates, decides, sees the number or closes."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="named")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="named_once")]


class WrittenReport(models.Model):
    """The written report of the person complained of (S2-1.D.4.5a)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="reports")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    question = models.TextField(blank=True)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    text = models.TextField(blank=True)
    handed_in_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default="asked", choices=report_machine.choices())
    version = models.PositiveIntegerField(default=1)


class StepRecord(models.Model):
    """A step of the pack's template, taken with its evidence in a round."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    round = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    choice = models.JSONField(default=dict)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    out_of_order = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["case", "round"], name="step_round")]


class Proposal(models.Model):
    """A way to settle the complaint; the leader picks one and writes his instruction (S3-F.2.9)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="proposals")
    round = models.PositiveSmallIntegerField()
    text = models.TextField()
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    chosen_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField(null=True)
    instruction = models.CharField(max_length=300, blank=True)


class Compensation(models.Model):
    """What was decided to give (S0-3.4.4), or is asked for because it is above the limit of who decided it.

    `is_elsewhere`: another room decided and counts it; the case only says so.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="compensations")
    kind = models.CharField(max_length=10, choices=REMEDIES, default="money")
    amount_fen = models.BigIntegerField(default=0)
    words = models.CharField(max_length=300)
    decision = models.ForeignKey("rulebook.Decision", models.PROTECT, null=True, related_name="+")
    approval = models.ForeignKey("people.Approval", models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    in_force_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    is_elsewhere = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)


class Telling(models.Model):
    """The result told to the customer, or an attempt (S2-1.D.4.7e). A proxy told is not the customer told (M-20)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="tellings")
    round = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10)
    outcome = models.CharField(max_length=12)
    words = models.TextField()
    customer_words = models.TextField(blank=True)
    is_interim = models.BooleanField(default=False)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Visit(models.Model):
    """A return visit, or an attempt at one (S3-1.6a)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="visits")
    round = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10)
    outcome = models.CharField(max_length=12)
    satisfaction = models.CharField(max_length=12, blank=True, choices=SATISFACTION)
    words = models.TextField(blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Promise(models.Model):
    """Who promised what to whom until when; a deadline like any other (S3-5.2.2.2i)."""

    number = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="promises")
    what = models.CharField(max_length=200)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sequence = models.PositiveSmallIntegerField(default=1)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    said_in = models.OneToOneField("conversations.Message", models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, default="open", choices=promise_machine.choices())
    version = models.PositiveIntegerField(default=1)


class NoPromise(models.Model):
    """What reads like a promise and is none, as a person said: it is not asked about again."""

    message = models.OneToOneField("conversations.Message", models.CASCADE, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Note(models.Model):
    """Words kept on a case: for colleagues, or what was said with the customer."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=12, default="internal")
    words = models.TextField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    asked = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Clock(models.Model):
    """One deadline running on a thing of a case. Its rings are planned when it starts; nothing sweeps for lateness."""

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="clocks")
    sheet = models.ForeignKey("WeeklySheet", models.CASCADE, null=True, related_name="clocks")
    thing_kind = models.CharField(max_length=20)
    thing_id = models.BigIntegerField()
    deadline = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    counts = models.CharField(max_length=8)
    rule = models.JSONField(default=dict)
    calendar_version = models.PositiveIntegerField()
    is_assumed = models.BooleanField(default=False)
    clauses = models.JSONField(default=list)
    origin = models.CharField(max_length=10)
    decision = models.ForeignKey("rulebook.Decision", models.PROTECT, null=True, related_name="+")
    edition = models.ForeignKey("rulebook.Edition", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    rings = models.JSONField(default=list)
    rung = models.PositiveSmallIntegerField(default=0)
    next_ring_at = models.DateTimeField(null=True)
    pauses = models.JSONField(default=list)
    stopped_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="running", choices=clock_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_ring_at"], name="clock_ring"),
            models.Index(fields=["case", "state"], name="clock_case"),
            models.Index(fields=["person", "state", "due_at"], name="clock_person"),
            models.Index(fields=["department", "state", "due_at"], name="clock_department"),
        ]


class Ring(models.Model):
    """A clock has rung this entry of its plan: the unique row keeps it from ringing twice."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="rang")
    entry = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "entry"], name="ring_once")]


class RepeatComplaint(models.Model):
    """二次投诉: ties both cases; fines and veto are proposals, cause and prevention are asked (S2-1.D.4.10)."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="repeat_record")
    earlier = models.ForeignKey(Case, models.PROTECT, related_name="+")
    same = models.CharField(max_length=10)
    found_at = models.DateTimeField()
    department = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    proposals = models.JSONField(default=list)
    veto_month = models.CharField(max_length=7)
    cause = models.TextField(blank=True)
    prevention = models.TextField(blank=True)
    acknowledged_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    denied_why = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)


class RecurringProblem(models.Model):
    """The same class of complaint many times in one department within the window (S2-1.D.4.10, M-4)."""

    brand = models.ForeignKey("people.Brand", models.PROTECT)
    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    category = models.CharField(max_length=40)
    count = models.PositiveSmallIntegerField()
    window_from = models.DateTimeField()
    found_at = models.DateTimeField()
    cases = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["brand", "department", "category", "-id"], name="recurring_newest")]


class WeeklySheet(models.Model):
    """投诉周汇总表 of one brand and ISO week: draft, then submitted with its figures frozen (S2-1.A1.1b)."""

    brand = models.ForeignKey("people.Brand", models.PROTECT)
    year = models.PositiveSmallIntegerField()
    week = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    needs = models.TextField(_("客户需求"), blank=True)
    suggestions = models.TextField(_("建议"), blank=True)
    frozen = models.JSONField(null=True)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    words_back = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="draft", choices=sheet_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "year", "week"], name="sheet_once")]


class Import(models.Model):
    """A file brought in by way of the pages: where it lies, how its columns are read, and what came of it."""

    brand = models.ForeignKey("people.Brand", models.PROTECT)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    rows = models.PositiveIntegerField()
    columns = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    kind = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    is_historic = models.BooleanField(default=False)
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    job = models.ForeignKey("kernel.Job", models.SET_NULL, null=True, related_name="+")
    checked = models.JSONField(null=True)
    committed_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    refused_path = models.CharField(max_length=200, blank=True)
    swept_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["brand", "-id"], name="import_brand")]

    def __str__(self) -> str:
        return self.name


class Once(models.Model):
    """A key under which a case was made: form token, API idempotency key, or import row. Never twice."""

    key = models.CharField(max_length=160, primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE)
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
