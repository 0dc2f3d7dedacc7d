"""Brands, the department tree, posts, people, approvals and notices in the page."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode

from shouwen.people.states import approval_machine, presence_machine

if TYPE_CHECKING:
    from shouwen.people.reach import Reach


class Brand(models.Model):
    """A client company 委托企业 the centre answers for. A default one always exists."""

    code = models.CharField(_("代号"), max_length=6, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    pack = models.CharField(_("规则包"), max_length=40)
    is_default = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Department(TreeNode):
    """A unit of ours or of an outside partner. `kind` is the standard's word for what it does."""

    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=40, blank=True)
    is_outside = models.BooleanField(_("外部单位"), default=False)
    pack = models.CharField(_("另用规则包"), max_length=40, blank=True)
    head = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    free_storage_days = models.PositiveSmallIntegerField(_("免费保管天数"), null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parent", "name"], name="department_name_once")]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post 岗位: which verbs it grants, and how far its holder sees (self, department, subtree, all).

    `offered` is what packs have given it so far: a verb that people took away does not come back with a new release.
    """

    code = models.CharField(_("代号"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    scope = models.CharField(_("数据范围"), max_length=12, default="self")
    verbs = models.JSONField(_("权限"), default=list)
    offered = models.JSONField(default=list)
    clauses = models.JSONField(default=list)
    origin = models.CharField(max_length=10, default="default")
    at_once = models.PositiveSmallIntegerField(_("同时接待"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """People are found by staff number."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(staff_number=username)


class Person(AbstractBaseUser):
    """Someone who works here: the login, and an actor of the kernel."""

    staff_number = models.CharField(_("工号"), max_length=20, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    department = models.ForeignKey(Department, models.PROTECT, related_name="people", verbose_name=_("部门"))
    brands = models.ManyToManyField(Brand, related_name="people", verbose_name=_("品牌"))
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    away_until = models.DateField(_("离岗至"), null=True, blank=True)
    must_change_password = models.BooleanField(default=False)

    objects = People()
    USERNAME_FIELD = "staff_number"
    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return f"{self.staff_number} {self.name}"

    @property
    def key(self) -> str:
        return f"person:{self.staff_number}"

    @cached_property
    def reach(self) -> Reach:
        """Brands, departments and verbs this person has; read once an instance."""
        from shouwen.people.reach import reach_of  # reason: app-ready

        return reach_of(self)

    def holds(self, post: str) -> bool:
        return post in self.reach.posts

    def granted(self, verb: str) -> bool:
        return verb in self.reach.verbs

    def may(self, verb: str, thing: Any = None) -> bool:
        from shouwen.kernel.policy import may  # reason: app-ready

        return may(self, verb, thing)


class Appointment(models.Model):
    """A person holds a post in a department; several are possible."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    department = models.ForeignKey(Department, models.PROTECT, related_name="appointments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "post", "department"], name="appointment_once")]

    def __str__(self) -> str:
        return f"{self.post} · {self.department}"


class Skill(models.Model):
    """What somebody is able to answer: a language, a line of business. Our own word, no clause names any."""

    name = models.CharField(_("技能"), max_length=40, unique=True)
    is_active = models.BooleanField(_("启用"), default=True)
    people = models.ManyToManyField(Person, related_name="skills", blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """How a person is set up to answer: how many at once (else as his posts say), and until when others read first."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="seat")
    at_once = models.PositiveSmallIntegerField(_("同时接待"), null=True, blank=True)
    reviewed_until = models.DateField(_("新人审核至"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)


class Presence(models.Model):
    """Whether a person takes new conversations now. `beat_at` is the last sign of life of his page."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="presence")
    state = models.CharField(max_length=10, default="away", choices=presence_machine.choices())
    since = models.DateTimeField()
    beat_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["state", "beat_at"], name="presence_state")]


class ApiKey(models.Model):
    """A key of the programming interface: acts as its person, with `verbs` at most. Only its digest is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_keys")
    name = models.CharField(_("用途"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    verbs = models.JSONField(default=list)
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Approval(models.Model):
    """One decision asked of a post: exceptions, exports, editions, spending. Nobody approves his own."""

    number = models.CharField(max_length=24, unique=True)
    brand = models.ForeignKey(Brand, models.PROTECT)
    purpose = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=32)
    about_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    reason = models.TextField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="approvals_asked")
    asked_at = models.DateTimeField()
    posts = models.JSONField(default=list)
    at_step = models.PositiveSmallIntegerField(default=0)
    delegated_to = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, default="asked", choices=approval_machine.choices())
    settled_at = models.DateTimeField(null=True)
    clauses = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id"], name="approval_about")]

    def __str__(self) -> str:
        return self.title


class Opinion(models.Model):
    """What one approver said."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="opinions")
    person = models.ForeignKey(Person, models.PROTECT)
    post = models.CharField(max_length=60)
    says = models.CharField(max_length=12)
    words = models.TextField(blank=True)
    at = models.DateTimeField()


class Notice(models.Model):
    """A message in the page for one person; may ask to be acknowledged."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=200, blank=True)
    clauses = models.JSONField(default=list)
    origin = models.CharField(max_length=10, default="source")
    tone = models.CharField(max_length=10, default="")
    wants_acknowledgement = models.BooleanField(default=False)
    key = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001  unique or absent
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "read_at", "-id"], name="notice_unread")]
