"""Facts about script cards: references only."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

ABUSE_CONFIRMED = declare(
    "script.abuse_confirmed", _("{actor} 确认客户辱骂，第 {count} 次"), icon="mood-angry", tone="late"
)
ABUSE_TAKEN_BACK = declare("script.abuse_taken_back", _("{actor} 撤回辱骂的确认"), icon="arrow-back-up")
