"""Facts about visits to the web chat: references only. That a note was left is the room's own fact."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

STARTED = declare("visit.started", _("客户打开网页聊天"), icon="message-2", audience="customer")
JOINED = declare("visit.joined", _("客户在网页上开口"), icon="message-2", audience="customer")
ENDED = declare("visit.ended", _("客户结束了聊天"), icon="message-off", audience="customer")
LEFT = declare("visit.left", _("客户离开了网页聊天"), icon="door-exit")
CAME_BACK = declare("visit.came_back", _("客户回到网页聊天"), icon="door-enter", audience="customer")
RATED = declare("visit.rated", _("客户评价 {score} 分"), icon="star", audience="customer")
TRANSCRIPT = declare("visit.transcript_asked", _("客户要了聊天记录"), icon="mail-forward", audience="customer")
SYNC_STARTED = declare("sync.started", _("客户开始网页同步"), icon="screen-share", audience="customer")
SYNC_PAGE = declare("sync.page_shown", _("网页同步：看了一个页面"), icon="eye")
SYNC_ENDED = declare("sync.ended", _("网页同步结束"), icon="player-stop", audience="customer")
