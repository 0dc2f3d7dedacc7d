"""Who may read, claim, answer and end conversations, and who keeps the channels."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.live import topic
from shouwen.kernel.policy import allow, allow_without_grant, predicate


@predicate
def sees(by: Any, conversation: Any) -> bool:
    from shouwen.conversations import queries  # reason: app-ready

    return conversation is None or queries.visible_to(by).filter(pk=conversation.pk).exists()


@predicate
def answers_for(by: Any, conversation: Any) -> bool:
    """The owner, or whoever supervises."""
    return conversation is None or conversation.owner_id == by.pk or by.granted("conversations.supervise")


@predicate
def is_offered_it(by: Any, conversation: Any) -> bool:
    return conversation is not None and conversation.offered_to_id == by.pk


@predicate
def in_brand(by: Any, brand: Any) -> bool:
    return brand is None or brand.pk in by.reach.brands


@predicate
def of_his_brands(by: Any, thing: Any) -> bool:
    """A channel, a template or the brand itself: one centre answers for several companies, each with its own."""
    return thing is None or getattr(thing, "brand_id", thing.pk) in by.reach.brands


@predicate
def supervises(by: Any, thing: Any) -> bool:
    return bool(by.granted("conversations.supervise"))


allow("conversations.receive", _("收下来信"), in_brand)
allow("conversations.claim", _("接起会话"), sees)
allow("conversations.send", _("回复客户"), sees & answers_for)
allow("conversations.note", _("写内部备注"), sees)
allow("conversations.hand_over", _("转给同事"), sees & answers_for)
allow_without_grant("conversations.accept", _("接受转来的会话"), is_offered_it & sees)
allow("conversations.wrap_up", _("结束会话"), sees & answers_for)
allow("conversations.supervise", _("管理别人的会话"), sees)
allow_without_grant("conversations.review", _("审核新人的回复"), supervises & sees)
allow("conversations.know", _("说明会话的客户是谁"), sees & answers_for)
allow("conversations.tie", _("归入工单"), sees)
allow("conversations.figures", _("看会话报表"), of_his_brands)
allow("conversations.keep_channels", _("管理邮箱"), of_his_brands)


def _may_listen(person: Any, ident: int) -> bool:
    from shouwen.conversations import queries  # reason: app-ready

    return queries.visible_to(person).filter(pk=ident).exists()


topic("conversation", may_listen=_may_listen)
