"""Claims and what belongs to one, a file a topic."""

from shouwen.claims.models.claim import Claim
from shouwen.claims.models.deciding import Appraisal, LiabilityRun, Share
from shouwen.claims.models.evidence import AccidentReport, EvidenceItem, EvidenceRequest, Handling
from shouwen.claims.models.papers import (
    CopyFinding,
    CopyLook,
    DeliveryNotice,
    ExceptionSlip,
    LoadingLine,
    LoadingRecord,
    Waybill,
)
from shouwen.claims.models.reports import ClaimReport
from shouwen.claims.models.settling import InsuranceCase, Negotiation, Opinion, SelfSettlement, Voucher

__all__ = [
    "AccidentReport",
    "Appraisal",
    "Claim",
    "ClaimReport",
    "CopyFinding",
    "CopyLook",
    "DeliveryNotice",
    "EvidenceItem",
    "EvidenceRequest",
    "ExceptionSlip",
    "Handling",
    "InsuranceCase",
    "LiabilityRun",
    "LoadingLine",
    "LoadingRecord",
    "Negotiation",
    "Opinion",
    "SelfSettlement",
    "Share",
    "Voucher",
    "Waybill",
]
