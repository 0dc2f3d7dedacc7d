"""What we know: articles, standard answers and sheets that are approved, found, cited, and looked at again in time."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("知识库"),
    floor="knowledge",
    prefix="knowledge/",
    nav=(Nav(_("知识库"), "knowledge", "book-2", "work", "knowledge.read", order=45),),
    slots={"conversation.aside": "knowledge/aside.html", "message.meta": "knowledge/cited.html"},
)
