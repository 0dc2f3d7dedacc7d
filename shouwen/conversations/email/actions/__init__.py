"""The verbs of mail: taking a letter in, fetching a mailbox, sending, keeping mailboxes."""

from shouwen.conversations.email.actions.fetching import fetch, fetch_from
from shouwen.conversations.email.actions.keeping import keep_mailbox, try_mailbox
from shouwen.conversations.email.actions.posting import MAIL
from shouwen.conversations.email.actions.taking_in import Taken, take_in, take_in_file

__all__ = ["MAIL", "Taken", "fetch", "fetch_from", "keep_mailbox", "take_in", "take_in_file", "try_mailbox"]
