"""Pages of seizures: the register and its Excel, one seizure with what is next, and a page a verb."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shouwen.claims import paper_queries
from shouwen.claims.seizure import actions, forms, queries
from shouwen.claims.seizure.models import Seizure
from shouwen.claims.seizure.reasons import REASONS
from shouwen.claims.seizure.states import SEALED
from shouwen.claims.views.deeds import Deed, doable
from shouwen.kernel import clock, exports, facts, files
from shouwen.kernel.models import Attachment
from shouwen.kernel.money import Money
from shouwen.kernel.pages import leaf
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable, told_on
from shouwen.people import queries as people

SHOWS = (
    ("", gettext_lazy("全部")),
    ("open", gettext_lazy("没了结")),
    ("late", gettext_lazy("没及时告知")),
    ("write_off", gettext_lazy("可以销账")),
    ("liable", gettext_lazy("分公司责任")),
    ("ended", gettext_lazy("已了结")),
)
COLUMNS = (
    exports.Column(_("编号"), 14),
    exports.Column(_("配送单号"), 16),
    exports.Column(_("分公司"), 14),
    exports.Column(_("货物和数量"), 28),
    exports.Column(_("执法部门"), 18),
    exports.Column(_("原因在谁"), 16),
    exports.Column(_("查扣日期"), 12, "date"),
    exports.Column(_("告知时限"), 17, "time"),
    exports.Column(_("告知时间"), 17, "time"),
    exports.Column(_("证明文号"), 18),
    exports.Column(_("原件保管"), 12),
    exports.Column(_("状态"), 14),
    exports.Column(_("可销账日期"), 12, "date"),
    exports.Column(_("分公司责任"), 30),
)


def _listed(request: HttpRequest) -> tuple[Any, str, str]:
    """Those asked for, the filter, and the words posted."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "seizure.read")
    show, words = request.GET.get("show", ""), request.POST.get("q", "").strip()[:60]
    return queries.listed(person, show, words), show, words


def seizures(request: HttpRequest) -> HttpResponse:
    found, show, words = _listed(request)
    page = leaf(found, None if words else request.GET.get("after"))
    context = {
        "rows": page.rows,
        "page": page,
        "show": show,
        "shows": SHOWS,
        "words": words,
        "now": clock.now(),
        "sealed": SEALED,
        "may_enter": request.person.granted("seizure.enter"),  # type: ignore[attr-defined]
    }
    return render(request, "seizure/list.html", context)


@require_GET
def excel(request: HttpRequest) -> FileResponse:
    """The register as a workbook, the same rows as the page."""
    person: Any = request.person  # type: ignore[attr-defined]
    found, show, _words = _listed(request)
    sheet = exports.Sheet(_("查扣台账"), COLUMNS, (_row(each) for each in found.order_by("-pk")))
    said = str(dict(SHOWS).get(show, ""))
    return exports.response([sheet], filename=_("查扣台账.xlsx"), title=_("查扣台账"), by=person, said=said)


def _row(each: Seizure) -> list[Any]:
    reasons = "；".join(
        f"{found.get_reason_display()}（{found.get_state_display()}）" for found in each.liability_reasons.all()
    )
    return [
        each.number,
        each.matter.number,
        each.branch.name,
        each.goods,
        each.authority_name or each.get_authority_display(),
        each.get_cause_display(),
        each.seized_on,
        each.notify_due_at,
        each.notified_at,
        each.certificate_number,
        each.original_holder,
        each.get_state_display(),
        each.write_off_from,
        reasons,
    ]


def find(request: HttpRequest, pk: int) -> Seizure:
    """The seizure as this person may see it, or 404."""
    found = queries.visible_to(request.person)  # type: ignore[attr-defined]
    return get_object_or_404(found.select_related("matter", "branch", "brand", "entered_by"), pk=pk)


def seizure(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    person: Any = request.person  # type: ignore[attr-defined]
    may_judge = person.may("seizure.set_liability", found)
    waybill = paper_queries.waybills_visible_to(person).filter(matter=found.matter_id).first()
    context = {
        "seizure": found,
        "next": [
            {
                "requirement": each.words,
                "met": False,
                "clause": each.clause,
                "how_to_meet": BY_NAME[each.deed].title if person.may(BY_NAME[each.deed].right, found) else "",
                "deed": each.deed,
            }
            for each in queries.next_of(found)
        ],
        "is_sealed": found.state in SEALED,
        "is_late": found.notified_at is None and found.notify_due_at <= clock.now() and found.state in SEALED,
        "notices": list(found.notices.select_related("told_by").order_by("-pk")),
        "checks": list(found.checks.select_related("by").order_by("-pk")),
        "reasons": [
            {"found": each, "clause": REASONS[each.reason].clause}
            for each in found.liability_reasons.select_related("settled_by", "decision").order_by("pk")
        ],
        "may_judge": may_judge,
        "files": list(Attachment.objects.filter(about_kind="seizure", about_id=found.pk).order_by("pk")),
        "waybill": waybill,
        "happened": facts.timeline(found, 60),
        "deeds": _buttons(found, person),
        "freight": Money(found.write_off_freight) if found.write_off_freight else None,
        "goods_money": Money(found.write_off_goods_money) if found.write_off_goods_money else None,
    }
    return render(request, "seizure/seizure.html", context)


def _buttons(found: Seizure, person: Any) -> list[Deed]:
    """What goes from here, in the order of the work."""
    names: list[str] = []
    if found.state in SEALED:
        names = ["seizure-notice"]
        names += ["seizure-certificate"] if found.certificate_on is None else []
        names += ["seizure-copy"] if found.certificate_on and not found.copy_sent_at else []
        names += ["seizure-custody"] if found.state == "shipper_notified" else []
        names += ["seizure-check"] if found.state in ("in_custody", "write_off_allowed") else []
        names += ["seizure-release"] if found.state in ("in_custody", "write_off_allowed") else []
        names += ["seizure-write-off"] if found.state == "write_off_allowed" else []
    return doable(DEEDS, person, found, (*names, "seizure-breach"))


def new(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "seizure.enter")
    form = forms.Entry(request.POST or None, by=person, initial={"seized_on": clock.today()})
    if form.is_bound and form.is_valid():
        with told_on(form):
            made = actions.enter(by=person, brand=people.brands_of(person)[0], **form.cleaned_data)
        if not form.errors:
            messages.success(request, _("已登记。接着告知发货人、索取证明。"))
            return redirect("seizure", made.pk)
    return render(request, "seizure/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def judgement(request: HttpRequest, pk: int, reason: int) -> HttpResponse:
    """The claims clerk sets or drops one reason."""
    seizure = find(request, pk)
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "seizure.set_liability", seizure)
    found = seizure.liability_reasons.filter(pk=reason).first()
    if found is None:
        raise Http404
    form = forms.Judgement(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("请写明理由。"), details={"why": _("请写明理由。")})
    act = actions.drop_liability if request.POST.get("do") == "drop" else actions.set_liability
    act(found, by=person, why=form.cleaned_data["why"])
    return redirect("seizure", pk)


@require_GET
def file(request: HttpRequest, pk: int, kept: int) -> FileResponse:
    """A certificate or release paper, to those who see the seizure."""
    find(request, pk)
    found = get_object_or_404(Attachment, pk=kept, about_kind="seizure", about_id=pk)
    return files.response(found)


_OF = {"url": "seizure", "up": gettext_lazy("查扣"), "find": find}
DEEDS = (
    Deed(
        "seizure-notice",
        "<int:pk>/notices/",
        "seizure.notify",
        actions.notify_shipper,
        gettext_lazy("登记告知"),
        gettext_lazy("登记"),
        form=forms.Notice,
        says=gettext_lazy("每一项都要填：谁、什么时候、告诉了谁、怎样处理、什么时候处理。"),
        clause="S2-1.H.4.2c",
        icon="phone",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "seizure-certificate",
        "<int:pk>/certificate/",
        "seizure.certify",
        actions.obtain_certificate,
        gettext_lazy("登记证明"),
        gettext_lazy("登记"),
        form=forms.Certificate,
        says=gettext_lazy("原件由保管人收好；丢了由分公司负责，也不能销账。"),
        clause="S2-1.H.4.1",
        icon="certificate",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "seizure-copy",
        "<int:pk>/copy/",
        "seizure.notify",
        actions.send_copy,
        gettext_lazy("证明发给发货人"),
        gettext_lazy("已发"),
        form=forms.SentCopy,
        clause="S2-1.H.4.2b",
        icon="file-export",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "seizure-custody",
        "<int:pk>/custody/",
        "seizure.keep",
        actions.take_into_custody,
        gettext_lazy("开始保管"),
        gettext_lazy("登记存放"),
        form=forms.Custody,
        clause="S2-1.H.4.4a",
        icon="building-warehouse",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "seizure-check",
        "<int:pk>/checks/",
        "seizure.keep",
        actions.check_custody,
        gettext_lazy("查看保管"),
        gettext_lazy("记下"),
        form=forms.Check,
        says=gettext_lazy("不完好的会提出分公司责任，由理赔员认定。"),
        clause="S2-1.H.4.4a",
        icon="eye-check",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "seizure-release",
        "<int:pk>/release/",
        "seizure.release",
        actions.release,
        gettext_lazy("放行"),
        gettext_lazy("凭许可放行"),
        form=forms.Release,
        says=gettext_lazy("没有执法部门的放行文书，货物不得出库。"),
        clause="S2-1.H.4.4b",
        icon="lock-open",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "seizure-breach",
        "<int:pk>/breaches/",
        "seizure.report_breach",
        actions.report_breach,
        gettext_lazy("报告差错"),
        gettext_lazy("报告"),
        form=forms.Breach,
        says=gettext_lazy("提出分公司责任，由理赔员认定。"),
        clause="S2-1.H.4.3b",
        icon="alert-octagon",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "seizure-write-off",
        "<int:pk>/write-off/",
        "seizure.write_off",
        actions.write_off,
        gettext_lazy("销账"),
        gettext_lazy("销账"),
        form=forms.WriteOff,
        says=gettext_lazy("满六个月，凭证明原件，由结算部办理。"),
        clause="S2-1.H.4.5",
        icon="receipt",
        **_OF,  # type: ignore[arg-type]
    ),
)
BY_NAME = {deed.name: deed for deed in DEEDS}
