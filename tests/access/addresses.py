"""How to fill each address: its name, and the arguments taken from the world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, get_resolver

from shouwen.rulebook.queries import weights_name

#: Argument name of an address -> the thing it is taken from. Names that mean different things go by the address below.
ARGUMENTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "number": lambda t: t["case"].number,
    "decision": lambda t: t["decision"].pk,
    "edition": lambda t: t["decision"].edition_id,
    "clause": lambda t: "S2-1.D.4.8.6",
    "clock": lambda t: t["clock"].pk,
    "kept": lambda t: t["attachment"].pk,
    "transfer": lambda t: t["transfer"].pk,
    "transfer_id": lambda t: t["transfer"].pk,
    "report": lambda t: t["report"].pk,
    "customer_id": lambda t: t["customer"].pk,
    "step": lambda t: "apologise",
    "brand": lambda t: t["case"].brand.code,
    "key": lambda t: "repeat.window",
    "code": lambda t: "clerk",
    "pack": lambda t: "logistics",
    "name": lambda t: "routing",
    "token": lambda t: "not-a-token",
    "kind": lambda t: "notice",
    "line": lambda t: t["loading_line"].pk,
    "reason": lambda t: t["liability_reason"].pk,
    "voucher": lambda t: t["voucher"].number,
    "message_id": lambda t: t["message"].pk,
    "job": lambda t: t["dead_job"].pk,
}
PARTS = {
    "transfer": "transfer",
    "offer": "offer",
    "promise": "promise",
    "proposal": "proposal",
    "consultation": "question",
}
#: What a claim's address is about, by the beginning of its name; the longest counts.
CLAIM_PARTS = {
    "claim-share": "share",
    "claim-objection-answer": "share",
    "claim-recovery": "share",
    "claim-request-withdrawal": "evidence_request",
    "claim-confirmation": "liability",
    "claim-voucher-void": "voucher",
    "claim-insurance": "insurance",
}
OF_A_CASE = ("claims-of-case", "claim-for-case")
NAMES = {"rule-kind": "complaint", "rulebook-publication": "logistics"}
BY_PREFIX = {
    "person": "person",
    "department": "department",
    "customer": "customer",
    "authorised-contacts": "customer",
    "notice": "notice",
    "edition": "edition",
    "rule": "edition",
    "rule-draft": "draft",
    "rule-replay": "replay",
    "clauses": "edition",
    "sheet": "sheet",
    "import": "import",
    "month": "month",
    "api-key": "key",
    "waybill": "waybill",
    "loading-record": "loading_record",
    "signed-paper": "delivery_notice",
    "seizure": "seizure",
    "return": "return",
    "accident": "accident",
    "claim-report": "claim_report",
    "evidence-request": "evidence_request",
    "share": "share",
    "conversation": "message",
    "conversation-file": "original",
    "conversation-routing": "talk_channel",
    "conversation-routing-removal": "skill_rule",
    "conversation-approval": "to_review",
    "conversation-send-back": "to_review",
    "person-seat": "person",
    "skill": "skill",
    "mailbox": "mailbox",
    "text-line": "text_line",
    "text-template": "text_template",
    "word-finding": "word_finding",
    "word-alarm": "word_alarm",
    "web-channel": "web_channel",
    "chat-file": "original",
    "call": "call",
    "exchange": "exchange",
    "miss": "miss",
    "workbench-offer": "offer",
    "workbench-question": "question",
    "workbench-repeat": "repeat",
}


#: Kept files of other things than a case.
KEPT = {"article-file": "article_file", "seizure-file": "seizure_file", "return-file": "return_file"}


def walk(resolver: Any = None, namespace: str = "") -> list[tuple[str, Any]]:
    """Every address of ours as (name with namespace, pattern); allauth's own are left to its tests."""
    found: list[tuple[str, Any]] = []
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            found.append((f"{namespace}{each.name}", each))
        elif not str(each.pattern).startswith("accounts/"):
            inner = f"{each.namespace}:" if getattr(each, "namespace", None) else ""
            found += walk(each, namespace + inner)
    return found


def arguments(name: str, pattern: Any, things: dict[str, Any]) -> dict[str, Any]:
    """Values for the address's converters."""
    filled = {}
    for argument in pattern.pattern.converters:
        if argument == "part" and name.startswith("claim-"):
            filled[argument] = things[CLAIM_PARTS[max((k for k in CLAIM_PARTS if name.startswith(k)), key=len)]].pk
        elif argument == "number" and name.startswith(("claim", "voucher")) and name not in OF_A_CASE:
            filled[argument] = things["claim"].number
        elif argument == "kept" and name.startswith("claim"):
            filled[argument] = things["claim_file"].pk
        elif argument == "part":
            word = next(key for key in PARTS if f"case-{key}" in name)
            filled[argument] = things[PARTS[word]].pk
        elif argument == "pk":
            prefix = max((key for key in BY_PREFIX if name.startswith(key)), key=len)
            filled[argument] = things[BY_PREFIX[prefix]].pk
        elif argument == "key" and name.startswith("chat-"):
            filled[argument] = things["web_channel"].key
        elif argument == "kept" and name in KEPT:
            filled[argument] = things[KEPT[name]].pk
        elif name in ("text-new-line", "text-door") and argument in ("kind", "key"):
            filled[argument] = {"kind": "sms", "key": "0" * 32}[argument]
        elif argument == "name" and name in NAMES:
            filled[argument] = NAMES[name]
        elif argument == "number" and name.startswith("violation") and name != "violation-case":
            filled[argument] = things["violation"].number
        elif argument == "number" and name.startswith(("conversation", "web-visit")):
            filled[argument] = things["conversation"].number
        elif argument == "name" and name == "word-guard":
            filled[argument] = things["word_guard"]
        elif argument == "name" and name == "word-weights":
            filled[argument] = weights_name()
        elif argument == "number" and name.startswith("article"):
            filled[argument] = things["article"].number
        elif argument == "number" and name.startswith("approval"):
            filled[argument] = things["approval"].number
        elif argument == "code" and name.startswith("brand"):
            filled[argument] = things["case"].brand.code
        else:
            filled[argument] = ARGUMENTS[argument](things)
    return filled
