"""The record of everything that happened, its verification, and how this installation is."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shouwen.conversations.email import queries as mail
from shouwen.kernel import audit, calendars, clock, dead_jobs, facts, sealing, sqlite, worker
from shouwen.kernel.models import Fact, Job, Seal, SealHead, Unsealed
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refused
from shouwen.people import queries as people
from shouwen.site import readiness, things
from shouwen.site.forms import RecordFilter
from shouwen.site.pages import leaf

#: More than this is verified on the command line: a page must answer.
MOST_VERIFIED = 200_000
#: So many failed jobs are shown, the last to fail first.
MOST_SHOWN = 50
#: A worker that has shown no sign of life for this long is away.
SILENT = dt.timedelta(seconds=30)


# ---- the record


def record(request: Any) -> HttpResponse:
    """Facts, newest first, by who, what, about what and when."""
    require(request.person, "kernel.read_audit")
    form = _filter(request)
    page = leaf(_chosen(form), request.GET.get("after"))
    keys = {fact.actor for fact in page.rows if fact.actor.startswith("person:")}
    places = things.places(request.person, {(fact.about_kind, fact.about_id) for fact in page.rows})
    head = SealHead.objects.filter(pk=1).first()
    context = {
        "form": form,
        "rows": [(fact, places[fact.about_kind, fact.about_id]) for fact in page.rows],
        "page": page,
        "names": people.names_by_key(keys),
        "sealed": head.number if head else 0,
        "waiting": Unsealed.objects.count(),
        "anchors": len(sealing.anchors()),
    }
    return render(request, "site/kernel/record.html#rows" if request.htmx else "site/kernel/record.html", context)


def _filter(request: Any) -> RecordFilter:
    sentences = sorted((name, str(kind.sentence)) for name, kind in facts.KINDS.items())
    kinds = [(name, _plain(words)) for name, words in sentences]
    return RecordFilter(request.GET or {}, kinds=kinds, things=sorted(things.KINDS.items()))


def _plain(words: str) -> str:
    """A fact's sentence without who did it and the names in it, to choose by."""
    text = words.replace("{actor}", "")
    while "{" in text:
        before, _brace, rest = text.partition("{")
        text = f"{before}…{rest.partition('}')[2]}"
    return text.strip()


def _chosen(form: RecordFilter) -> QuerySet[Fact]:
    found = Fact.objects.select_related("seal")
    if not form.is_valid():
        return found.none()
    given = form.cleaned_data
    if given["actor"]:
        key = given["actor"].split()[0]
        found = found.filter(actor="system" if key in ("system", _("系统")) else f"person:{key}")
    if given["kind"]:
        found = found.filter(kind=given["kind"])
    if given["thing"]:
        found = found.filter(about_kind=given["thing"])
    if given["ident"]:
        found = _about(found, given["thing"], given["ident"].strip())
    if given["since"]:
        found = found.filter(at__gte=clock.midnight(given["since"]))
    if given["until"]:
        found = found.filter(at__lt=clock.midnight(given["until"] + dt.timedelta(days=1)))
    return found


def _about(found: QuerySet[Fact], kind: str, ident: str) -> QuerySet[Fact]:
    """Facts about the thing with this id, or whose references name this number."""
    if ident.isascii() and ident.isdigit() and kind:
        return found.filter(about_id=int(ident)) if len(ident) < 19 else found.none()
    return found.filter(refs__number=ident)


@require_POST
@never_cache
def verification(request: Any) -> HttpResponse:
    """Recomputes the chain now and says what does not hold."""
    require(request.person, "kernel.read_audit")
    count = Seal.objects.count()
    if count > MOST_VERIFIED:
        raise Refused(
            _("已封存 %(count)s 条，在页面上验证太久。请在服务器上运行 shouwen audit verify。") % {"count": count}
        )
    began = clock.now()
    report = audit.verify()
    context = {"report": report, "began": began, "seconds": (clock.now() - began).total_seconds()}
    return render(request, "site/kernel/verification.html", context)


# ---- health


def set_up_page(request: Any) -> HttpResponse:
    """What is still to be arranged before customers come, for whoever sets people up."""
    require(request.person, "people.welcome")
    found = readiness.steps(request.person)
    missing = sum(not step.is_done and step.is_needed for step in found)
    return render(request, "site/kernel/set_up.html", {"steps": found, "missing": missing})


def health_page(request: Any) -> HttpResponse:
    """How this installation is, for whoever keeps it running."""
    if not (request.person.may("kernel.backup") or request.person.may("kernel.read_audit")):
        require(request.person, "kernel.backup")
    disk = shutil.disk_usage(settings.DATA)
    beat = worker.last_beat()
    last = Seal.objects.select_related("fact").order_by("-number").first()
    cal = calendars.current()
    context = {
        "vendor": connection.vendor,
        "library": ".".join(map(str, sqlite.version())),
        "wal_safe": sqlite.wal_is_safe(),
        "journal": _journal(),
        "beat": beat,
        "worker_silent": beat is None or clock.now() - beat > SILENT,
        "seal": last,
        "waiting": Unsealed.objects.count(),
        "free": disk.free,
        "free_share": disk.free / disk.total * 100,
        "disk_short": disk.free < 2 * 2**30 or disk.free / disk.total < 0.05,
        "years": sorted(cal.years.items()),
        "next_year": clock.today().year + 1,
        "next_known": clock.today().year + 1 in cal.years,
        "late_in_year": clock.today().month >= 11,
        "waiting_jobs": Job.objects.filter(state="waiting").count(),
        "running": Job.objects.filter(state="running")[:20],
        "mailboxes": mail.mailboxes().filter(channel__is_active=True).count(),
        "unwell": mail.unwell(request.person),
        "unwell_elsewhere": mail.unwell_elsewhere(request.person),
        "may_keep_channels": request.person.may("conversations.keep_channels"),
        "failed": dead_jobs.dead().count(),
        "dead": [dead_jobs.said_of(each) for each in dead_jobs.dead()[:MOST_SHOWN]],
        "may_keep_jobs": request.person.may("kernel.keep_jobs"),
    }
    return render(request, "site/kernel/health.html", context)


def _journal() -> str:
    """SQLite's journal mode; nothing on another database."""
    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        return str(cursor.fetchone()[0]).upper()


@require_POST
def retrial(request: Any, job: int) -> HttpResponse:
    """A failed job once more."""
    return _settled(request, job, dead_jobs.retry, _("已放回队列，马上再试。"))


@require_POST
def abandonment(request: Any, job: int) -> HttpResponse:
    """A failed job will not be done."""
    return _settled(request, job, dead_jobs.give_up, _("已放弃这个任务。"))


def _settled(request: Any, pk: int, work: Callable[..., None], words: str) -> HttpResponse:
    require(request.person, "kernel.keep_jobs")
    work(get_object_or_404(Job, pk=pk), by=request.person)
    messages.success(request, words)
    return redirect("health-page")


urlpatterns = [
    path("audit/", record, name="audit"),
    path("audit/verification/", verification, name="audit-verification"),
    path("set-up/", set_up_page, name="set-up"),
    path("health/details/", health_page, name="health-page"),
    path("health/jobs/<int:job>/retrial/", retrial, name="job-retrial"),
    path("health/jobs/<int:job>/abandonment/", abandonment, name="job-abandonment"),
]
