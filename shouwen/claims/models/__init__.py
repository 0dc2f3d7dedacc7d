"""Tables of claims."""

from shouwen.claims.models.papers import (
    CopyFinding,
    CopyLook,
    DeliveryNotice,
    ExceptionSlip,
    LoadingLine,
    LoadingRecord,
    Waybill,
)

__all__ = [
    "CopyFinding",
    "CopyLook",
    "DeliveryNotice",
    "ExceptionSlip",
    "LoadingLine",
    "LoadingRecord",
    "Waybill",
]
