"""The printed complaint form: what stands in each box, and which words go on to a page of their own. Pure of pages.

Lines are reckoned only to know what fits; the browser breaks them by its own font.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

WIDE = 39.0  # Chinese characters of a line in a wide box, carefully reckoned
PAGE_LINES = 40
PAGE_WIDE = 45.0
#: Lines a box holds on the first page.
ROOM = {"gist": 4, "requirement": 2, "feedback": 3, "answer": 2, "cause": 2, "handling": 2}


@dataclass(frozen=True)
class Part:
    """Words of one box that go on: its title and text."""

    title: str
    text: str


def wrapped(text: str, wide: float = WIDE) -> list[str]:
    """The text in lines of about this width, each with the break that ends it; joined they are the text."""
    found: list[str] = []
    for paragraph in text.splitlines(keepends=True):
        line, width = "", 0.0
        for char in paragraph:
            size = 0.0 if char in "\r\n" else 0.6 if ord(char) < 0x2E80 else 1.0  # Latin letters are narrower
            if width + size > wide:
                found.append(line)
                line, width = "", 0.0
            line += char
            width += size
        found.append(line)
    return found


class Paper:
    """Collects the words of the boxes: what fits stays, the rest is kept for pages that follow."""

    def __init__(self) -> None:
        self.rest: list[Part] = []

    def box(self, name: str, title: Any, text: str) -> str:
        """The words for a box on the first page."""
        text = text.strip()
        lines, room = wrapped(text), ROOM[name]
        if len(lines) <= room:
            return text
        self.on(_("%(title)s（续）") % {"title": title}, "".join(lines[room - 1 :]))
        return "".join(lines[: room - 1]).rstrip() + "\n" + _("（续附页）")

    def on(self, title: str, text: str) -> None:
        """Words that stand on a following page."""
        self.rest.append(Part(title, text))

    def pages(self) -> list[list[Part]]:
        """The following pages, each with the parts that fit on it; a long part is cut between lines."""
        found: list[list[Part]] = []
        left = 0
        for part in self.rest:
            lines = wrapped(part.text, PAGE_WIDE)
            while lines:
                if left < 4:
                    found.append([])
                    left = PAGE_LINES
                taken, lines = lines[: left - 2], lines[left - 2 :]
                found[-1].append(Part(part.title, "".join(taken).strip("\n")))
                left -= len(taken) + 2
        return found


def paper_of(case: Any, labels: dict[str, str]) -> dict[str, Any]:
    """What stands on the paper. `labels` are the pack's words for the boxes."""
    paper = Paper()
    sent = list(
        case.transfers.exclude(state__in=("withdrawn", "declined")).select_related(
            "department", "answered_by", "decision"
        )
    )
    first = sent[-1] if sent else None  # the present one; earlier ones go on the following page
    for earlier in sent[:-1]:
        paper.on(
            _("转办 %(department)s") % {"department": earlier.department.name},
            f"{labels['requirements']}：{earlier.requirement}\n{labels['feedback']}：{earlier.answer or '—'}",
        )
    telling = case.tellings.filter(is_interim=False).select_related("by").order_by("-id").first()
    said = {
        "gist": paper.box("gist", labels["gist"], case.gist),
        "requirement": paper.box("requirement", labels["requirements"], first.requirement) if first else "",
        "feedback": paper.box("feedback", labels["feedback"], first.answer) if first else "",
        "answer": paper.box("answer", labels["reply"], telling.words) if telling else "",
        "cause": paper.box("cause", _("查明的原因"), case.root_cause),
        "handling": paper.box(
            "handling", labels["handling"], "" if telling and telling.words == case.solution else case.solution
        ),
    }
    return {
        "said": said,
        "transfer": first,
        "telling": telling,
        "pages": paper.pages(),
        "reports": list(case.reports.select_related("person").order_by("id")),
        "report_clock": case.clocks.filter(deadline="written-report").order_by("-id").first(),
    }
