"""Questions about claims and the papers they rest on."""

from shouwen.claims.paper_queries import waybills_visible_to

__all__ = ["waybills_visible_to"]
