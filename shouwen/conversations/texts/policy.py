"""Who may send a text message by a template. Channels and templates are kept by who keeps channels."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow, predicate


@predicate
def serves_brand(by: Any, brand: Any) -> bool:
    return brand is None or brand.pk in by.reach.brands


allow("texts.text", _("按模板发短信"), serves_brand)
