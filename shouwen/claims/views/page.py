"""What the claim page shows: amounts, what is next, liability, compensation, shares, talk, approval, voucher, insurer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.cases import queries as cases
from shouwen.claims import limits, parties, rules
from shouwen.claims.actions import latest_appraisal, latest_run
from shouwen.claims.gate import Requirement, file_list, investigating_gate, negotiating_gate, payment_gate
from shouwen.claims.models.claim import REQUESTS
from shouwen.claims.settled import is_settled, shares_said
from shouwen.claims.timeline import entries_of
from shouwen.claims.views.verbs import BY_NAME, Verb
from shouwen.customers import queries as customers
from shouwen.kernel.models import Attachment
from shouwen.kernel.policy import may

#: What is done next in each state, the first that this person may do.
NEXT = {
    "reported": ("claim-investigation", "claim-evidence"),
    "investigating": ("claim-responsibility", "claim-liability"),
    "wait_evidence": (),
    "wait_papers": ("claim-compensation",),
    "responsibility_set": ("claim-negotiation", "claim-compensation"),
    "negotiating": ("claim-opinion", "claim-agreement"),
    "opinion_drafted": (),
    "confirmed": ("claim-voucher", "claim-making-good"),
    "disputed": ("claim-negotiation",),
}
MENU = (
    "claim-urging", "claim-handler", "claim-description", "claim-evidence", "claim-requests", "claim-chain", "claim-liability",
    "claim-responsibility", "claim-compensation", "claim-base", "claim-negotiation", "claim-talks", "claim-agreement",
    "claim-dispute", "claim-opinion", "claim-opinion-return", "claim-voucher", "claim-making-good", "claim-notices",
    "claim-insurance", "claim-self-settlement", "claim-end",
)  # fmt: skip


@dataclass(frozen=True)
class Button:
    """A verb this person may do now, and where."""

    verb: Verb
    url: str


class Doable:
    """Which verbs a person may do to a claim; each right is asked about once."""

    def __init__(self, person: Any, claim: Any) -> None:
        self.person, self.claim = person, claim
        self._known: dict[str, bool] = {}

    def may(self, right: str) -> bool:
        if right not in self._known:
            self._known[right] = may(self.person, right, self.claim)
        return self._known[right]

    def button(self, name: str, *parts: Any) -> Button | None:
        verb = BY_NAME[name]
        if self.claim.state not in verb.states or not self.may(verb.right):
            return None
        return Button(verb, reverse(name, args=[self.claim.number, *parts]))


def page_of(person: Any, claim: Any) -> dict[str, Any]:
    """Everything the page shows."""
    ruled, doable = rules.rules_of(claim), Doable(person, claim)
    run, appraisal = latest_run(claim), latest_appraisal(claim)
    page: dict[str, Any] = {
        "claim": claim,
        "person": person,
        "rules": ruled,
        "due_at": rules.due_at(claim, ruled),
        "requests": [title for name, title in REQUESTS if name in claim.requests],
        "liability": _decided(run, doable),
        "compensation": _decided(appraisal, doable),
        "shares": _shares(claim, doable),
        "said": _said(run),
        "fines": _fines(run),
        "reckoned": _reckoned(appraisal),
        "pays": claim.result in limits.PAYING,
        "chain": list(claim.chain.select_related("person").order_by("at", "pk")),
        "reports": list(claim.reports.select_related("writer", "department").order_by("pk")),
        "asked": _asked(claim, doable),
        "talks": list(claim.talks.select_related("by").order_by("-pk")),
        "opinion": claim.opinions.exclude(state="taken_back").select_related(*OPINION).first(),
        "vouchers": list(claim.vouchers.select_related("issued_by", "paid_by", "voided_by").order_by("-pk")),
        "insurances": _insurances(claim, doable),
        "evidence": _evidence(claim),
        "files": [_line(each, ruled) for each in file_list(claim)],
        "entries": entries_of(claim, ruled),
        "sees_case": claim.case_id is not None and cases.visible_to(person).filter(pk=claim.case_id).exists(),
        "customer_url": _customer_url(person, claim),
    }
    page["gate_title"], page["gate"] = _gate(claim, ruled)
    page["chain_of_approval"] = _chain(page["opinion"])
    page |= _buttons(doable, page)
    return page


#: What may be done with a share in each of its states.
SHARE_VERBS = {
    "set": ("claim-share",),
    "notified": ("claim-recovery",),
    "acknowledged": ("claim-recovery",),
    "objected": ("claim-objection-answer",),
}
OPINION = ("drafted_by", "confirmed_by", "approval", "authority")


def _decided(run: Any, doable: Doable) -> dict[str, Any] | None:
    """A run with what was asked, where each input is from, and whether it still needs somebody's confirmation."""
    if run is None:
        return None
    decision = run.decision
    sheet = doable_inputs(doable.claim, decision)
    inputs = [
        (label, value, run.sources.get(name, ""))
        for name, label, value in sheet
        if decision.inputs.get(name) is not None
    ]
    waits = decision.certainty != "stated" and not decision.confirmed_by
    mine = waits and decision.by != doable.person.key
    return {
        "run": run,
        "decision": decision,
        "inputs": inputs,
        "settled": is_settled(decision),
        "waits": waits,
        "confirm": doable.button("claim-confirmation", decision.pk) if mine else None,
        "url": reverse("decision-basis", args=[decision.pk]),
    }


def doable_inputs(claim: Any, decision: Any) -> list[tuple[str, str, str]]:
    """`(name, label, value in words)` of what a decision was asked, in the order of its sheet."""
    sheet = rules.rules_of(claim).pack.decisions.get(decision.name)
    if sheet is None:
        return []
    return [
        (name, asked.label or name, in_words(asked, decision.inputs.get(name))) for name, asked in sheet.inputs.items()
    ]


def in_words(asked: Any, value: Any) -> str:
    """A value of the rules as people read it."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        if asked.type == "list" and value and set(map(str, value)) <= {"0", "1"}:
            noted = [str(at + 1) for at, flag in enumerate(value) if str(flag) == "1"]
            return _("第 %(copies)s 联有备注") % {"copies": "、".join(noted)} if noted else _("都没有备注")
        return "、".join(str(asked.labels.get(each, parties.title(each))) for each in value)
    text = str(value)
    return str(asked.labels.get(text) or parties.PARTIES.get(text) or text)


def _said(run: Any) -> list[tuple[Any, str]]:
    """Parties and shares of the newest run, before they are set."""
    if run is None:
        return []
    try:
        found = parties.read_shares(shares_said(run.decision), run.order)
    except (ValueError, ZeroDivisionError):
        return []
    return [(parties.title(party), parties.words(share)) for party, share in found]


def _fines(run: Any) -> list[tuple[Any, str]]:
    """Fines the run found, as `(party, yuan or band)`: the quality room registers them, nothing is paid here."""
    found = run.decision.outcome.get("fines") or [] if run else []
    return [(parties.title(str(fine[0])), str(fine[1])) for fine in found]


#: What a base of the compensation rules is called.
BASE_WORDS = {
    "declared": gettext_lazy("声明价格"),
    "market": gettext_lazy("当时市价"),
    "list": gettext_lazy("发货清单金额"),
    "piece_freight": gettext_lazy("单件运价合计"),
    "damaged_value": gettext_lazy("残损价值（扣除正常损耗）"),
}


def _reckoned(appraisal: Any) -> dict[str, Any]:
    """How the rules came to the amount: base, rate, what is missing, what a person is to see to."""
    said = appraisal.decision.outcome if appraisal else {}
    return {
        "from": BASE_WORDS.get(said.get("base_from", ""), ""),
        "base": said.get("base", ""),
        "rate": said.get("rate") or (f"× {said['times']}" if said.get("times") else ""),
        "missing": [in_label(appraisal, name) for name in said.get("missing") or []],
        "ask": said.get("ask") or [],
        "proposal": (said.get("proposal") or {}).get("amount", ""),
    }


def in_label(appraisal: Any, name: str) -> str:
    """An input of the compensation rules by the label of its sheet."""
    sheet = rules.rules_of(appraisal.claim).pack.decisions.get(appraisal.decision.name)
    return sheet.inputs[name].label if sheet and name in sheet.inputs else name


def _shares(claim: Any, doable: Doable) -> list[dict[str, Any]]:
    rows = []
    for share in claim.shares.select_related("person", "department", "answered_by").order_by("position"):
        names = SHARE_VERBS.get(share.state, ()) if share.is_recoverable else ()
        buttons = [button for name in names if (button := doable.button(name, share.pk))]
        rows.append({"share": share, "buttons": buttons})
    return rows


def _asked(claim: Any, doable: Doable) -> list[dict[str, Any]]:
    found = claim.requests_sent.select_related("department", "asked_by", "answered_by").order_by("-pk")
    return [
        {
            "request": each,
            "withdraw": doable.button("claim-request-withdrawal", each.pk) if each.state == "asked" else None,
        }
        for each in found
    ]


def _insurances(claim: Any, doable: Doable) -> list[dict[str, Any]]:
    rows = []
    for each in claim.insurances.select_related("reported_by").order_by("-pk"):
        open_ = each.state in ("reported", "papers_in")
        names = ("claim-insurance-papers", "claim-insurance-payment", "claim-insurance-refusal") if open_ else ()
        buttons = [doable.button(name, each.pk) for name in names if each.state == "reported" or "papers" not in name]
        rows.append({"case": each, "buttons": [button for button in buttons if button]})
    return rows


def _evidence(claim: Any) -> list[dict[str, Any]]:
    items = list(claim.evidence.select_related("by").order_by("-pk"))
    kept: dict[int, list[Any]] = {}
    for each in Attachment.objects.filter(about_kind="evidenceitem", about_id__in=[item.pk for item in items]):
        kept.setdefault(each.about_id, []).append(each)
    return [{"item": item, "files": kept.get(item.pk, [])} for item in items]


def _line(each: Requirement, ruled: Any) -> dict[str, Any]:
    known = each.clause in ruled.pack.clauses
    url = reverse("clause", args=[ruled.edition.pk, each.clause]) if known else ""
    return {**each.as_dict(), "basis_url": url}


def _gate(claim: Any, ruled: Any) -> tuple[str, list[dict[str, Any]]]:
    """What stands between the claim and its next step."""
    if claim.state == "reported":
        return _("开始调查之前"), [_line(each, ruled) for each in investigating_gate(claim)]
    if claim.state in ("investigating", "wait_evidence", "wait_papers", "responsibility_set"):
        return _("开始协商之前"), [_line(each, ruled) for each in negotiating_gate(claim)]
    if claim.state in ("negotiating", "opinion_drafted", "confirmed", "voucher_issued"):
        return _("付款之前"), [_line(each, ruled) for each in payment_gate(claim)]
    return "", []


def _chain(opinion: Any) -> list[dict[str, Any]]:
    """The way of the approval, post by post."""
    if opinion is None or opinion.approval is None:
        return []
    said = {each.post: each for each in opinion.approval.opinions.select_related("person").order_by("pk")}
    waits = opinion.approval.state == "asked"
    steps = []
    for at, post in enumerate(opinion.approval.posts):
        each = said.get(post)
        now = each is None and waits and at == opinion.approval.at_step
        steps.append(
            {
                "post": post,
                "said": each,
                "state": "yes" if each and each.says == "yes" else "no" if each else "now" if now else "later",
            }
        )
    return steps


def _customer_url(person: Any, claim: Any) -> str:
    seen = claim.customer_id and customers.visible_to(person).filter(pk=claim.customer_id).exists()
    return reverse("customer", args=[claim.customer_id]) if seen else ""


def _buttons(doable: Doable, page: dict[str, Any]) -> dict[str, Any]:
    """The one main button follows the claim; the rest stand in the menu."""
    claim = doable.claim
    main = next(
        (button for name in NEXT.get(claim.state, ()) if (button := doable.button(name)) and _fits(name, page)), None
    )
    offered = [each for name in MENU if _fits(name, page) and (each := doable.button(name))]
    more = [each for each in offered if main is None or each.url != main.url]
    beside = [each for each in more if each.verb.name in ("claim-talks", "claim-evidence", "claim-notices")][:2]
    live = next((each for each in page["vouchers"] if each.state != "void"), None)
    return {
        "main": main,
        "beside": beside,
        "more": [each for each in more if each not in beside],
        "voucher": live,
        "void": doable.button("claim-voucher-void", live.pk) if live and live.state == "issued" else None,
        "may_pay": live is not None and live.state == "issued" and doable.may("claims.pay"),
        "print_url": reverse("voucher-print", args=[claim.number]) if live else "",
    }


def _fits(name: str, page: dict[str, Any]) -> bool:
    """Whether a verb that its state allows has what it needs; the others would only be refused."""
    claim, run = page["claim"], page["liability"]
    open_gate = all(line["met"] for line in page["gate"])
    return {
        "claim-investigation": open_gate,
        "claim-responsibility": run is not None
        and run["settled"]
        and not (page["shares"] and claim.state != "investigating"),
        "claim-negotiation": claim.state == "disputed" or open_gate,
        "claim-opinion": claim.agreed_fen is not None,
        "claim-base": page["pays"] and claim.base == "",
        "claim-voucher": page["opinion"] is not None
        and page["opinion"].method == "cash"
        and page["opinion"].amount_fen > 0,
        "claim-making-good": page["opinion"] is not None and page["opinion"].method != "cash",
        "claim-notices": any(row["share"].state == "set" and row["share"].is_recoverable for row in page["shares"]),
        "claim-handler": claim.handler_id != page["person"].pk,
        "claim-insurance": not any(row["case"].state != "refused" for row in page["insurances"]),
    }.get(name, True)
