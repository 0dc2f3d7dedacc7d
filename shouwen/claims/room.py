"""What we owe: goods papers, accident reports, liability, compensation, payout."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Room

ROOM = Room(title=_("理赔"), floor="trades", prefix="claims/")
