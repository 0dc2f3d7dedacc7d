"""Who gets through at each address, by relation to the things of tests/access/world.py. Written by hand, from the rules."""

from __future__ import annotations

Who = frozenset[str]


def who(*relations: str) -> Who:
    return frozenset(" ".join(relations).split())


NOBODY = who()
STAFF = who(
    "owner colleague supervisor transferred untouched enterprise leader administrator auditor named stranger",
    "strange_supervisor claims_clerk",
)
ANYONE = STAFF | who("visitor")
#: The brand's people who may read the case: its centre, the department it went to, who sees all, and 企管部 for a
#: second complaint. Never the person complained of, another brand, or posts without cases.
READERS = who("owner colleague supervisor transferred enterprise leader")
HANDLERS = who("owner supervisor")
JUDGES = HANDLERS | who("transferred leader")
CENTRE = who("owner colleague supervisor")
INTAKE = CENTRE | who("stranger strange_supervisor")
ADMIN = who("administrator")
CLAIMS_CLERK = who("claims_clerk")
AUDIT = who("auditor")
DEPARTMENT = who("transferred")
SUPERVISORS = who("supervisor leader")
OF_ANY_BRAND = SUPERVISORS | who("strange_supervisor")
REGISTER = who("supervisor enterprise leader")
DRAFT_READERS = who("administrator supervisor strange_supervisor leader auditor")
#: Who may read the claim of the case: those of the case whose posts read claims, and the claims clerks. Never the party
#: named; the counter (`untouched` is of 结算部) sees the voucher only.
CLAIM = who("owner colleague supervisor transferred leader claims_clerk")
CLERK = who("claims_clerk")
COUNTER = who("untouched")
#: Claims reports: who makes them, who reads them, and the supervisor, whose 自行解决业务 stands in them (S2-1.A2.5).
REPORTS = who("supervisor leader claims_clerk")
READ_CLAIMS = CLAIM | who("stranger strange_supervisor")
EQUIPS = who("administrator supervisor strange_supervisor")
SHEETS = CENTRE | who("leader stranger strange_supervisor")


KNOWLEDGE = INTAKE | who("leader")
EDITORS = who("supervisor")
EDITORS_ANYWHERE = who("supervisor strange_supervisor")


def read(relations: Who) -> dict[str, Who]:
    return {"get": relations}


def act(relations: Who) -> dict[str, Who]:
    return {"post": relations}


def both(relations: Who, post: Who | None = None) -> dict[str, Who]:
    return {"get": relations, "post": relations if post is None else post}


KEY_ONLY: dict[str, Who] = {}  # the programming interface asks for a key; tests/api has its own matrix

TABLE: dict[str, dict[str, Who]] = {
    # ---- the frame
    "home": both(STAFF),
    "health": both(ANYONE),
    "first-start": KEY_ONLY,
    "first-start-code": KEY_ONLY,
    "drafts": act(STAFF),
    "search": both(STAFF),
    "search-quick": both(STAFF),
    # ---- programming interface
    **{
        f"api-v1:{name}": KEY_ONLY
        for name in (
            "api-root",
            "create",
            "listing",
            "read",
            "transfer",
            "feedback",
            "answer",
            "close",
            "decisions",
            "register",
            "search",
            "customer",
            "decide",
            "conversations",
            "conversation",
            "conversation_messages",
            "conversation_send",
            "conversation_note",
            "conversation_claim",
            "conversation_return",
            "conversation_end",
            "conversation_approve",
            "conversation_send_back",
        )
    },
    "api-v1:openapi-json": both(ANYONE),
    # ---- kernel
    "audit": both(AUDIT),
    "audit-verification": act(AUDIT),
    "health-page": both(ADMIN | AUDIT),
    "job-retrial": act(ADMIN),
    "job-abandonment": act(ADMIN),
    "set-up": both(ADMIN),
    "calendar": both(STAFF),
    "calendar-week": act(ADMIN),
    "calendar-days": act(ADMIN),
    "calendar-years": act(ADMIN),
    # ---- rulebook
    "rulebook": both(STAFF),
    "rulebook-settings": both(STAFF),
    "rulebook-setting": both(STAFF - who("stranger strange_supervisor"), ADMIN),
    "rulebook-publication": both(ADMIN),
    **{
        name: both(STAFF)
        for name in ("edition", "rule-table", "rule-decision", "rule-deadlines", "rule-kind", "clauses", "clause")
    },
    # drafts: written by the administrator, read also by who approves and who checks
    "rule-coverage": both(STAFF),
    "rule-drafts": both(DRAFT_READERS, ADMIN),
    **{name: read(DRAFT_READERS) for name in ("rule-draft", "rule-draft-table", "rule-draft-settings")},
    **{name: both(DRAFT_READERS, ADMIN) for name in ("rule-draft-setting", "rule-draft-file")},
    **{name: both(ADMIN) for name in ("rule-draft-cell", "rule-draft-row")},
    **{f"rule-draft-{name}": act(ADMIN) for name in ("about", "rows", "replay", "submission", "withdrawal")},
    **{f"rule-replay{name}": read(DRAFT_READERS) for name in ("", "-progress", "-differences")},
    "rule-replay-cancellation": act(ADMIN),
    "decision-basis": both(READERS),
    "decision-confirmation": act(who("supervisor leader")),
    "clock-basis": both(READERS),
    # ---- people
    **{
        name: both(ADMIN)
        for name in (
            "people",
            "new-person",
            "person",
            "departments",
            "new-department",
            "department",
            "posts",
            "post",
            "brands",
            "brand",
        )
    },
    **{
        name: act(ADMIN)
        for name in ("person-placement", "person-sign-in", "person-absence", "person-farewell", "person-return")
    },
    "people-proposals": both(STAFF),
    "api-keys": both(who("administrator supervisor strange_supervisor")),
    "api-key-revocation": act(who("supervisor")),
    "approvals": both(STAFF),
    "approval": both(who("owner leader")),
    "approval-opinion": act(who("leader")),
    "approval-delegation": act(who("leader")),
    "approval-withdrawal": act(who("owner")),
    "notices": both(STAFF),
    "notices-bell": both(STAFF),
    "notice-acknowledgement": act(who("owner")),
    # ---- customers
    "customers": both(INTAKE),
    "customer": both(CENTRE),
    "customer-details": both(CENTRE),
    "authorised-contacts": read(CENTRE),  # posted without anything there is nothing: tests of the chapter post
    "customer-number": both(CENTRE),
    "customer-cases": both(CENTRE),
    "customer-merge": both(who("supervisor")),
    # ---- the customer's own page: everybody may knock; who has no code is led back to the door (shouwen/cases/portal)
    "follow": both(ANYONE),
    "follow-code": both(ANYONE),
    "follow-language": act(ANYONE),
    "follow-case": read(ANYONE),
    "follow-acceptance": act(ANYONE),
    "follow-objection": act(ANYONE),
    "follow-words": act(ANYONE),
    "follow-call-back": act(ANYONE),
    "follow-file": read(ANYONE),
    "follow-leaving": act(ANYONE),
    "case-code": both(CENTRE),
    "case-code-card": read(READERS),
    # ---- knowledge: the world's article is published, with a draft of the owner's beside it
    "knowledge": both(KNOWLEDGE),
    "new-article": both(INTAKE),
    "knowledge-waiting": read(EDITORS_ANYWHERE),
    "knowledge-suggestions": act(KNOWLEDGE),
    "knowledge-misses": both(EDITORS_ANYWHERE, KNOWLEDGE),
    "miss-answer": act(EDITORS),
    "miss-drop": act(EDITORS),
    "article-file": read(CENTRE | who("leader")),
    "article": read(CENTRE | who("leader")),
    "article-versions": read(CENTRE | who("leader")),
    "article-review": read(who("supervisor")),
    "article-edit": both(CENTRE),
    "article-care": act(CENTRE),
    "article-prices": act(CENTRE),
    "article-draft": act(CENTRE),
    "article-submission": act(CENTRE),
    "article-discarding": act(CENTRE),
    "article-publication": act(who("supervisor")),
    "article-return": act(who("supervisor")),
    "article-withdrawal": act(who("supervisor")),
    "article-confirmation": act(CENTRE),
    # ---- conversations: the world's own is the owner's, offered to the colleague
    "conversations": both(INTAKE),
    "conversations-rows": both(INTAKE),
    "presence": both(INTAKE),
    "presence-beat": act(INTAKE),
    "conversation-figures": both(OF_ANY_BRAND),
    "conversation-figures-export": act(OF_ANY_BRAND),
    "conversation-figures-month": read(SUPERVISORS),
    "conversation-approval": act(who("supervisor")),
    "conversation-send-back": act(who("supervisor")),
    "conversation-routing": both(ADMIN),
    "conversation-routing-channel": act(ADMIN),
    "conversation-routing-rule": act(ADMIN),
    "conversation-routing-removal": act(ADMIN),
    "skills": both(EQUIPS),
    "skill": act(EQUIPS),
    "person-seat": both(who("administrator supervisor")),
    "post-seat": act(EQUIPS),
    **{name: both(CENTRE) for name in ("conversation", "conversation-page", "conversation-file", "conversation-case")},
    "conversation-promise": both(CENTRE),  # without a case yet: the way to one
    "conversation-no-promise": act(HANDLERS),
    "conversation-answer": act(HANDLERS),
    "conversation-note": act(CENTRE),
    "conversation-customer": act(HANDLERS),
    "conversation-claim": act(CENTRE),  # the rule then says that somebody has it
    "conversation-return": act(HANDLERS),
    "conversation-offer": act(HANDLERS),
    "conversation-acceptance": act(who("colleague")),
    "conversation-refusal": act(who("colleague")),
    "conversation-end": act(HANDLERS),
    "conversation-retry": act(HANDLERS),
    # ---- telephone: the world's call is the owner's, offered to the colleague; exchanges sign, they do not sign in
    "calls": both(INTAKE),
    "calls-export": both(who("supervisor strange_supervisor")),
    "call": both(CENTRE, HANDLERS),
    "call-bar": both(INTAKE),
    "call-new": act(INTAKE),
    **{f"call-{name}": act(HANDLERS) for name in ("ring", "hold", "resumption", "mute", "unmute", "consent")},
    **{
        f"call-{name}": act(HANDLERS)
        for name in ("warning", "transfer", "withdrawal", "end", "miss", "caller", "promise")
    },
    **{f"call-{name}": act(CENTRE) for name in ("answer", "back", "aside")},
    **{f"call-{name}": act(who("colleague")) for name in ("acceptance", "refusal")},
    "exchanges": both(ADMIN),
    "exchange": both(ADMIN),
    "exchange-key": act(ADMIN),
    "exchange-extension": act(ADMIN),
    "exchange-events": act(NOBODY),
    # customer types: the brand's centre marks; how far clerks agree is the supervisors'
    "customer-type-cards": both(INTAKE),
    "customer-types": both(CENTRE),
    "type-agreement": both(who("supervisor strange_supervisor")),
    # script cards: whoever talks with customers; abuse is counted by who answers
    "scripts": both(INTAKE),
    "scripts-panel": both(NOBODY),  # without an event there is nothing: tests of the chapter ask with one
    "conversation-scripts": both(CENTRE),
    "call-script": both(NOBODY),  # likewise
    "conversation-abuse": act(HANDLERS),
    "mailboxes": both(ADMIN),
    "mailbox": both(ADMIN),
    "mailbox-test": act(ADMIN),
    # ---- messages: kept by the administrator; the vendors' door asks for a signature, the telephone is a demo's only
    **{name: both(ADMIN) for name in ("text-lines", "text-new-line", "text-line", "text-templates", "text-template")},
    "texts-sent": both(ADMIN),
    "text-line-test": act(ADMIN),
    **dict.fromkeys(("text-door", "text-simulator", "text-simulator-words"), KEY_ONLY),
    # ---- wording: the world's finding and alarm are the owner's
    "word-guard": read(STAFF),
    "word-weights": read(STAFF),  # the product's own file
    "word-findings": read(who("supervisor strange_supervisor")),
    "word-finding": both(who("owner supervisor"), who("supervisor")),
    "word-alarms": read(ADMIN),
    "word-alarm": both(who("owner administrator"), who("administrator")),
    "word-alarm-new": act(INTAKE),
    "web-channels": both(ADMIN),
    "web-channel": both(ADMIN),
    "web-visit": both(CENTRE),
    "web-visit-page": both(NOBODY),  # nothing is shown: there is no sync
    # ---- web chat: anybody may ask what a channel is and begin; the rest asks for the visit's token (webchat/tests)
    "chat-widget": read(ANYONE),
    "chat-config": read(ANYONE),
    "chat-visits": act(ANYONE),
    "chat-notes": act(ANYONE),
    **{
        f"chat-{name}": KEY_ONLY
        for name in (
            *("visit", "messages", "files", "file", "seen", "typing", "end", "rating", "transcript"),
            *("sync", "sync-page", "sync-view", "sync-end"),
        )
    },
    # ---- cases: lists
    "intake": both(INTAKE),
    **{f"intake-{name}": both(INTAKE) for name in ("customers", "card", "similar", "preview", "colleagues")},
    "intake-draft": act(STAFF),
    "cases": both(STAFF),
    "case-columns": act(STAFF),
    "case-batch": act(NOBODY),
    "case-batch-outcome": both(STAFF),
    "case-export": both(OF_ANY_BRAND),
    "case-export-job": both(NOBODY),
    "case-export-cancellation": act(NOBODY),
    "case-export-file": both(NOBODY),
    "workbench": both(STAFF),
    "workbench-offer": act(who("colleague")),
    "workbench-question": act(who("colleague")),
    "workbench-repeat": act(who("supervisor enterprise leader")),
    "board": both(OF_ANY_BRAND),
    "board-live": both(OF_ANY_BRAND),
    "board-supervision": act(SUPERVISORS),
    # ---- cases: one case
    "case": both(READERS),
    "case-parts": both(READERS),
    "case-print": read(READERS),
    "attachment": both(READERS),
    "case-notes": act(READERS),
    "case-attachments": act(READERS),
    "case-telephone": both(CENTRE),
    "case-colleagues": both(READERS),
    "case-answer": both(HANDLERS),
    "case-transfer": both(HANDLERS),
    "case-transfer-chase": both(CENTRE),
    "case-transfer-withdrawal": both(HANDLERS),
    "case-offer": both(HANDLERS),
    "case-offer-acceptance": both(who("colleague")),
    "case-offer-return": both(who("colleague")),
    "case-offer-withdrawal": both(who("owner supervisor leader")),
    "case-owner": both(SUPERVISORS),
    "case-promises": both(HANDLERS),
    "case-promise-keeping": both(HANDLERS),
    "case-promise-extension": both(HANDLERS),
    "case-judgement": both(JUDGES),
    "case-findings": both(HANDLERS | DEPARTMENT),
    "case-proposals": both(HANDLERS | DEPARTMENT),
    "case-proposal-choice": both(SUPERVISORS),
    "case-named": both(HANDLERS | DEPARTMENT),
    "case-reports": both(HANDLERS | DEPARTMENT),
    "case-visit": both(HANDLERS),
    "case-pause": both(HANDLERS),
    "case-resumption": both(HANDLERS),
    "case-supervision": both(SUPERVISORS),
    "case-apology-refusal": both(HANDLERS),
    "case-round": both(HANDLERS),
    "case-reopening": both(who("owner colleague supervisor leader")),
    "case-closure": both(HANDLERS),
    "case-exception": both(HANDLERS),
    "case-exceptional-closure": both(who("leader")),
    "case-repeat-acknowledgement": both(who("supervisor enterprise leader")),
    "case-repeat-analysis": both(HANDLERS | DEPARTMENT),
    "case-repeat-denial": both(HANDLERS),
    "case-class": both(HANDLERS),
    "case-wording": both(HANDLERS),
    "case-consultations": both(READERS),
    "case-consultation-answer": both(who("colleague")),
    "case-step": both(HANDLERS | DEPARTMENT),
    # ---- cases: the department's side, and the person complained of
    "inbox": both(CENTRE | who("claims_clerk transferred untouched enterprise stranger strange_supervisor")),
    "transfer": both(DEPARTMENT),
    "transfer-acceptance": act(DEPARTMENT),
    "transfer-answer": act(DEPARTMENT),
    "transfer-photos": act(DEPARTMENT),
    "transfer-decline": act(DEPARTMENT),
    "transfer-question": act(DEPARTMENT),
    "reports": both(STAFF),
    "report": both(who("named")),
    # ---- sheets and imports
    "sheets": both(SHEETS),
    "sheet": read(CENTRE | who("leader")),
    "sheet-words": act(CENTRE),
    "sheet-submission": act(CENTRE),
    "sheet-approval": act(SUPERVISORS),
    "sheet-return": act(SUPERVISORS),
    "sheet-excel": read(CENTRE | who("leader")),
    "imports": both(who("supervisor strange_supervisor")),
    "import-template": read(who("supervisor strange_supervisor")),
    "import": read(who("supervisor")),
    "import-check": act(who("supervisor")),
    "import-commitment": act(who("supervisor")),
    "import-progress": read(who("supervisor")),
    "import-cancellation": act(who("supervisor")),
    "import-refused": read(NOBODY),
    # ---- the register of violations: the one it concerns, who may see it, who may act
    "my-violations": read(STAFF),
    "violations": both(REGISTER | who("strange_supervisor claims_clerk")),
    "new-violation": both(REGISTER | who("strange_supervisor claims_clerk")),
    "violation-batch": act(NOBODY),
    "violation-batch-outcome": read(REGISTER | who("strange_supervisor claims_clerk")),
    "violation": both(REGISTER | who("named")),
    "violation-case": read(READERS),
    "violation-check": both(who("enterprise leader")),
    "violation-dismissal": both(who("enterprise leader")),
    "violation-decision": both(who("leader")),
    "violation-approval": both(who("enterprise leader")),
    "violation-refusal": both(who("enterprise leader")),
    "violation-objection": both(who("named")),
    "violation-answer": both(who("enterprise leader")),
    "months": read(REGISTER | who("strange_supervisor")),
    "month": read(REGISTER),
    "month-print": read(REGISTER),
    "month-excel": read(REGISTER),
    "month-submission": act(NOBODY),
    "month-settlement": act(NOBODY),
    "new-reward": both(who("supervisor strange_supervisor")),
    # ---- goods papers (who handles goods is asked in shouwen/claims/tests/test_paper_pages.py)
    "waybills": both(OF_ANY_BRAND | CLAIMS_CLERK),
    "waybill": both(SUPERVISORS | CLAIMS_CLERK),
    "loading-record": both(SUPERVISORS | CLAIMS_CLERK),
    "signed-paper": both(SUPERVISORS | CLAIMS_CLERK),
    "my-papers": both(STAFF, NOBODY),
    "paper-colleagues": both(STAFF),
    "waybill-new": both(CLAIMS_CLERK),
    **{f"waybill-{name}": both(CLAIMS_CLERK) for name in ("change", "copy", "findings", "arrival", "notice", "slip")},
    "waybill-searched": act(CLAIMS_CLERK),
    "loading-record-correction": both(NOBODY),
    "loading-record-copying": both(CLAIMS_CLERK),
    **{f"loading-record-{name}": act(NOBODY) for name in ("line", "line-out", "signature")},
    "signed-paper-signature": act(NOBODY),
    "signed-paper-attestation": act(CLAIMS_CLERK),
    # ---- returns
    "returns": both(SHEETS | CLAIMS_CLERK),
    "return-new": both(INTAKE),
    "return": both(CENTRE | who("leader claims_clerk")),
    "return-file": read(CENTRE | who("leader claims_clerk")),
    **{f"return-{name}": both(CENTRE) for name in ("telling", "certificate", "fax", "permission", "withdrawal")},
    "return-departure": act(NOBODY),
    "return-check": both(NOBODY),
    # ---- seizures: "untouched" is settlement, which writes off
    "seizures": both(OF_ANY_BRAND | who("untouched claims_clerk")),
    "seizures-excel": read(OF_ANY_BRAND | who("untouched claims_clerk")),
    "seizure-new": both(NOBODY),
    "seizure": both(SUPERVISORS | who("untouched claims_clerk")),
    "seizure-file": read(SUPERVISORS | who("untouched claims_clerk")),
    "seizure-liability": act(CLAIMS_CLERK),
    "seizure-write-off": both(who("untouched")),
    **{f"seizure-{name}": both(NOBODY) for name in ("notice", "certificate", "copy", "custody", "check", "release")},
    "seizure-breach": both(CLAIMS_CLERK),
    # ---- claims reports
    "claim-reports": both(REPORTS | who("strange_supervisor")),
    "claim-report": read(REPORTS),
    "claim-report-remarks": act(CLERK),
    "claim-report-submission": act(CLERK),
    "claim-report-reading": act(who("leader")),
    "claim-report-excel": read(REPORTS),
    # ---- claims
    "claims": both(READ_CLAIMS),
    "claim-colleagues": both(READ_CLAIMS),
    "claim": both(CLAIM),
    "claims-of-case": both(READERS),
    "claim-for-case": act(CENTRE),
    "accident-new": both(who("transferred enterprise named claims_clerk")),
    "accident": both(CLAIM),
    "accident-signature": act(NOBODY),
    "evidence-request": both(DEPARTMENT),
    "claim-file": both(CLAIM),
    "cashier": both(COUNTER),
    "cashier-voucher": both(COUNTER),
    "voucher-print": read(CLAIM | COUNTER),
    "share-notices": both(STAFF),
    "share-acknowledgement": act(NOBODY),
    "share-objection": act(NOBODY),
    "claim-urging": both(CENTRE),
    "claim-self-settlement": both(CLERK | DEPARTMENT),
    **{
        f"claim-{name}": both(CLERK)
        for name in (
            "description",
            "handler",
            "investigation",
            "evidence",
            "requests",
            "request-withdrawal",
            "chain",
            "liability",
            "confirmation",
            "responsibility",
            "share",
            "compensation",
            "base",
            "negotiation",
            "talks",
            "agreement",
            "dispute",
            "opinion",
            "opinion-return",
            "voucher",
            "voucher-void",
            "making-good",
            "notices",
            "objection-answer",
            "recovery",
            "end",
            "insurance",
            "insurance-papers",
            "insurance-payment",
            "insurance-refusal",
        )
    },
}
