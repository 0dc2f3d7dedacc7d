"""Not written yet."""

from typing import Any

urlpatterns: list[Any] = []
