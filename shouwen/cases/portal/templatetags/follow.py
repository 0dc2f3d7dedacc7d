"""The address of the portal as a QR, for printed forms. It holds no number: that is typed."""

from __future__ import annotations

import segno
from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def follow_qr(context: Context) -> SafeString:
    address = context["request"].build_absolute_uri(reverse("follow"))
    # Our own letters in a picture: nothing in it comes from anybody's words.
    return mark_safe(segno.make(address, error="m").svg_inline(omitsize=True, border=1, lineclass=None))  # noqa: S308
