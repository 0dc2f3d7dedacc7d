"""Web channels as their administrator sees them: the list, one to change, the tag to copy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shouwen.conversations.webchat import actions, forms, preform, queries, questions
from shouwen.conversations.webchat.policy import KEEP
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on
from shouwen.people import queries as people


def channels(request: HttpRequest) -> HttpResponse:
    """Web channels of his brands; a new one is made here."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, KEEP)
    asked = Asked(request, forms.first_rows())
    form = asked.form(person, {})
    if asked.is_kept(form):
        with told_on(form):
            web = actions.keep_channel(None, by=person, **form.cleaned_data, form=asked.fields)
            return redirect("web-channel", web.pk)
    context = {"rows": queries.kept_by(person), "form": form, "asked": asked}
    return render(request, "webchat/channels.html", context, status=422 if form.is_bound else 200)


def channel(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, KEEP)
    web = get_object_or_404(queries.kept_by(person), pk=pk)
    asked = Asked(request, questions.rows_of(web.form))
    form = asked.form(person, forms.initial_of(web))
    if asked.is_kept(form):
        with told_on(form):
            actions.keep_channel(web, by=person, **form.cleaned_data, form=asked.fields)
            messages.success(request, _("已存好。"))
            return redirect("web-channel", pk)
    tag = tag_of(request, web.key)
    context = {"web": web, "form": form, "asked": asked, "tag": tag, "opening": queries.opening(web)}
    context["on_duty"] = len(people.present(web.channel.brand))
    return render(request, "webchat/channel.html", context, status=422 if form.is_bound else 200)


class Asked:
    """The rows of questions on the page: as kept, as typed, or as a button (`do`) has put them."""

    def __init__(self, request: HttpRequest, kept: list[questions.Row]) -> None:
        self.posted = request.POST if request.method == "POST" else None
        self.do = self.posted.get("do", "") if self.posted is not None else ""
        # whoever sends no rows at all says nothing about them
        sent = self.posted is not None and "ask-rows" in self.posted
        typed = questions.typed(self.posted) if sent else kept
        self.rows = questions.arranged(typed, self.do)
        self.fields, self.wrong = questions.fields_of(self.rows)
        self.kinds, self.most = questions.KINDS, preform.MOST

    def form(self, person: Any, initial: dict[str, Any]) -> forms.Keep:
        """Bound only when it is to be kept: a row more is no reason to judge what is half written."""
        if self.posted is None or not self.do:
            return forms.Keep(self.posted, person=person, initial=initial)
        blank = forms.Keep(person=person)
        return forms.Keep(person=person, initial=forms.as_typed(blank, self.posted))

    def is_kept(self, form: forms.Keep) -> bool:
        """Whether everything can be kept; what cannot is said at its field and its row."""
        is_well = form.is_bound and form.is_valid()
        if form.is_bound and self.wrong:
            form.add_error(None, _("先问的内容里有写得不对的地方，见各行。"))
        return is_well and not self.wrong

    def table(self) -> list[tuple[int, questions.Row, dict[str, str]]]:
        """Number, row and sentences; before it is to be kept no row is called wrong."""
        wrong = self.wrong if self.posted is not None and not self.do else {}
        return [(at, row, wrong.get(at, {})) for at, row in enumerate(self.rows)]

    def looks(self) -> list[tuple[str, list[tuple[str, preform.Field]]]]:
        """How a visitor sees it, in each language."""
        return [
            (lang, [(each["label" if lang == "zh" else "label_en"], each) for each in self.fields if each["label"]])
            for lang in ("zh", "en")
        ]


def tag_of(request: HttpRequest, key: str) -> str:
    """The one line for the customer's own site."""
    address = request.build_absolute_uri(reverse("chat-widget"))
    return f'<script src="{address}" data-channel="{key}" async></script>'


urlpatterns = [
    path("channels/", channels, name="web-channels"),
    path("channels/<int:pk>/", channel, name="web-channel"),
]
