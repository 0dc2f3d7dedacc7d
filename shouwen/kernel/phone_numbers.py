"""Telephone numbers: any writing to one form to compare by, and masked for the eye.

Pure (decisions.md 14). Parsing is `phonenumbers`' work; Chinese service numbers it does not know
(95533, 12345, 400 and 800 numbers, SMS senders 106…) follow our own rule and are written
`short:95533`. An extension follows as `;ext=8001`. Callers never put any of this in search rows.
"""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

LONGEST = 60  # characters; more is prose, not a number
_EXTENSION = re.compile(r"(.*\d)[ -]*(?:转|轉|分机号?|分機號?|ext(?:ension)?\.?|x|#|,|;ext=)[ :]*(\d{1,8})#?", re.I)
_DASHED = re.compile(r"(.*\d)-(\d{1,6})")  # 0571-88888663-8001, tried last
_NATION = re.compile(r"(?:\+|00)86(?=\d)")
_CODE = re.compile(
    r"1[12]\d|12\d{3}|100\d\d|11[68]\d{3}|1010\d{4}"  # emergency, hotlines, carriers, directories
    r"|95\d{3,6}|96\d{3,4}|[48]00\d{7}"
)
_AREA_CODE_AND_CODE = re.compile(r"(0(?:10|2\d|[3-9]\d\d))(12\d{3}|96\d{3,4})")  # another town's hotline
_SMS_SENDER = re.compile(r"106\d{5,17}")
_MOBILE = re.compile(r"\+86(1[3-9]\d)\d{4}(\d{4})")


def normalise(text: str, region: str = "CN") -> str | None:
    """E.164 such as `+8613800138206`, or `short:95533`, each perhaps with `;ext=8001`.

    Reads full-width digits, spaces, dashes, brackets, +86, 0086, area codes with or without 0.
    `region` (ISO 3166) is where a number without + is dialled. None when it is no full number:
    junk, two numbers in one, a local number without its area.
    """
    plain = _plain(text).removeprefix("short:")  # so that a normalised number stays as it is
    if not plain:
        return None
    split = _EXTENSION.fullmatch(plain)
    whole = split[1] if split else plain
    number, extension = _read(whole, region), split[2] if split else ""
    if number is None and split is None and (split := _DASHED.fullmatch(plain)) and len(_digits(split[1])) >= 5:
        number, extension = _read(split[1], region), split[2]
    if number is None:
        return None
    return f"{number};ext={extension}" if extension else number


def mask(number: str) -> str:
    """A normalised number for those who may not see it: `138****8206`, `0571-****8663`, `+1-****0000`.

    Service numbers are public and stay whole, extensions are hidden, anything else is `****`.
    """
    bare, _, extension = number.partition(";ext=")
    return _masked(bare) + ("-****" if extension else "")


def last_four(number: str) -> str:
    """The last four digits of a normalised number, its extension aside; all of a shorter one."""
    return _digits(number.partition(";ext=")[0])[-4:]


def _plain(text: str) -> str:
    """Half-width, every dash a hyphen, every space one; "" for what is too long to be a number."""
    chars = unicodedata.normalize("NFKC", text) if len(text) <= LONGEST else ""
    kinds = ((char, unicodedata.category(char)) for char in chars)
    dashed = "".join("-" if kind == "Pd" else char for char, kind in kinds if kind != "Cf")
    return " ".join(dashed.split())


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _read(text: str, region: str) -> str | None:
    """One number without extension: our short codes first, since phonenumbers takes 400 for a landline."""
    dialled = _NATION.sub("", re.sub(r"[ ().-]", "", text), count=1) if region == "CN" else ""
    if _CODE.fullmatch(dialled):
        return f"short:{dialled}"
    if hotline := _AREA_CODE_AND_CODE.fullmatch(dialled):
        return f"short:{hotline[1]}-{hotline[2]}"
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is not None and not parsed.extension:
        number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        # new mobile prefixes are in use before the library knows them
        if phonenumbers.is_valid_number(parsed) or _MOBILE.fullmatch(number):
            return number
    return f"short:{dialled}" if _SMS_SENDER.fullmatch(dialled) else None


def _masked(number: str) -> str:
    if number.startswith("short:"):
        return number.removeprefix("short:")
    if mobile := _MOBILE.fullmatch(number):
        return f"{mobile[1]}****{mobile[2]}"
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return "****"  # not a normalised number: show nothing rather than too much
    national = phonenumbers.national_significant_number(parsed)
    shown = national[-4:] if len(national) >= 8 else national[-2:]
    area = national[: phonenumbers.length_of_geographical_area_code(parsed)]
    if parsed.country_code == 86 and area:
        return f"0{area}-****{shown}"
    return f"+{parsed.country_code}-****{shown}"
