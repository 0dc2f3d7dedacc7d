"""A page as a company's own site would have it, with the tag in it: to try the widget. In demo installations only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from shouwen.conversations.webchat import queries
from shouwen.conversations.webchat.views.keeping import tag_of

PAGES = ("home", "prices")


@login_not_required
@require_safe
def demo_page(request: HttpRequest, key: str, page: str = "home") -> HttpResponse:
    web = queries.channel(key)
    if web is None or page not in PAGES:
        raise Http404
    return render(request, "webchat/demo_page.html", {"web": web, "page": page, "tag": tag_of(request, web.key)})


urlpatterns = [
    path("demo/<slug:key>/", demo_page, name="chat-demo"),
    path("demo/<slug:key>/<slug:page>/", demo_page, name="chat-demo-page"),
]
