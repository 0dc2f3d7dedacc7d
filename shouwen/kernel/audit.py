"""Verifying the sealed record: recomputes the chain from number 1 and says in sentences what does not hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from shouwen.kernel import sealing
from shouwen.kernel.models import Fact, Seal, SealHead, Unsealed

KEEP = 100


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold: its kind, where, and a sentence in both languages."""

    kind: str
    number: int | None
    fact: int | None
    zh: str
    en: str


@dataclass
class Report:
    """What `verify` found. The record holds when nothing was found."""

    checked: int = 0
    waiting: int = 0
    anchors: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.found == 0

    def add(self, kind: str, zh: str, en: str, *, number: int | None = None, fact: int | None = None) -> None:
        """Counts a finding; the first hundred are kept."""
        self.found += 1
        if len(self.findings) < KEEP:
            self.findings.append(Finding(kind, number, fact, zh, en))


def verify(chunk: int = 1000) -> Report:
    """Recomputes the whole chain while the product runs; sealing may go on meanwhile."""
    report = Report()
    head = SealHead.objects.filter(pk=1).first()
    chain = _Chain(report, {anchor.number: anchor.digest for anchor in sealing.anchors()}, head)
    after = -(2**62)
    while rows := list(Seal.objects.filter(number__gt=after).order_by("number")[:chunk]):
        facts = Fact.objects.in_bulk([seal.fact_id for seal in rows])
        for seal in rows:
            chain.step(seal, facts.get(seal.fact_id))
        after = rows[-1].number
    chain.end()
    _strays(report)
    return report


class _Chain:
    """Walks the seals in order, holding the digests that the next one may build upon."""

    def __init__(self, report: Report, anchors: dict[int, str], head: SealHead | None) -> None:
        self.report = report
        self.anchors = anchors
        self.head = head
        self.number = 0
        self.previous: set[str] | None = {""}  # None after a gap: nothing to build upon
        report.anchors = len(anchors)

    def step(self, seal: Seal, fact: Fact | None) -> None:
        number, add = seal.number, self.report.add
        self.report.checked += 1
        if number < 1:
            add("extra", f"多出一个编号 {number}", f"seal {number} should not exist", number=number)
            return
        if number != self.number + 1:
            first, last = self.number + 1, number - 1
            add("missing", f"缺少编号 {first}–{last}", f"seals {first}–{last} are missing", number=first)
            self.previous = None
        self.number = number
        again = self._recomputed(seal, fact)
        if fact is None:
            words = f"编号 {number} 的事实 {seal.fact_id} 不见了", f"fact {seal.fact_id} of seal {number} is gone"
            add("gone", *words, number=number, fact=seal.fact_id)
        elif again and seal.digest not in again:
            words = (
                f"编号 {number} 与事实 {seal.fact_id} 不符：内容或顺序被改过",
                f"seal {number} does not fit fact {seal.fact_id}: content or order was altered",
            )
            add("altered", *words, number=number, fact=seal.fact_id)
        # after a mismatch either the fact or the seal was altered: let the next one fit to what each would give
        self.previous = {seal.digest, *again}
        self._compare(seal)

    def _recomputed(self, seal: Seal, fact: Fact | None) -> set[str]:
        if fact is None or self.previous is None:
            return set()
        return {sealing.chained(seal.number, previous, fact) for previous in self.previous}

    def _compare(self, seal: Seal) -> None:
        number = seal.number
        if self.anchors.get(number, seal.digest) != seal.digest:
            words = f"编号 {number} 与锚点不符", f"seal {number} differs from its anchor"
            self.report.add("anchor", *words, number=number, fact=seal.fact_id)
        if self.head and self.head.number == number and self.head.digest != seal.digest:
            words = f"编号 {number} 与链头不符", f"seal {number} differs from the head of the chain"
            self.report.add("head", *words, number=number, fact=seal.fact_id)

    def end(self) -> None:
        last, add = self.number, self.report.add
        promised = max([self.head.number if self.head else 0, *self.anchors])
        if promised > last:
            words = (
                f"尾部被截：应有编号 {promised}，只到 {last}",
                f"the tail is cut: {promised} was reached, {last} is last",
            )
            add("cut", *words, number=last + 1)
        now = SealHead.objects.filter(pk=1).first()
        if last > (now.number if now else 0):
            add("extra", f"编号 {last} 在链头之后", f"seal {last} lies beyond the head of the chain", number=last)


def _strays(report: Report) -> None:
    """Facts neither sealed nor waiting, and facts waiting that are gone."""
    report.waiting = Unsealed.objects.count()
    for pk in Fact.objects.filter(seal__isnull=True, unsealed__isnull=True).values_list("pk", flat=True)[:KEEP]:
        report.add("stray", f"事实 {pk} 既未封存也不在等候", f"fact {pk} is neither sealed nor waiting", fact=pk)
    gone = Unsealed.objects.exclude(Exists(Fact.objects.filter(pk=OuterRef("pk"))))
    for pk in gone.values_list("pk", flat=True)[:KEEP]:
        report.add("gone", f"等候封存的事实 {pk} 不见了", f"fact {pk} was waiting to be sealed and is gone", fact=pk)
