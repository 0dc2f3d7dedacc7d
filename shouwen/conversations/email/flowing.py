"""Lines that a program broke while sending and marked as broken (RFC 3676, `format=flowed`), put together again. Pure."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"(>*) ?(.*)", re.S)
#: `主题: …`: the lines of a letter's head stay apart, whatever is at their ends.
_FIELD = re.compile(r"[*\s]*[^\s:：]{1,16}\s?[:：]")


def joined(text: str, *, drops_space: bool) -> str:
    """The paragraphs. `drops_space` (DelSp): the blank at the end only marks the break, as in Chinese."""
    out: list[tuple[str, str]] = []
    is_open = False
    for line in text.split("\n"):
        quotes, said = re.fullmatch(_QUOTED, line).groups() if line.startswith(">") else ("", line.removeprefix(" "))  # type: ignore[union-attr]
        if is_open and out[-1][0] == quotes and said.strip() and not _FIELD.match(said):
            before = out[-1][1]
            out[-1] = (quotes, (before[:-1] if drops_space else before) + said)
        else:
            out.append((quotes, said))
        is_open = said.endswith(" ") and said != "-- "
    return "\n".join(f"{quotes} {said}" if quotes else said for quotes, said in out)
