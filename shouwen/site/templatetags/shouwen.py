"""The small parts pages are made of: icons, the 据 chip, clocks, people, fields. Built in for every template."""

from __future__ import annotations

import datetime as dt
import math
import re
import uuid
from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shouwen.kernel import clock, phone_numbers
from shouwen.kernel import slots as kernel_slots

register = template.Library()

#: Length of the ring's circle, radius 8.
RING = 2 * math.pi * 8
SOON = dt.timedelta(minutes=30)
DAY = dt.timedelta(days=1)
TONE_ICONS = {
    "late": "alert-octagon",
    "soon": "clock-exclamation",
    "run": "player-play",
    "ok": "circle-check",
    "calm": "player-pause",
}


@register.simple_tag
def assets() -> SafeString:
    """The built style sheet and script, or a remark when nobody has built them yet: pages must still answer."""
    from django_vite.core.asset_loader import DjangoViteAssetLoader  # reason: app-ready
    from django_vite.core.exceptions import DjangoViteAssetNotFoundError  # reason: app-ready

    try:
        return mark_safe(DjangoViteAssetLoader.instance().generate_vite_asset("src/app.ts"))  # noqa: S308
    except DjangoViteAssetNotFoundError:
        return mark_safe("<!-- not built yet: run bin/_assets -->")


@register.filter
def layout(person: Any, status: Any = 200) -> str:
    """The frame a page extends when a visitor may see it too: `{% extends request.person|layout %}`.

    A page that says the server failed (`layout:status`) takes the plain frame: the full one asks the database.
    """
    failed = isinstance(status, int) and status >= 500
    return "site/base.html" if person and not failed else "site/plain.html"


@register.simple_tag
def server_now() -> str:
    """The server's time, so that clocks on the page do not go by a wrong machine."""
    return clock.now().isoformat()


@register.simple_tag(takes_context=True)
def menu(context: Context) -> list[dict[str, Any]]:
    """The menu as [{title, entries: [{title, href, icon, count, count_href, current}]}]; unknown addresses are left out."""
    shell = context.get("shell") or {}
    path = shell.get("path") or ""
    titles = {"mine": _("我的"), "work": pgettext("菜单", "工单"), "manage": _("管理")}
    groups = []
    best: dict[str, Any] | None = None
    for key, navs in (shell.get("groups") or {}).items():
        entries = []
        for nav in navs:
            href = _address(nav.url)
            if not href:
                continue
            count = str(nav.count or "")
            entry = {"title": nav.title, "href": href, "icon": nav.icon, "current": False}
            entry["count"] = count if count.isdigit() else ""
            entry["count_href"] = "" if not count or count.isdigit() else _address(count)
            entries.append(entry)
            # The longest address that begins this page's path is where we are.
            if path.startswith(href) and (best is None or len(href) > len(best["href"])):
                best = entry
        if entries:
            groups.append({"title": titles.get(key, key), "entries": entries})
    if best:
        best["current"] = True
    return groups


def _address(name: str) -> str:
    if name.startswith("/"):
        return name
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def texts() -> dict[str, str]:
    """Sentences the scripts show, in the language of the page."""
    return {
        "late": _("逾期 {t}"),
        "left": _("剩 {t}"),
        "paused": _("已暂停"),
        "days": _("{d} 天"),
        "days_hours": _("{d} 天 {h} 时"),
        "seconds": _("{s} 秒"),
        "draft_saved": _("草稿已存 {t}"),
        "draft_saving": _("正在存草稿"),
        "draft_failed": _("草稿没有存上，连上后再存"),
        "draft_restored": _("已取回上次没交的草稿"),
        "leave": _("有还没存的内容，离开会丢。"),
        "copied": _("已复制"),
        "failed": _("没有办成。您填的都还在，请再试一次。"),
        "failed_number": _("没有办成。不是您的错，报这个号给管理员：{n}"),
        "forbidden": _("没有办成：您没有这项权限，或登录已过期。"),
        "gone": _("没有找到，可能已被别人移走。"),
        "customerTypes": _("客户正在输入…"),
        "colleagueTypes": _("{number} 正在回复"),
        "readByCustomer": _("客户已读"),
        "offline": _("连接断了，正在重连。您打的字都在本机，连上就存。"),
        "online": _("连上了"),
        "close_tab": _("收起 {title}"),
        "close": _("收起"),
        "working": _("正在办"),
        "basis": _("依据"),
        "loading": _("正在取"),
        "none_found": _("没有找到"),
        "column": _("第 {n} 栏"),
        "theme_dark": _("切换为深色"),
        "theme_light": _("切换为浅色"),
        "cites": _("引用 {name}"),
        "inserted": _("已放进回复"),
    }


@register.simple_tag(takes_context=True)
def fillers(context: Context, place: str) -> SafeString:
    """Renders, in this page's context, what the rooms above hang into the place."""
    engine = context.template.engine  # type: ignore[union-attr]
    parts = [engine.get_template(name).render(context) for name in kernel_slots.fillers(place)]
    return mark_safe("".join(parts))  # noqa: S308


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The query string of this page with some keys replaced; an empty value takes the key away."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = str(value)
    return "?" + query.urlencode() if query else "?"


@register.simple_tag
def once() -> SafeString:
    """A hidden token for this render of the form, so that a verb sent twice is done once."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, decoration only: the words beside it say the meaning. Size `l` is 20 px."""
    sprite = staticfiles_storage.url("dist/icons.svg")
    large = " icon-l" if size == "l" else ""
    return format_html('<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>', large, sprite, name)


@register.simple_tag
def state(tone: str, text: Any, icon_name: str = "") -> SafeString:
    """A state: icon, word and colour. Tone: late, soon, run, ok, calm."""
    sign = icon(icon_name or TONE_ICONS.get(tone, "point"))
    return format_html('<span class="st st-{}">{}{}</span>', tone, sign, text)


@register.simple_tag
def certainty(value: str) -> SafeString:
    """How sure a rule is: stated (明文), analogy (类推), manual (人工)."""
    signs = {
        "stated": ("book", _("明文")),
        "analogy": ("circle-half-2", _("类推")),
        "manual": ("user", _("人工")),
    }
    sign, word = signs.get(value, signs["manual"])
    return format_html('<span class="cert">{}{}</span>', icon(sign), word)


@register.simple_tag
def who(person: Any, only: str = "") -> SafeString:
    """A person: staff number first and small, then the name. `only="number"` for customers' eyes."""
    if not person:
        return mark_safe("—")
    number = getattr(person, "staff_number", "") or ""
    name = getattr(person, "name", None) or (person if isinstance(person, str) else "")
    if only == "number":
        return format_html('<span class="who">{}</span>', number or name)
    if not number:
        return format_html('<span class="who">{}</span>', name)
    return format_html('<span class="who"><b>{}</b>{}</span>', number, name)


def short_clause(clause: str) -> str:
    """A clause as the trade says it: `S2-1.D.4.8.6` → `D.4.8.6`, `S2-3.4.20` → `3.4.20`; others stay whole."""
    bare = re.sub(r"^S\d+-\d+\.(?=[A-Z])", "", clause)
    return re.sub(r"^S2-(?=\d)", "", bare)


@register.simple_tag
def why(clauses: Any = "", origin: str = "source", url: str = "", label: Any = "") -> SafeString:
    """The 据 chip: the first clause in short form, where it comes from when not the rulebook's own, a way to the drawer.

    `clauses`: one id or several; `origin`: source, borrowed, default or gap; `label` is said before 设定.
    """
    ids = [clauses] if isinstance(clauses, str) else [str(clause) for clause in clauses or ()]
    ids = [clause for clause in ids if clause and clause != "gap"]
    words = short_clause(ids[0]) if ids else ""
    if origin == "borrowed":
        words = _("%(clause)s 借用") % {"clause": words} if words else _("借用")
    elif origin == "default":
        words = _("%(what)s设定") % {"what": label or (words and words + " ")}
    elif origin == "gap" or not words:
        words = _("未见条文")
    title = "、".join(ids)
    if len(ids) > 1 and origin != "gap":
        words += " " + ngettext("等%(n)s条", "等%(n)s条", len(ids)) % {"n": len(ids)}
    ju = pgettext("字号，小方框", "据")
    inner = format_html('<span class="ju" aria-hidden="true">{}</span>{}', ju, words)
    if not url:
        return format_html('<span class="why" title="{}">{}</span>', title, inner)
    return format_html(
        '<a class="why" href="{}" hx-get="{}" hx-target="#basis-drawer" hx-swap="innerHTML" data-why title="{}"'
        ' aria-label="{}">{}</a>',
        url,
        url,
        title,
        _("据 %(clause)s，看依据") % {"clause": words},
        inner,
    )


def _left(span: dt.timedelta) -> str:
    seconds = int(abs(span).total_seconds())
    if seconds < 60:
        return _("{s} 秒").format(s=seconds)
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    if not days:
        return f"{hours}:{rest // 60:02d}"
    return _("{d} 天 {h} 时").format(d=days, h=hours) if hours else _("{d} 天").format(d=days)


@register.simple_tag
def countdown(
    due_at: dt.datetime | None, started_at: dt.datetime | None = None, paused: Any = False, label: Any = ""
) -> SafeString:
    """A clock: ring and words. Late has no ring; soon is under a quarter or 30 minutes left; calm is a day or more.

    The page's script goes on counting from `data-due` and `data-start`. `label` replaces the words (a time of day).
    """
    if due_at is None and not paused:
        return format_html('<span class="cd cd-calm">{}{}</span>', _ring(0), label or _("未开始"))
    now = clock.now()
    if paused or due_at is None:
        return format_html('<span class="cd cd-calm">{}{}</span>', _ring(0.5), label or _("已暂停"))
    left = due_at - now
    whole = due_at - started_at if started_at and due_at > started_at else DAY
    share = max(0.0, min(1.0, left / whole))
    if left <= dt.timedelta(0):
        tone, sign, words = "late", icon("alert-octagon"), _("逾期 {t}").format(t=_left(left))
    else:
        soon = left < SOON or (started_at is not None and share < 0.25)
        tone = "soon" if soon else "calm" if left >= DAY else "run"
        sign, words = _ring(share), _("剩 {t}").format(t=_left(left))
    return format_html(
        '<span class="cd cd-{}" data-due="{}" data-start="{}"{} title="{}">{}<span class="t">{}</span></span>',
        tone,
        due_at.isoformat(),
        started_at.isoformat() if started_at else "",
        mark_safe(" data-fixed") if label else "",
        _("到期 %(at)s") % {"at": clock.local(due_at).strftime("%Y-%m-%d %H:%M")},
        sign,
        label or words,
    )


def _ring(share: float) -> SafeString:
    return format_html(
        '<svg class="ring" viewBox="0 0 20 20" aria-hidden="true"><circle class="bg" cx="10" cy="10" r="8"/>'
        '<circle class="fg" cx="10" cy="10" r="8" stroke-dasharray="{} {}"/></svg>',
        f"{share * RING:.1f}",
        f"{RING:.2f}",
    )


@register.filter
def stamp(at: Any) -> str:
    """A time, as short as it can be told: today HH:mm, this year MM-dd HH:mm, else yyyy-MM-dd HH:mm. Shanghai."""
    if not at:
        return ""
    if not isinstance(at, dt.datetime):
        return str(at.strftime("%m-%d" if at.year == clock.today().year else "%Y-%m-%d"))
    local = clock.local(at)
    today = clock.today()
    form = "%H:%M" if local.date() == today else "%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d %H:%M"
    return local.strftime(form)


@register.filter
def stamp_full(at: dt.datetime | None) -> str:
    """A time in full: yyyy-MM-dd HH:mm, Shanghai."""
    return clock.local(at).strftime("%Y-%m-%d %H:%M") if at else ""


@register.filter
def day(at: dt.datetime | None) -> str:
    """The day a line of a timeline stands under: 今天 07-15, 昨天 07-14, 07-13, 2025-12-31."""
    if not at:
        return ""
    date, today = clock.local(at).date(), clock.today()
    short = date.strftime("%m-%d" if date.year == today.year else "%Y-%m-%d")
    if date == today:
        return _("今天 %(day)s") % {"day": short}
    if date == today - DAY:
        return _("昨天 %(day)s") % {"day": short}
    return short


@register.filter
def ago(at: dt.datetime | None) -> str:
    """How long ago, in one unit."""
    if not at:
        return ""
    seconds = int((clock.now() - at).total_seconds())
    if seconds < 60:
        return _("刚才")
    if seconds < 3600:
        return ngettext("%(n)s 分钟前", "%(n)s 分钟前", seconds // 60) % {"n": seconds // 60}
    if seconds < 86400:
        return ngettext("%(n)s 小时前", "%(n)s 小时前", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("%(n)s 天前", "%(n)s 天前", seconds // 86400) % {"n": seconds // 86400}


@register.filter
def duration(span: Any) -> str:
    """A length of time in words, from a timedelta or seconds: 45 秒, 12 分, 1 小时 02 分, 2 天 4 时."""
    if span is None or span == "":
        return ""
    seconds = int(span.total_seconds() if isinstance(span, dt.timedelta) else span)
    if seconds < 60:
        return _("{s} 秒").format(s=seconds)
    if seconds < 3600:
        return _("{m} 分").format(m=seconds // 60)
    if seconds < 86400:
        return _("{h} 小时 {m} 分").format(h=seconds // 3600, m=f"{seconds % 3600 // 60:02d}")
    return _left(dt.timedelta(seconds=seconds))


@register.filter
def time_left(progress: dict[str, Any]) -> str:
    """How long a job will still take, from its `done`, `total` and `rate` a second; nothing when it cannot be told."""
    rest = (progress.get("total") or 0) - (progress.get("done") or 0)
    return duration(rest / progress["rate"]) if rest > 0 and progress.get("rate") else ""


@register.filter
def masked(number: Any) -> str:
    """A telephone number as everyone may see it: 138****8206."""
    return phone_numbers.mask(str(number)) if number else ""


@register.simple_tag
def field(bound: BoundField, label: Any = "", help: Any = "", suffix: Any = "", placeholder: Any = "") -> SafeString:
    """A labelled input with star, help and error in place. `label` and `help` override the form's (`help=False`: none)."""
    if not isinstance(bound, BoundField):
        return mark_safe("")
    if bound.is_hidden:
        return format_html("{}{}", bound, bound.errors)
    widget = bound.field.widget
    several = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    tick = isinstance(widget, CheckboxInput)
    ident = bound.id_for_label or bound.auto_id or bound.html_name
    hint, errors = "" if help is False else help or bound.help_text, list(bound.errors)
    described = [f"{ident}-help"] * bool(hint) + [f"{ident}-err"] * bool(errors)
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if errors:
        attrs["aria-invalid"] = "true"
    if placeholder or widget.attrs.get("placeholder") == bound.label:  # allauth says the label twice
        attrs["placeholder"] = placeholder
    css = "form-check-input" if tick or several else "form-select" if isinstance(widget, Select) else "form-control"
    given = widget.attrs.get("class", "")
    attrs["class"] = " ".join(filter(None, [css, given, "bad" if errors else ""]))
    title = label or bound.label
    star = " req" if bound.field.required else ""
    control = _choices(bound, attrs) if several else bound.as_widget(attrs=attrs)
    if suffix:
        control = format_html('<div class="row-flex">{}<span class="meta">{}</span></div>', control, suffix)
    under = format_html_join("", '<div class="err" id="{}">{}{}</div>', _error_rows(ident, errors))
    if hint:
        under = format_html('<div class="help" id="{}">{}</div>{}', f"{ident}-help", hint, under)
    if several:
        head = format_html('<span class="lab{}" id="{}">{}</span>', star, f"{ident}-lab", title)
        row = '<div class="sw-field" role="{}" aria-labelledby="{}"{}>{}<div>{}</div>{}</div>'
        role = "radiogroup" if isinstance(widget, RadioSelect) else "group"
        about = format_html(' aria-describedby="{}"', " ".join(described)) if described else ""
        return format_html(row, role, f"{ident}-lab", about, head, control, under)
    if tick:
        return format_html(
            '<div class="sw-field tick"><span></span><label class="row-flex">{}<span class="{}">{}</span></label>{}</div>',
            control,
            star.strip(),
            title,
            under,
        )
    head = format_html('<label for="{}"><span class="{}">{}</span></label>', ident, star.strip(), title)
    return format_html('<div class="sw-field">{}<div class="in">{}</div>{}</div>', head, control, under)


def _choices(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """Radios or ticks, each in its own label: `.picks` stand in a row and wrap."""
    kept = {"class": attrs["class"]}
    rows = []
    for choice in bound.subwidgets:
        data = choice.data
        data["attrs"] = {**data["attrs"], **kept}
        rows.append((choice.tag(), choice.choice_label))
    return format_html(
        '<div class="picks">{}</div>', format_html_join("", '<label class="pick">{}<span>{}</span></label>', rows)
    )


def _error_rows(ident: str, errors: list[Any]) -> Iterable[tuple[str, SafeString, Any]]:
    for at, error in enumerate(errors):
        yield f"{ident}-err" + (f"-{at}" if at else ""), icon("alert-octagon"), error
