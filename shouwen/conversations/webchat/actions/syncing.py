"""Web sync (Web 同步, S0-1.40.4): the visitor starts it and ends it; a colleague sees his page without what is private."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.webchat import facts as told
from shouwen.conversations.webchat import queries, snapshots
from shouwen.conversations.webchat.actions.talking import held, place_of
from shouwen.conversations.webchat.models import Sync, SyncPage, Visit
from shouwen.kernel import clock, facts, live
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable

#: Nothing heard for this long: the visitor has closed the page.
SILENCE = dt.timedelta(minutes=30)


class NoSync(MoveRefused):
    """There is no sync under way."""

    code = "no_sync"


@transaction.atomic
def start_sync(visit: Visit, *, by: Any) -> Sync:
    """The visitor lets whoever answers him see his page. Asked again while it runs it is the same sync."""
    require(by, "conversations.receive", visit.channel.channel.brand)
    visit = held(visit)
    there = queries.sync_of(visit)
    if there is not None:
        return there
    if visit.conversation is None or queries.status_of(visit) != "talking":
        raise MoveRefused(_("有客服接待以后才能同步网页。"))
    now = clock.now()
    made = Sync.objects.create(visit=visit, started_at=now, heard_at=now)
    facts.record(told.SYNC_STARTED, by=by, about_thing=visit.conversation, refs={"sync": made.pk})
    live.publish(visit.conversation)
    return made


@transaction.atomic
def show_page(visit: Visit, *, by: Any, page: Any, html: Any, view: Any) -> None:
    """Keeps what the visitor's page looks like now, cleaned; a page he had not been on is put on record."""
    sync = _running(visit, by=by)
    if not isinstance(html, str) or len(html) > snapshots.LARGEST:
        raise Unacceptable(_("内容太大。"))
    place = place_of(page)
    _keep(sync, html=snapshots.clean(html), view=view_of(view), page=place)
    if place != sync.page or not sync.number:
        shown = SyncPage.objects.create(sync=sync, page=place, at=clock.now())
        refs = {"sync": sync.pk, "page": shown.pk}
        facts.record(told.SYNC_PAGE, by=by, about_thing=visit.conversation, refs=refs)
    live.whisper(visit.conversation, "sync", by=live.CUSTOMER, number=sync.number + 1)


@transaction.atomic
def move_view(visit: Visit, *, by: Any, view: Any) -> None:
    """Where the visitor has scrolled to, and what he has marked."""
    sync = _running(visit, by=by)
    _keep(sync, view={**sync.view, **view_of(view)})
    live.whisper(visit.conversation, "sync", by=live.CUSTOMER, number=sync.number + 1)


def _running(visit: Visit, *, by: Any) -> Sync:
    """The sync under way, while somebody answers."""
    require(by, "conversations.receive", visit.channel.channel.brand)
    sync = queries.sync_of(visit)
    if sync is None or queries.status_of(visit) != "talking":
        raise NoSync(_("网页同步已经结束。"))
    return sync


def _keep(sync: Sync, **values: Any) -> None:
    """Writes down what is shown now; refused, with all that goes along, when it has ended meanwhile."""
    running = Sync.objects.filter(pk=sync.pk, ended_at=None)
    if not running.update(number=F("number") + 1, heard_at=clock.now(), **values):
        raise NoSync(_("网页同步已经结束。"))


def view_of(given: Any) -> dict[str, Any]:
    """Width, height, x, y in pixels and the marked box, as far as they are given and make sense."""
    told_ = given if isinstance(given, dict) else {}
    view: dict[str, Any] = {name: _pixels(told_[name]) for name in ("width", "height", "x", "y") if name in told_}
    mark = told_.get("mark")
    if "mark" in told_:
        view["mark"] = [_pixels(each) for each in mark] if isinstance(mark, list) and len(mark) == 4 else None
    return view


def _pixels(value: Any) -> int:
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6
    return int(value) if good else 0


@transaction.atomic
def end_sync(visit: Visit, *, by: Any) -> None:
    """The visitor takes his page back. What was shown is forgotten; which pages stays."""
    require(by, "conversations.receive", visit.channel.channel.brand)
    _end(queries.sync_of(visit), by=by)


def _end(sync: Sync | None, *, by: Any) -> None:
    if sync is None or sync.visit.conversation is None:
        return
    over = {"ended_at": clock.now(), "html": "", "view": {}}
    if Sync.objects.filter(pk=sync.pk, ended_at=None).update(**over):
        facts.record(told.SYNC_ENDED, by=by, about_thing=sync.visit.conversation, refs={"sync": sync.pk})
        live.publish(sync.visit.conversation)


def end_stale_syncs(*, by: Any) -> int:
    """Ends syncs whose talk is over or from which nothing comes any more."""
    over = list(queries.syncs_over(clock.now() - SILENCE)[:200])
    for sync in over:
        with transaction.atomic():
            _end(sync, by=by)
    return len(over)
