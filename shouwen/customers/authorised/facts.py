"""Facts about authorised contacts: references only, never who it is."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

ENTERED = declare("authorised_contact.entered", _("{actor} 登记了授权联系人"), icon="user-shield")
ENDED = declare("authorised_contact.ended", _("{actor} 停用了授权联系人"), icon="user-minus")
