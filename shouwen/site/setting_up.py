"""Sets an installation up from a pack: edition, departments, posts, calendar, brand and the first administrator."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import calendars, clock, pinyin
from shouwen.kernel.models import WorkCalendarEdition
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.people import actions as people
from shouwen.people import queries
from shouwen.rulebook import actions as rulebook
from shouwen.rulebook import queries as rules


def prepare_tables() -> None:
    """Makes or brings up the tables, and the shared cache."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


@transaction.atomic
def lay_foundation(pack_name: str) -> dict[str, Any]:
    """Publishes the pack, makes its departments and posts where they are missing, and the first work calendar."""
    pack = rules.read_from_disk(pack_name)
    start = pack.in_force_from or clock.today()
    rulebook.publish_edition(pack, by=SYSTEM, in_force_from=min(start, clock.today()), reason="安装")
    departments = _departments(pack)
    _posts(pack)
    if not WorkCalendarEdition.objects.exists():
        years = range(clock.today().year - 3, clock.today().year + 2)
        calendars.change(calendars.beginning(dict(pack.calendar), years), by=SYSTEM, reason=f"安装：{pack.title}")
    return departments


def _posts(pack: Any) -> None:
    for post in pack.posts.values():
        people.lay_post(
            by=SYSTEM,
            code=post.id,
            name=post.name,
            scope=post.scope,
            verbs=post.verbs,
            origin=post.origin,
            clauses=[clause for clause in post.because if clause != "gap"],
        )


@transaction.atomic
def offer_new_verbs() -> None:
    """After an upgrade: posts get the verbs of rooms that are new, as the packs of this release give them."""
    for name in sorted({brand.pack for brand in queries.brands()}):
        if name in rules.packs_on_disk():
            _posts(rules.read_from_disk(name))


def _departments(pack: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for unit in pack.departments.values():
        parent = made.get(unit.parent or "")
        department = queries.department_in(parent, unit.name)
        made[unit.id] = department or people.arrange_department(
            by=SYSTEM, name=unit.name, kind=unit.kind, parent=parent
        )
    return made


@transaction.atomic
def set_up(*, brand_name: str, brand_code: str, pack: str, staff_number: str, name: str, password: str) -> Any:
    """The first brand and its administrator, who is returned. Refuses an unknown pack or a weak password with a sentence."""
    if queries.any_brand():
        raise MoveRefused(_("这里已经安装过。"))
    departments = lay_foundation(pack)
    brand = people.found_brand(by=SYSTEM, code=brand_code, name=brand_name, pack=pack, is_default=True)
    centre = departments.get("centre") or queries.department_of_kind("centre") or next(iter(departments.values()))
    post = queries.post("administrator")
    if post is None:
        raise Unacceptable(
            _("规则包里没有系统管理员这个岗位。"), details={"pack": _("规则包里没有系统管理员这个岗位。")}
        )
    person, _code = people.welcome(
        by=SYSTEM,
        staff_number=staff_number,
        name=name or staff_number,
        department=centre,
        posts=[(post, centre)],
        brands=[brand],
        password=password,
    )
    return person


def code_of(name: str) -> str:
    """Initials of a company's name, proposed as its code: 路达物流 → LDWL."""
    letters = pinyin.initials(name).upper()
    return "".join(c for c in letters if c.isascii() and c.isalpha())[:4] or "SW"
