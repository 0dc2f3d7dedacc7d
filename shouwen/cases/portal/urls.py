"""Addresses of the portal: the customer's, without a number in any of them, and the clerk's."""

from __future__ import annotations

from django.urls import path

from shouwen.cases.portal.views import customer, entering, staff

urlpatterns = [
    path("follow/", entering.front, name="follow"),
    path("follow/code/", entering.code, name="follow-code"),
    path("follow/language/", entering.language, name="follow-language"),
    path("follow/case/", customer.page, name="follow-case"),
    path("follow/case/acceptance/", customer.accept, name="follow-acceptance"),
    path("follow/case/objection/", customer.dispute, name="follow-objection"),
    path("follow/case/words/", customer.add, name="follow-words"),
    path("follow/case/call-back/", customer.call_back, name="follow-call-back"),
    path("follow/case/files/<int:kept>/", customer.file, name="follow-file"),
    path("follow/leaving/", customer.leave, name="follow-leaving"),
    path("cases/<slug:number>/code/", staff.give_code, name="case-code"),
    path("cases/<slug:number>/code/card/", staff.card, name="case-code-card"),
]
