"""Drafts of rules: the list, one draft with everything it changes, and its way to an edition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable, told_on
from shouwen.rulebook import actions, differences, queries, setting_words, wording
from shouwen.rulebook.draft_forms import AboutForm, BeginForm, ReplayForm
from shouwen.rulebook.forms import SettingForm
from shouwen.rulebook.models import Replay, RuleDraft

SHOWN = 50


def draft_of(request: Any, pk: int) -> RuleDraft:
    """The draft, with its content, for those who may read drafts."""
    found = queries.drafts_visible_to(request.person).defer(None).defer("base__content").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_edit(request: Any, draft: RuleDraft) -> bool:
    return draft.is_open and bool(request.person.may("rulebook.edit_draft", draft))


def drafts(request: Any) -> HttpResponse:
    """All drafts, open ones first; POST begins one."""
    require(request.person, "rulebook.read_draft")
    packs = [(name, edition.title) for name in queries.published_packs() if (edition := queries.current_edition(name))]
    form = BeginForm(request.POST or None, packs=packs)
    if request.method == "POST":
        require(request.person, "rulebook.edit_draft")
        if form.is_valid():
            with told_on(form):
                made = actions.begin_draft(by=request.person, **form.cleaned_data)
                return redirect("rule-draft", pk=made.pk)
    rows = list(queries.drafts_visible_to(request.person)[:SHOWN])
    rows.sort(key=lambda each: each.state not in ("draft", "declined", "submitted"))
    context = {"rows": rows, "form": form, "may_begin": request.person.may("rulebook.edit_draft")}
    return render(request, "rulebook/drafts.html", context, status=422 if form.errors else 200)


@require_GET
def draft(request: Any, pk: int) -> HttpResponse:
    return _page(request, draft_of(request, pk))


def _page(request: Any, shown: RuleDraft, form: AboutForm | None = None) -> HttpResponse:
    framed, problems = frame(request, shown), queries.problems_of(shown)
    pack, changed = framed["pack"], framed["changed"]
    by_table = {each.name: each for each in changed.tables}
    context = {
        **framed,
        "changes": changed,
        "tables": [(name, each, by_table.get(name)) for name, each in pack.tables.items()],
        "problems": [(each, wording.either(each.zh, each.en), table_of(each.file, pack)) for each in problems[:60]],
        "form": form or AboutForm(initial=_about(shown)),
        "may_submit": shown.is_open and request.person.may("rulebook.submit_draft", shown),
        "hindrances": actions.hindrances(shown) if shown.is_open else [],
        "replay_form": ReplayForm(brands=brands_of(request, shown)),
    }
    return render(request, "rulebook/draft.html", context, status=422 if form else 200)


def _about(shown: RuleDraft) -> dict[str, Any]:
    return {name: getattr(shown, name) for name in ("title", "in_force_from", "reason", "version")}


def table_of(file: str, pack: Any) -> str:
    """The table a problem's file is about, "" for other sheets."""
    name = file.removeprefix("tables/").removesuffix(".toml")
    return name if file.startswith("tables/") and name in pack.tables else ""


def frame(request: Any, shown: RuleDraft) -> dict[str, Any]:
    """What every page of a draft shows above its own: the five steps, and who may change it."""
    problems = queries.problems_of(shown)
    valid = queries.valid_replay(shown)
    return {
        "draft": shown,
        "pack": queries.pack_of_draft(shown),
        "may_edit": may_edit(request, shown),
        "errors": sum(each.level == "error" for each in problems),
        "notes": sum(each.level != "error" for each in problems),
        "changed": differences.changes(queries.pack_numbered(shown.base_id), queries.pack_of_draft(shown)),
        "valid_replay": valid,
        "last_replay": valid or latest_replay(request, shown),
        "replay_needed": queries.replay_needed(shown),
        "approval_words": _approvers(shown),
    }


def latest_replay(request: Any, shown: RuleDraft) -> Replay | None:
    return queries.replays_visible_to(request.person).filter(draft=shown).first()


def _approvers(shown: RuleDraft) -> str:
    """The posts that approve, by the edition in force."""
    pack = queries.in_force(shown.pack)
    setting = pack.settings.get("edition.approver_posts")
    codes = [str(each) for each in setting.value] if setting else ["leader"]
    return "、".join(pack.posts[code].name if code in pack.posts else code for code in codes)


def brands_of(request: Any, shown: RuleDraft) -> list[tuple[str, str]]:
    return [(brand.code, brand.name) for brand in request.person.brands.order_by("name") if brand.pack == shown.pack]


@require_POST
def about(request: Any, pk: int) -> HttpResponse:
    """Title, wanted day, reason."""
    shown = draft_of(request, pk)
    require(request.person, "rulebook.edit_draft", shown)
    form = AboutForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form)
    words = {name: form.cleaned_data[name] for name in ("title", "in_force_from", "reason")}
    try:
        actions.describe_draft(shown, by=request.person, **words, seen=form.cleaned_data["version"])
    except Unacceptable as refusal:
        for name, sentence in (refusal.details or {}).items():
            form.add_error(name, sentence)
        return _page(request, shown, form)
    messages.success(request, _("已存。"))
    return redirect("rule-draft", pk=pk)


@require_POST
def submission(request: Any, pk: int) -> HttpResponse:
    """Asks for approval."""
    shown = draft_of(request, pk)
    actions.submit_draft(shown, by=request.person)
    messages.success(request, _("已提请批准。批准之前不能再改。"))
    return redirect("rule-draft", pk=pk)


@require_POST
def withdrawal(request: Any, pk: int) -> HttpResponse:
    """Gives the draft up."""
    actions.withdraw_draft(draft_of(request, pk), by=request.person)
    messages.success(request, _("草稿已撤销，仍可查看。"))
    return redirect("rule-draft", pk=pk)


@require_GET
def parameters(request: Any, pk: int) -> HttpResponse:
    """The parameters of the pack as the draft has them."""
    shown = draft_of(request, pk)
    pack, before = queries.pack_of_draft(shown), queries.pack_numbered(shown.base_id)
    rows = [
        {
            "setting": each,
            "value": setting_words.said(pack, each, each.value),
            "before": setting_words.said(before, before.settings[id], before.settings[id].value)
            if id in before.settings
            else "",
            "is_changed": id not in before.settings or before.settings[id].value != each.value,
        }
        for id, each in pack.settings.items()
    ]
    return render(request, "rulebook/draft_settings.html", {"rows": rows, **frame(request, shown)})


def parameter(request: Any, pk: int, key: str) -> HttpResponse:
    """Another value of one parameter in the pack itself."""
    shown = draft_of(request, pk)
    if request.method == "POST":
        require(request.person, "rulebook.edit_draft", shown)
    pack = queries.pack_of_draft(shown)
    setting = pack.settings.get(key)
    if setting is None:
        raise Http404
    form = SettingForm(request.POST or None, pack=pack, setting=setting, now=setting.value)
    del form.fields["reason"]  # the draft has one for all its changes
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            seen = request.POST.get("seen", str(setting.value))
            actions.change_setting_default(shown, by=request.person, key=key, value=form.value(), seen=seen)
            return redirect("rule-draft-settings", pk=pk)
    context = {
        "setting": setting,
        "form": form,
        "value": setting_words.said(pack, setting, setting.value),
        **frame(request, shown),
    }
    return render(request, "rulebook/draft_setting.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("drafts/", drafts, name="rule-drafts"),
    path("drafts/<int:pk>/", draft, name="rule-draft"),
    path("drafts/<int:pk>/about/", about, name="rule-draft-about"),
    path("drafts/<int:pk>/submission/", submission, name="rule-draft-submission"),
    path("drafts/<int:pk>/withdrawal/", withdrawal, name="rule-draft-withdrawal"),
    path("drafts/<int:pk>/settings/", parameters, name="rule-draft-settings"),
    path("drafts/<int:pk>/settings/<str:key>/", parameter, name="rule-draft-setting"),
]
