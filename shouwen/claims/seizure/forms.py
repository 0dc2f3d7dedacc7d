"""What a person may type about a seizure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.claims.forms.paper_inputs import Amount, Days, Moment, Papers, Places, Truth, lines, pick
from shouwen.claims.seizure import queries
from shouwen.claims.seizure.models import AUTHORITIES, CAUSES, CHANNELS, SENT_BY
from shouwen.claims.seizure.reasons import REASONS, REPORTED

GOES_ON = [("deliver", _("继续送货")), ("return", _("返回发货人"))]


class Entry(Papers):
    """An authority has taken goods."""

    number = forms.CharField(label=_("配送单号"), max_length=40)
    branch = Places(_("哪个分公司的货"))
    goods = forms.CharField(label=_("货物和数量"), max_length=200)
    authority = pick(_("执法部门"), AUTHORITIES)
    authority_name = forms.CharField(label=_("部门全称"), max_length=80, required=False)
    seized_on = Days(_("查扣日期"), help_text=_("六个月从这一天算起"))
    cause = pick(_("原因在谁"), CAUSES)
    reason = lines(_("查扣理由"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["branch"].offer(queries.branches_of(self.by))  # type: ignore[attr-defined]


class Certificate(Papers):
    certificate_number = forms.CharField(label=_("证明文号"), max_length=60)
    on = Days(_("取得日期"))
    original_holder = forms.CharField(label=_("原件由谁保管"), max_length=60)
    upload = forms.FileField(label=_("证明的照片或扫描件"), required=False)


class Notice(Papers):
    """A line of the notice register; every field counts."""

    told_whom = forms.CharField(label=_("告知了谁"), max_length=60)
    channel = pick(_("方式"), CHANNELS)
    told_at = Moment(_("告知时间"), required=False, help_text=_("不填算现在"))
    handling = lines(_("怎样处理"))
    handled_by = forms.CharField(label=_("什么时候处理"), max_length=120)


class SentCopy(Papers):
    sent_by = pick(_("怎样发的"), SENT_BY)


class Custody(Papers):
    kept_where = forms.CharField(label=_("存放地点"), max_length=80)


class Check(Papers):
    is_whole = Truth(_("货物、封条完好"), sure=True)
    words = lines(_("情况"), required=False)


class Release(Papers):
    release_number = forms.CharField(label=_("放行文书的文号"), max_length=60, required=False)
    on = Days(_("放行日期"))
    goes_on = pick(_("放行后"), GOES_ON)
    upload = forms.FileField(label=_("放行文书的照片或扫描件"), required=False)


class Breach(Papers):
    reason = pick(_("发生了什么"), [(code, REASONS[code].title) for code in REPORTED])
    words = lines(_("经过"))


class WriteOff(Papers):
    has_seen_original = forms.BooleanField(label=_("已核对证明原件"), required=False)
    freight = Amount(_("销账运费"))
    goods_money = Amount(_("销账货款"))


class Judgement(forms.Form):
    """Set or drop one reason."""

    why = forms.CharField(label=_("理由"), max_length=300)
