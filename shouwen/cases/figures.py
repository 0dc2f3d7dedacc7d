"""Figures of the workbench and the board: each says what is counted, in whom, since when, and where its list is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from shouwen.cases import queries
from shouwen.cases.duties import clause_url, rules_of_person
from shouwen.cases.models import Case, Clock, Promise, RepeatComplaint, Transfer
from shouwen.cases.rules import rules_for
from shouwen.kernel import clock
from shouwen.people import queries as people

#: Cases whose first answer may fall due today were received within this time.
LOOK_BACK = dt.timedelta(days=30)


@dataclass(frozen=True)
class Figure:
    """A counted thing with its definition, so that nobody has to guess what was left out."""

    name: str
    title: Any
    value: Any
    of: Any = ""
    unit: Any = ""
    under: Any = ""
    counted: Any = ""
    population: Any = ""
    period: Any = ""
    clauses: tuple[str, ...] = ()
    url: str = ""
    tone: str = ""
    basis_url: str = ""


def _cited(figures: list[Figure], rules: Any) -> list[Figure]:
    """The same with the way to the clause; a clause these rules do not have is not named."""
    return [
        replace(
            each,
            basis_url=clause_url(rules, each.clauses),
            clauses=each.clauses if clause_url(rules, each.clauses) else (),
        )
        for each in figures
    ]


def midnight(at: dt.datetime | None = None) -> dt.datetime:
    """The beginning of this day in Shanghai."""
    return clock.local(at or clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)


def answering(brands: Any) -> set[str]:
    """Ids of the deadlines by which the customer first gets a clear answer, in the packs of these brands."""
    found: set[str] = set()
    seen: set[str] = set()
    for brand in brands:
        if brand.pack not in seen:
            seen.add(brand.pack)
            rows = rules_for(brand).pack.deadlines.values()
            found |= {row.id for row in rows if row.starts_on == "case.opened" and "case.answered" in row.stops_on}
    return found


def of_person(person: Any) -> list[Figure]:
    """Today so far, of one person: four questions to the database."""
    start, now = midnight(), clock.now()
    today = str(clock.today())
    mine = Case.objects.filter(first_asked=person, is_historic=False, received_at__gte=start)
    opened = mine.aggregate(all=Count("pk"), told=Count("pk", filter=Q(answered_at__isnull=False)))
    due = Clock.objects.filter(
        person=person, due_at__gte=start, due_at__lte=now, state__in=("met", "missed", "running")
    )
    clocks = due.aggregate(all=Count("pk"), met=Count("pk", filter=Q(state="met")))
    made = Promise.objects.filter(case__owner=person, due_at__gte=start, due_at__lte=now)
    promises = made.aggregate(all=Count("pk"), kept=Count("pk", filter=Q(state__in=("kept", "extended"))))
    repeats = RepeatComplaint.objects.filter(case__first_asked=person, found_at__gte=start, denied_why="").count()
    until = _("今天 00:00 到此刻")
    counted = [
        Figure(
            "opened",
            _("新单"),
            opened["all"],
            under=_("已告知 %(n)s") % {"n": opened["told"]},
            period=until,
            counted=_("受理的工单件数"),
            population=_("由我首问，不含导入的旧单"),
            url=f"/cases/?first_asked={person.staff_number}&received_from={today}",
        ),
        Figure(
            "in-time",
            _("按时办结"),
            clocks["met"],
            of=clocks["all"],
            period=until,
            under=_("今天到期的时限"),
            counted=_("到期前完成的时限数"),
            population=_("落在我名下、今天已到期的时限；暂停和作废的不计"),
            url="/workbench/?tab=done",
        ),
        Figure(
            "promises",
            _("承诺兑现"),
            promises["kept"],
            of=promises["all"],
            period=until,
            under=_("今天到期的承诺"),
            counted=_("已兑现或已告知改期的承诺数"),
            population=_("我负责的工单、今天已到期的承诺"),
            clauses=("S3-5.2.2.2i",),
            url=f"/cases/?owner={person.staff_number}&waiting=promise",
        ),
        Figure(
            "repeats",
            _("二次投诉"),
            repeats,
            period=until,
            under=_("由我首问"),
            counted=_("同一事再次投诉的件数"),
            population=_("由我首问；已认定不是同一事的不计"),
            clauses=("S2-1.D.4.10",),
            tone="late" if repeats else "",
            url=f"/cases/?first_asked={person.staff_number}&repeat=on&received_from={today}",
        ),
    ]
    return _cited(counted, rules_of_person(person))


def seen_by(person: Any, brand: Any = None) -> QuerySet[Case]:
    """Cases he may see: of all his brands, or of one."""
    found = queries.visible_to(person)
    return found if brand is None else found.filter(brand=brand)


def live_cases(person: Any, brand: Any = None) -> QuerySet[Case]:
    """Open cases he may see, imported old ones aside: what the board is about."""
    return seen_by(person, brand).filter(state__in=queries.LIVE, is_historic=False)


def overdue(person: Any, brand: Any = None) -> QuerySet[Clock]:
    """Running clocks past their time, on open cases he may see."""
    seen = live_cases(person, brand).filter(pk=OuterRef("case"))
    return Clock.objects.filter(Exists(seen), state="running", due_at__lt=clock.now())


def of_board(person: Any, brand: Any = None) -> list[Figure]:
    """The board's figures, each over what this person may see: of all his brands, or of one."""
    start, today = midnight(), str(clock.today())
    brands = [brand] if brand is not None else list(people.brands_of(person))
    received = seen_by(person, brand).filter(received_at__gte=start, is_historic=False)
    came = received.aggregate(all=Count("pk"), told=Count("pk", filter=Q(answered_at__isnull=False)))
    late = overdue(person, brand).aggregate(cases=Count("case", distinct=True), clocks=Count("pk"))
    met, all_due = in_time(person, brands, brand)
    until, seen = _("今天 00:00 到此刻"), _("您能看到的工单，不含导入的旧单")
    week = start - dt.timedelta(days=start.weekday())
    again = RepeatComplaint.objects.filter(Exists(seen_by(person, brand).filter(pk=OuterRef("case"))), denied_why="")
    repeats = again.filter(found_at__gte=week).aggregate(
        week=Count("pk"), today=Count("pk", filter=Q(found_at__gte=start))
    )
    shut = seen_by(person, brand).filter(state="closed_exceptionally", closed_at__gte=week)
    exceptions = shut.aggregate(week=Count("pk"), today=Count("pk", filter=Q(closed_at__gte=start)))
    broken = Promise.objects.filter(
        Exists(live_cases(person, brand).filter(pk=OuterRef("case"))), state="broken"
    ).count()
    counted = [
        Figure(
            "received",
            _("今日受理"),
            came["all"],
            under=_("已告知 %(n)s") % {"n": came["told"]},
            period=until,
            counted=_("受理的工单件数"),
            population=seen,
            url=f"/cases/?received_from={today}",
        ),
        Figure(
            "in-time",
            _("按时答复"),
            _share(met, all_due),
            unit="%" if all_due else "",
            period=until,
            under=_("%(met)s / %(all)s") % {"met": met, "all": all_due},
            url="/cases/?kind=complaint&state=answered",
            counted=_("首次明确答复不晚于时限的件数占比"),
            clauses=("S2-3.4.20",),
            population=_("近 30 日受理、首次答复时限今天已到期的工单；同一单取最早的时限，暂停和作废的不计"),
        ),
        Figure(
            "overdue",
            _("此刻逾期"),
            late["cases"],
            under=_("共 %(n)s 个时限") % {"n": late["clocks"]},
            period=_("此刻"),
            counted=_("至少有一个时限已过的未关闭工单"),
            population=seen,
            url="/cases/?overdue=on",
            tone="late" if late["cases"] else "",
        ),
        Figure(
            "repeats",
            _("二次投诉"),
            repeats["today"],
            under=_("本周 %(n)s") % {"n": repeats["week"]},
            period=until,
            counted=_("同一事再次投诉的件数"),
            population=_("您能看到的工单；已认定不是同一事的不计"),
            clauses=("S2-1.D.4.10",),
            url=f"/cases/?repeat=on&received_from={today}",
        ),
        Figure(
            "exceptions",
            _("例外关闭"),
            exceptions["today"],
            under=_("本周 %(n)s") % {"n": exceptions["week"]},
            period=until,
            counted=_("没有满足关闭条件、由领导批准关闭的件数"),
            population=_("您能看到的工单"),
            clauses=("S2-1.D.4.5c",),
            url="/cases/?state=closed_exceptionally",
        ),
        Figure(
            "broken",
            _("未兑现承诺"),
            broken,
            under=_("未关闭的工单"),
            period=_("此刻"),
            clauses=("S3-5.2.2.2i",),
            counted=_("过了时间还没有告知客户的承诺数"),
            population=seen,
            url="/cases/?waiting=broken",
            tone="late" if broken else "",
        ),
    ]
    only = f"&brand={brand.code}" if brand is not None else ""
    counted = [replace(each, url=each.url + only) for each in counted]
    return _cited(counted, rules_for(brands[0]) if brands else None)


def in_time(person: Any, brands: Any, brand: Any = None) -> tuple[int, int]:
    """How many first answers due today so far were in time, of how many; one a case, its earliest deadline."""
    start, now = midnight(), clock.now()
    recent = seen_by(person, brand).filter(received_at__gte=now - LOOK_BACK, is_historic=False)
    rows = (
        Clock.objects.filter(
            case__in=recent.values("pk"),
            deadline__in=sorted(answering(brands)),
            state__in=("met", "missed", "running"),
            due_at__gte=start,
            due_at__lte=now,
        )
        .order_by("due_at")
        .values_list("case", "state")
    )
    first: dict[int, str] = {}
    for case, state in rows:
        first.setdefault(case, state)
    return sum(state == "met" for state in first.values()), len(first)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "—"


@dataclass
class Load:
    """What lies with one department or person now."""

    key: Any
    name: str
    number: str = ""
    open: int = 0
    asked: int = 0
    late: int = 0
    soon: int = 0
    oldest: dt.datetime | None = None
    longest: dt.datetime | None = None
    ages: tuple[int, int, int] = (0, 0, 0)


def by_department(person: Any, brand: Any = None) -> list[Load]:
    """Open cases by the owner's department with their age, parts asked of it, and what is overdue with it."""
    now = clock.now()
    day, three = now - dt.timedelta(days=1), now - dt.timedelta(days=3)
    loads: dict[int, Load] = {}
    rows = (
        live_cases(person, brand)
        .order_by()
        .values("department", "department__name")
        .annotate(
            n=Count("pk"),
            oldest=Min("received_at"),
            young=Count("pk", filter=Q(received_at__gte=day)),
            middle=Count("pk", filter=Q(received_at__lt=day, received_at__gte=three)),
            old=Count("pk", filter=Q(received_at__lt=three)),
        )
    )
    for row in rows:
        loads[row["department"]] = Load(
            row["department"],
            row["department__name"],
            open=row["n"],
            oldest=row["oldest"],
            ages=(row["young"], row["middle"], row["old"]),
        )
    parts = Transfer.objects.filter(
        Exists(live_cases(person, brand).filter(pk=OuterRef("case"))), state__in=("sent", "accepted")
    )
    for part in parts.order_by().values("department", "department__name").annotate(n=Count("pk")):
        loads.setdefault(part["department"], Load(part["department"], part["department__name"])).asked = part["n"]
    late = (
        overdue(person, brand)
        .order_by()
        .values(
            where=Coalesce("department", "person__department"),
            name=Coalesce("department__name", "person__department__name"),
        )
    )
    for where in late.annotate(n=Count("pk"), longest=Min("due_at")):
        load = loads.setdefault(where["where"], Load(where["where"], where["name"] or "—"))
        load.late, load.longest = where["n"], where["longest"]
    return sorted(loads.values(), key=lambda load: (-load.late, -load.open, load.name))


def by_owner(person: Any, sort: str = "late", brand: Any = None) -> list[Load]:
    """Open cases by owner, what of his is overdue, and what falls due within two hours."""
    now = clock.now()
    rows = (
        live_cases(person, brand)
        .order_by()
        .values("owner", "owner__staff_number", "owner__name")
        .annotate(n=Count("pk"), oldest=Min("received_at"))
    )
    loads = {
        row["owner"]: Load(row["owner"], row["owner__name"], row["owner__staff_number"], row["n"], oldest=row["oldest"])
        for row in rows
    }
    seen = live_cases(person, brand).filter(pk=OuterRef("case"))
    near = Clock.objects.filter(
        Exists(seen), state="running", person__isnull=False, due_at__lt=now + dt.timedelta(hours=2)
    )
    counted = (
        near.order_by()
        .values("person", number=F("person__staff_number"), name=F("person__name"))
        .annotate(
            late=Count("pk", filter=Q(due_at__lt=now)),
            soon=Count("pk", filter=Q(due_at__gte=now)),
            longest=Min("due_at"),
        )
    )
    for row in counted:
        load = loads.setdefault(row["person"], Load(row["person"], row["name"], row["number"]))
        load.late, load.soon = row["late"], row["soon"]
        load.longest = row["longest"] if row["late"] else None
    orders: dict[str, Any] = {
        "late": lambda load: (-load.late, -load.open, load.number),
        "open": lambda load: (-load.open, load.number),
        "number": lambda load: load.number,
    }
    return sorted(loads.values(), key=orders.get(sort, orders["late"]))
