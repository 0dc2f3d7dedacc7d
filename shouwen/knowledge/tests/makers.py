"""Makers of articles for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client

from shouwen.kernel import clock
from shouwen.knowledge import actions, queries
from shouwen.knowledge.models import Article

BODY = "货物破损请在签收时拍照并在交接单上注明，七天内带单据到原网点登记。"


def draft(cast: Any, *, by: Any = None, brands: Any = None, kind: str = "answer", **more: Any) -> Article:
    """A draft of the colleague's, owned by her."""
    by = by or cast.colleague
    said = {"title": "货物破损怎么理赔", "body": BODY, "keywords": ["破损", "赔"], "readers": "customer", **more}
    on = said.pop("review_on", clock.today() + dt.timedelta(days=90))
    owner = said.pop("owner", by)
    return actions.write(by=by, brands=brands or [cast.brand], kind=kind, owner=owner, review_on=on, **said)


def published(cast: Any, *, approver: Any = None, **more: Any) -> Article:
    """Written by the colleague, approved by the supervisor."""
    enclosed = more.pop("file", None)
    article = draft(cast, **more)
    version = queries.open_version(article)
    assert version is not None
    if enclosed is not None:
        actions.attach(version, by=more.get("by") or cast.colleague, upload=enclosed)
    actions.submit(version, by=more.get("by") or cast.colleague)
    actions.publish(version, by=approver or cast.supervisor)
    article.refresh_from_db()
    return article


def desk(person: Any) -> Client:
    """A browser signed in as this person."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
