"""The verbs of mail: taking a letter in, fetching a mailbox, sending, keeping mailboxes."""

from shouwen.conversations.email.actions.taking_in import Taken, take_in, take_in_file

__all__ = ["Taken", "take_in", "take_in_file"]
