"""Texts. Characters are counted as Unicode's, so one beyond the first plane is one."""

from decimal import Decimal

from shouwen.rulebook.feel.functions.patterns import compiled, replacement
from shouwen.rulebook.feel.functions.registry import built_in
from shouwen.rulebook.feel.values import Value


@built_in("string length", "string: string")
def length(text: str) -> Value:
    return Decimal(len(text))


@built_in("substring", "string: string, start position: number, length?: number~")
def substring(text: str, start: Decimal, length: Decimal | None = None) -> Value:
    at = int(start)
    if at == 0 or abs(at) > len(text) or (length is not None and int(length) < 1):
        return None
    first = at - 1 if at > 0 else len(text) + at
    return text[first:] if length is None else text[first : first + int(length)]


@built_in("upper case", "string: string")
def upper(text: str) -> Value:
    return text.upper()


@built_in("lower case", "string: string")
def lower(text: str) -> Value:
    return text.lower()


@built_in("substring before", "string: string, match: string")
def before(text: str, match: str) -> Value:
    return text.partition(match)[0] if match and match in text else ""


@built_in("substring after", "string: string, match: string")
def after(text: str, match: str) -> Value:
    return text.partition(match)[2] if match else text


@built_in("contains", "string: string, match: string")
def contains(text: str, part: str) -> Value:
    return part in text


@built_in("starts with", "string: string, match: string")
def starts(text: str, part: str) -> Value:
    return text.startswith(part)


@built_in("ends with", "string: string, match: string")
def ends(text: str, part: str) -> Value:
    return text.endswith(part)


@built_in("matches", "input: string, pattern: string, flags?: string~")
def matches(text: str, pattern: str, flags: str | None = None) -> Value:
    return compiled(pattern, flags or "", len(text)).search(text) is not None


@built_in("replace", "input: string, pattern: string, replacement: string, flags?: string~")
def replace(text: str, pattern: str, new: str, flags: str | None = None) -> Value:
    """Null for a pattern that fits nothing at all, as XPath refuses it."""
    found = compiled(pattern, flags or "", len(text))
    if found.search(""):
        return None
    return found.sub(replacement(new, found.groups, literal="q" in (flags or "")), text)


@built_in("split", "string: string, delimiter: string")
def split(text: str, delimiter: str) -> Value:
    found = compiled(delimiter, "", len(text))
    if found.search(""):
        return None
    pieces, at = [], 0
    for match in found.finditer(text):
        pieces.append(text[at : match.start()])
        at = match.end()
    return [*pieces, text[at:]]


@built_in("string join", "list: list, delimiter?: string~, prefix?: string~, suffix?: string~")
def join(
    texts: list[Value], delimiter: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> Value:
    """Nulls in the list are passed over."""
    if not all(isinstance(each, str) for each in texts if each is not None):
        return None
    return (prefix or "") + (delimiter or "").join(each for each in texts if each is not None) + (suffix or "")
