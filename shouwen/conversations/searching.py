"""What of a conversation can be searched: its number, subject and customer, and everything said; telephones by tail."""

from __future__ import annotations

from typing import Any

from shouwen.kernel import search
from shouwen.kernel.phone_numbers import last_four

CONVERSATIONS = search.Index("conversation")
MESSAGES = search.Index("message")


def heading(conversation: Any) -> str:
    """The searchable words that are not said: number, case, subject, customer, address."""
    customer = conversation.customer
    called = f"{customer.name} {customer.company}" if customer is not None else ""
    return "\n".join(
        filter(
            None,
            (
                conversation.number,
                conversation.reference,
                conversation.subject,
                called,
                conversation.address_name,
                address_words(conversation.address),
            ),
        )
    )


def address_words(address: str) -> str:
    """A mail address whole; of a telephone number only the last four."""
    return last_four(address) if address.startswith("+") else address


def words(message: Any) -> str:
    """What was said, with the subject it was said under."""
    return "\n".join(filter(None, (message.subject, message.text or message.whole)))


def index(conversation: Any) -> None:
    """Puts or refreshes a conversation. Must run in the verb's transaction."""
    CONVERSATIONS.put(conversation.pk, heading(conversation), scopes=(f"b{conversation.brand_id}",))


def index_message(message: Any, brand_id: int) -> None:
    """Puts what was said. Must run in the verb's transaction."""
    MESSAGES.put(message.pk, words(message), scopes=(f"b{brand_id}",))
