"""Loads each room's facts, policy, reactions, jobs and the like by file name."""

from __future__ import annotations

from django.apps import AppConfig

FOUND_BY_NAME = (
    "facts",
    "policy",
    "vocabulary",
    "reactions",
    "jobs",
    "worklist",
    "measures",
    "live",
)


class Kernel(AppConfig):
    name = "shouwen.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shouwen.kernel.rooms import modules  # reason: app-ready

        for name in FOUND_BY_NAME:
            for _ in modules(name):
                pass
