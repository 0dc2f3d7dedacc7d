"""Loads each room's facts, policy, reactions, jobs and the like by file name."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

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
        from shouwen.kernel import memory  # reason: app-ready
        from shouwen.kernel.rooms import modules  # reason: app-ready

        post_migrate.connect(memory.forget, dispatch_uid="memory")

        for name in FOUND_BY_NAME:
            for _ in modules(name):
                pass
