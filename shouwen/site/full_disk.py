"""A full disk, said plainly: nothing was stored, reading goes on, and writing too as soon as there is room."""

from __future__ import annotations

import errno
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

STATUS = 507
#: How SQLite and PostgreSQL say it.
SAID = ("disk is full", "no space left on device")
Answer = Callable[[HttpRequest], HttpResponse]


class FullDisk:
    """Turns the error of a view that could not write into status 507."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return full_disk(request) if is_full_disk(problem) else None


def is_full_disk(problem: BaseException | None) -> bool:
    """Whether this error, or one it came from, is a disk or a quota without room."""
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if isinstance(problem, DatabaseError) and any(words in str(problem).lower() for words in SAID):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def full_disk(request: HttpRequest) -> HttpResponse:
    """The sentence: JSON for the interface, a page otherwise."""
    if request.path.startswith("/api/"):
        body = {"error": "disk_full", "sentence": _("服务器的磁盘满了，没有存上"), "clause": "", "details": None}
        return JsonResponse(body, status=STATUS)
    return render(request, "site/error.html", {"status": STATUS}, status=STATUS)
