"""Makers of web channels and visitors for tests."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.test import Client

from shouwen.conversations.webchat import actions, forms, queries
from shouwen.conversations.webchat.models import WebChannel
from shouwen.kernel.policy import SYSTEM

SITE = "https://www.luda.example"


def web_channel(cast: Any, **more: Any) -> WebChannel:
    """A channel of the brand on one site, open by the work calendar, with the first form."""
    values = {"title": "在线客服", "brand": cast.brand, "department": cast.clerk.department, "sites": [SITE], **more}
    values.setdefault("form", forms.FIRST_FORM)
    return actions.keep_channel(None, by=cast.administrator, **values)


def visit(web: WebChannel, *, once: str = "", language: str = "zh", page: str = "", **form: str) -> tuple[Any, str]:
    """A visit and its token. Without answers a question is asked."""
    asked = form or {"question": "我的货到哪里了"}
    return actions.start(web, by=SYSTEM, once=once or str(uuid.uuid4()), language=language, page=page, form=asked)


def again(visit: Any) -> Any:
    """The visit as it stands now."""
    return queries.visit(visit.pk)


class Widget:
    """A visitor's browser: asks as the widget would, from one site, with its token."""

    def __init__(self, web: WebChannel, site: str = SITE) -> None:
        self.web, self.client, self.token = web, Client(), ""
        self.headers = {"HTTP_ORIGIN": site} if site else {}

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        words: dict[str, Any] = {**self.headers, **more}
        if self.token:
            words["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        if method == "post":
            return self.client.post(f"/chat/{path}", json.dumps(body or {}), content_type="application/json", **words)
        return getattr(self.client, method)(f"/chat/{path}", **words)

    def start(self, once: str = "", **form: str) -> Any:
        body = {"once": once or str(uuid.uuid4()), "language": "zh", "page": f"{SITE}/help/?order=884027150466#x"}
        answer = self.ask("post", f"{self.web.key}/visits/", {**body, "form": form or {"question": "货到哪里了"}})
        if answer.status_code == 201:
            self.token = answer.json()["token"]
        return answer

    def say(self, text: str, once: str = "") -> Any:
        return self.ask("post", "visit/messages/", {"once": once or str(uuid.uuid4()), "text": text})

    def state(self, since: int = 0) -> Any:
        return self.ask("get", f"visit/?since={since}").json()
