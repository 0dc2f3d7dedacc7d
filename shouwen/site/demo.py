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
    from shouwen.site import (  # reason: slow
        demo_calls,
        demo_chat,
        demo_figures,
        demo_knowledge,
        demo_letters,
        demo_marks,
        demo_papers,
        demo_penalties,
        demo_talks,
        demo_texts,
        demo_visits,
        demo_words,
    )
    from shouwen.site.demo_company import found  # reason: slow

    company = found(PASSWORD)
    demo_papers.tell(company)
    demo_penalties.tell(company)
    demo_knowledge.tell(company)
    demo_letters.tell(company)
    demo_texts.tell(company)
    demo_chat.tell(company)
    demo_words.tell(company)
    demo_visits.tell(company)  # before anybody is on duty: whoever is there would be given them at once
    demo_figures.tell(company)
    demo_talks.tell(company)
    demo_calls.tell(company)
    demo_marks.tell(company)
