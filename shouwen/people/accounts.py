"""How people sign in: by staff number 工号; sign-up and reset by mail are closed."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):
    """People are set up by an administrator, never by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Any, password: str) -> None:
        """A password of one's own ends the time of the one-time code."""
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To work, not back to the form."""
        return "/"


def number_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The staff number somebody tries, for the limiter: allauth and axes call it differently, and the lock is by it."""
    given = credentials or {}
    number = given.get("username") or given.get("login") or (request.POST.get("login") if request is not None else None)
    return str(number).strip()[:255] if number else None


class SignIn(LoginForm):
    """工号 and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("工号")
        self.fields["login"].widget.attrs.update({"autocomplete": "username", "placeholder": "", "autofocus": True})
        self.fields["password"].label = _("密码")
        self.fields["password"].widget.attrs.update({"placeholder": ""})
        self.fields.pop("remember", None)
