"""The demo: 路达物流, a made-up company with people, customers and cases in every state."""

from __future__ import annotations

from shouwen.site import setting_up
from shouwen.site.installation import is_set_up

PASSWORD = "shouwen-demo"  # noqa: S105  printed in the README; the demo listens on loopback only


def prepare() -> None:
    """Makes the demo once; a second call does nothing."""
    setting_up.prepare_tables()
    if is_set_up():
        return
    from shouwen.site import demo_knowledge, demo_letters, demo_papers, demo_penalties  # reason: slow
    from shouwen.site.demo_company import found  # reason: slow

    company = found(PASSWORD)
    demo_papers.tell(company)
    demo_penalties.tell(company)
    demo_knowledge.tell(company)
    demo_letters.tell(company)
