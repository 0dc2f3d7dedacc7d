"""The work calendar: a year at a glance, its editor, its versions, and a place to try a deadline."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.kernel import calendars, clock, deadlines
from shouwen.kernel.models import WorkCalendarEdition
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on
from shouwen.kernel.worktime import NoCalendarData, Segment, WorkCalendar
from shouwen.site import calendar_year
from shouwen.site.forms import DaysForm, TrialForm, WeekForm, YearForm

#: Rows of the explanation shown, and days its strip can draw legibly.
MOST_ROWS = 40
STRIP_DAYS = 14


def calendar(request: Any) -> HttpResponse:
    """The year asked for, else this one."""
    trial = _trial(request)
    if request.htmx and "within" in request.GET:
        return render(request, "site/kernel/trial.html", trial)
    return _page(request, _year(request.GET.get("year", "")), **trial)


def _year(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 2000 <= int(text) <= 2100 else clock.today().year


def _page(request: Any, year: int, **given: Any) -> HttpResponse:
    newest = WorkCalendarEdition.objects.order_by("-version").first()
    cal = calendars.current()
    content, version = newest.content if newest else {}, newest.version if newest else 0
    known = sorted({*cal.years, clock.today().year, clock.today().year + 1, year})
    start = {"seen": version}
    context = {
        "year": year,
        "cal": cal,
        "version": version,
        "source": cal.years.get(year, ""),
        "months": list(calendar_year.months(cal, year, clock.today())),
        "specials": calendar_year.specials(cal, year),
        "years": [(each, cal.years.get(each, "")) for each in known],
        "official_known": bool(calendar_year.official_days(year)),
        "may_edit": request.person.may("kernel.edit_calendar"),
        "week": _week_lines(cal),
        "week_form": WeekForm(week=content.get("week", {}), initial=start),
        "days_form": DaysForm(initial={**start, "first": request.GET.get("day", "")}),
        "year_form": YearForm(initial={**start, "year": year}),
        "editions": WorkCalendarEdition.objects.defer("content").order_by("-version")[:12],
        "trial": _trial_form(request),
    }
    bad = any(getattr(each, "errors", None) for key, each in given.items() if key.endswith("_form"))
    return render(request, "site/kernel/calendar.html", {**context, **given}, status=422 if bad else 200)


def _week_lines(cal: WorkCalendar) -> list[tuple[str, str]]:
    return [(calendar_year.weekday(day), calendar_year.windows_words(cal.week[day])) for day in range(7)]


# ---- changes: each takes the content of the version it saw and hands the changed one to the one verb


def _change(request: Any, form: Any, content: dict[str, Any], year: int) -> HttpResponse | None:
    with told_on(form):
        made = calendars.change(
            content, by=request.person, reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"]
        )
        words = _("已存为第 %(version)s 版。正在走的时限照它们开始时的版本，新的时限按这一版。")
        messages.success(request, words % {"version": made.version})
        return redirect(f"{reverse('calendar')}?year={year}")
    return None


def _content() -> dict[str, Any]:
    newest = WorkCalendarEdition.objects.order_by("-version").first()
    return dict(newest.content) if newest else {}


@require_POST
def week(request: Any) -> HttpResponse:
    """Windows of the weekdays."""
    require(request.person, "kernel.edit_calendar")
    content, year = _content(), _year(request.POST.get("year", ""))
    form = WeekForm(request.POST, week={})
    if form.is_valid():
        answer = _change(request, form, calendar_year.with_week(content, form.week()), year)
        if answer:
            return answer
    return _page(request, year, week_form=form)


@require_POST
def days(request: Any) -> HttpResponse:
    """Special days."""
    require(request.person, "kernel.edit_calendar")
    form = DaysForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        first, last = given["first"], given["last"] or given["first"]
        answer = _change(request, form, calendar_year.with_days(_content(), first, last, given), first.year)
        if answer:
            return answer
    return _page(request, _year(request.POST.get("year", "")), days_form=form)


@require_POST
def years(request: Any) -> HttpResponse:
    """A year taken from official data, or assumed by this person's choice."""
    require(request.person, "kernel.edit_calendar")
    form = YearForm(request.POST)
    if form.is_valid():
        year, how = form.cleaned_data["year"], form.cleaned_data["how"]
        if how == "official" and not calendar_year.official_days(year):
            form.add_error(None, _("%(year)s 年的官方安排还没有公布，或本软件的数据还没有更新。") % {"year": year})
        else:
            answer = _change(request, form, calendar_year.with_year(_content(), year, how), year)
            if answer:
                return answer
    return _page(request, _year(request.POST.get("year", "")), year_form=form)


# ---- try it


def _trial_form(request: Any) -> TrialForm:
    asked = request.GET if "within" in request.GET else None
    now = clock.local(clock.now()).replace(second=0, microsecond=0, tzinfo=None)
    return TrialForm(asked, initial={"at": now})


def _trial(request: Any) -> dict[str, Any]:
    """What the length comes to, and the way there; nothing while nobody asked."""
    form = _trial_form(request)
    if not form.is_bound or not form.is_valid():
        return {"trial": form}
    start = form.cleaned_data["at"]
    try:
        span = deadlines.parse_span(form.cleaned_data["within"])
        rule = deadlines.Rule(shape="after", counts=form.cleaned_data["counts"], within=span)
        due = deadlines.due(rule, start, calendars.current())
        way = deadlines.explain(rule, start, due, calendars.current())
    except (deadlines.DeadlineError, NoCalendarData) as problem:
        form.add_error("within", problem.zh if str(get_language()).startswith("zh") else problem.en)
        return {"trial": form}
    except (OverflowError, ValueError):
        form.add_error("within", _("这个时长太长了。"))
        return {"trial": form}
    return {"trial": form, "due": due, "way": way[:MOST_ROWS], "more": len(way) - MOST_ROWS, "strip": _strip(way)}


def _strip(way: list[Segment]) -> list[dict[str, Any]]:
    """The way as pieces of a thousand, for a drawn strip; none when it would be too fine to read."""
    if not way or way[-1].to_at - way[0].from_at > dt.timedelta(days=STRIP_DAYS):
        return []
    whole = (way[-1].to_at - way[0].from_at).total_seconds()
    return [
        {"x": round((part.from_at - way[0].from_at).total_seconds() / whole * 1000, 1), "counted": part.counted,
         "width": round((part.to_at - part.from_at).total_seconds() / whole * 1000, 1)}
        for part in way
    ]  # fmt: skip


urlpatterns = [
    path("calendar/", calendar, name="calendar"),
    path("calendar/week/", week, name="calendar-week"),
    path("calendar/days/", days, name="calendar-days"),
    path("calendar/years/", years, name="calendar-years"),
]
