"""Questions about seizures. Register, export, page and verbs start from `visible_to`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shouwen.claims.seizure.models import LiabilityReason, Seizure
from shouwen.claims.seizure.states import SEALED
from shouwen.kernel import clock
from shouwen.people import queries as people


def visible_to(person: Any) -> QuerySet[Seizure]:
    """Seizures of the person's brands: a branch sees its own, claims, settlement and leaders all."""
    if not person.granted("seizure.read"):
        return Seizure.objects.none()
    found = Seizure.objects.filter(brand__in=person.reach.brands)
    if person.granted("seizure.enter") and not person.reach.everything:
        return found.filter(branch__in=person.reach.departments | person.reach.member_of)
    return found


def listed(person: Any, show: str = "", words: str = "") -> QuerySet[Seizure]:
    """For the register. `show`: late (not told in time), open, write_off, liable, ended."""
    found = visible_to(person).select_related("matter", "branch", "brand").prefetch_related("liability_reasons")
    if words.strip():
        bare = words.strip()[:60]
        found = found.filter(
            Q(number__icontains=bare) | Q(matter__number__icontains=bare.replace(" ", "")) | Q(goods__icontains=bare)
        )
    if show == "late":
        return found.filter(notified_at=None, notify_due_at__lte=clock.now(), state__in=SEALED)
    if show == "open":
        return found.filter(state__in=SEALED)
    if show == "write_off":
        return found.filter(state="write_off_allowed")
    if show == "liable":
        return found.filter(liability_reasons__state__in=("proposed", "set")).distinct()
    if show == "ended":
        return found.exclude(state__in=SEALED)
    return found


def of_matter(matter: Any) -> QuerySet[Seizure]:
    """Seizures of one waybill, newest first."""
    return Seizure.objects.filter(matter=matter).order_by("-pk")


def is_sealed(matter: Any) -> bool:
    """Are these goods under seal: then nothing lets them out of store but the authority (S2-1.H.4.4b)."""
    return Seizure.objects.filter(matter=matter, state__in=SEALED).exists()


def not_told_in_time(at: dt.datetime) -> QuerySet[Seizure]:
    """Shippers who should have been told by `at`, while nobody has proposed that the branch answers for it."""
    late = Seizure.objects.filter(notified_at=None, notify_due_at__lte=at, state__in=SEALED)
    return late.exclude(liability_reasons__reason="seizure_late_notice")


def due_for_write_off(day: dt.date) -> QuerySet[Seizure]:
    """In custody, past the period, the original present (S2-1.H.4.5)."""
    found = Seizure.objects.filter(state="in_custody", write_off_from__lte=day, original_lost_at=None)
    return found.exclude(certificate_on=None)


def proposed_reasons(person: Any) -> QuerySet[LiabilityReason]:
    """Reasons that wait for the claims clerk."""
    found = LiabilityReason.objects.filter(state="proposed", seizure__in=visible_to(person))
    return found.select_related("seizure", "seizure__branch").order_by("pk")


def branches_of(person: Any) -> list[Any]:
    """Branches this person may enter a seizure for."""
    mine = person.reach.departments | person.reach.member_of
    return [unit for unit in people.departments() if unit.pk in mine]


@dataclass(frozen=True)
class Next:
    """What is to be done next: a sentence, the deed's page, its clause."""

    words: str
    deed: str
    clause: str


def next_of(seizure: Seizure) -> list[Next]:
    """Everything open on a seizure, the most urgent first."""
    if seizure.state not in SEALED:
        return []
    found = []
    if seizure.notified_at is None:
        found.append(Next(_("告知发货人怎样处理、什么时候处理，并登记"), "seizure-notice", "S2-1.H.4.2a"))
    if seizure.certificate_on is None:
        found.append(Next(_("向执法部门索取查扣证明，原件收好"), "seizure-certificate", "S2-1.H.4.1"))
    elif seizure.copy_sent_at is None:
        found.append(Next(_("把证明传真或复印给发货人"), "seizure-copy", "S2-1.H.4.2b"))
    if seizure.state == "shipper_notified":
        found.append(Next(_("登记存放地点，开始保管"), "seizure-custody", "S2-1.H.4.4a"))
    if seizure.state == "in_custody":
        words = _("妥善保管，定期查看；%(day)s 起可以销账") % {"day": seizure.write_off_from.isoformat()}
        found.append(Next(words, "seizure-check", "S2-1.H.4.4a"))
    if seizure.state == "write_off_allowed":
        found.append(Next(_("凭证明原件到结算部销账"), "seizure-write-off", "S2-1.H.4.5"))
    return found
