"""The intake desk: everything its page shows, from what has been typed so far."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from shouwen.cases import queries
from shouwen.cases.forms.intake import Intake, tree
from shouwen.cases.preview import Foreseen, answer_limits, foresee, unsaved
from shouwen.cases.rules import rules_for
from shouwen.cases.sayings import cited, steps_ahead, what_to_say
from shouwen.customers import queries as customers
from shouwen.kernel import clock
from shouwen.kernel.pages import whole_number
from shouwen.people import queries as people

NEW = "new"


class Desk:
    """One clerk, one call. `typed` is the form's data, checked only when `bound`."""

    def __init__(self, person: Any, typed: Any, *, bound: bool = False) -> None:
        self.person, self.typed = person, typed
        self.brands = list(people.brands_of(person))
        code = typed.get("brand", "")
        self.brand = next((brand for brand in self.brands if brand.code == code), self.brands[0])
        self.rules = rules_for(self.brand, person.department)
        self.form = Intake(
            typed if bound else None,
            initial=None if bound else self._initial(),
            pack=self.rules.pack,
            colleagues=people.colleagues(person),
            departments=people.departments(),
        )

    def _initial(self) -> dict[str, Any]:
        values = {**self.typed}
        items = values.get("items") or []
        values["items"] = [items] if isinstance(items, str) else items
        return values

    # who

    @cached_property
    def recognised(self) -> Any:
        """The customer a full number or a matter's number points to, when it can only be that one."""
        exact = [each.customer for each in self.matches if each.exact]
        return exact[0] if len(exact) == 1 else None

    @cached_property
    def matches(self) -> list[Any]:
        return customers.recognise(self.person, self.brand, str(self.form["q"].value() or ""))

    @cached_property
    def chosen(self) -> str:
        """`new`, the id of a customer of this brand whom the clerk may see, or nothing."""
        given = str(self.form["customer"].value() or "")
        if given == NEW or self._visible(given) is not None:
            return given
        if self.recognised is not None:
            return str(self.recognised.pk)
        return NEW if self.form["phone"].value() and not self.matches else ""

    def _visible(self, pk: str) -> Any:
        known = whole_number(pk)
        if known is None:
            return None
        return customers.visible_to(self.person).filter(brand=self.brand, pk=known).first()

    @cached_property
    def customer(self) -> Any:
        picked = self._visible(self.chosen) if self.chosen != NEW else None
        return customers.standing_for(picked) if picked is not None else None

    def found(self) -> dict[str, Any]:
        """Who this may be. Whoever is chosen stays on the list while it changes."""
        rows = [
            {"customer": each.customer, "why": each.by, "points": list(each.customer.contacts.all())}
            for each in self.matches
        ]
        there = self.customer
        if there is not None and all(row["customer"].pk != there.pk for row in rows):
            rows.insert(0, {"customer": there, "why": _("已选"), "points": list(there.contacts.all())})
        words = str(self.form["q"].value() or "").strip()
        return {"rows": rows, "words": words, "chosen": self.chosen, "form": self.form}

    def card(self) -> dict[str, Any]:
        """What is known of the customer: class, promises, how content he was, what there was."""
        there = self.customer
        if there is None:
            return {"customer": None, "chosen": self.chosen}
        promises = queries.open_promises(there).filter(case__in=queries.visible_to(self.person))
        return {
            "customer": there,
            "points": list(there.contacts.all()),
            "chosen": self.chosen,
            "promises": promises,
            "sees": customers.sees_number(self.person, there),
            "may_reveal": self.person.may("customers.reveal_number", there),
            **self.history(there, limit=5),
        }

    def history(self, customer: Any, *, limit: int) -> dict[str, Any]:
        """The newest cases of a customer that this person may read, and how content he was with the last five."""
        cases = list(queries.of_customer(self.person, customer)[:limit])
        counts: dict[str, int] = {}
        for case in cases[:5]:
            if case.satisfaction:
                words = str(case.get_satisfaction_display())
                counts[words] = counts.get(words, 0) + 1
        return {"cases": [self._line(case) for case in cases], "content": counts}

    def _line(self, case: Any) -> dict[str, Any]:
        pack = rules_for(case.brand).pack
        kind = pack.kinds.get(case.kind)
        tone = "ok" if case.state in queries.DONE else "run"
        return {"case": case, "kind": kind.title if kind else case.kind, "tone": tone, "is_live": case.is_live}

    # what

    @cached_property
    def number(self) -> str:
        return "".join(str(self.form["matter"].value() or "").split())[:40]

    @cached_property
    def matter(self) -> Any:
        return customers.matter(self.brand, self.number) if self.number else None

    def similar(self) -> dict[str, Any]:
        """Cases this may be about; of those he may not read only how many there are."""
        cases, hidden = queries.possibly_same(self.person, brand=self.brand, customer=self.customer, matter=self.matter)
        lines = [
            {**self._line(case), "same_matter": bool(self.matter) and case.matter_id == self.matter.pk}
            for case in cases
        ]
        return {"lines": lines, "hidden": hidden, "matter": self.matter, "number": self.number, "form": self.form}

    @cached_property
    def foreseen(self) -> Foreseen:
        picked = self.form.picked
        severity = self.form["severity"].value()
        circumstances = {"severity": severity, **picked.circumstances} if severity else picked.circumstances
        case = unsaved(
            self.brand,
            kind=picked.kind,
            category=picked.category,
            circumstances=circumstances,
            customer=self.customer,
            matter=self.matter,
            complexity=self.form["complexity"].value() or "",
            customer_class=self.customer.customer_class if self.customer else "ordinary",
        )
        return foresee(
            case,
            self.rules,
            person=self.person,
            named=bool(self.form["named"].value()),
            wording=picked.words if picked.category else "",
            number=self.number,
        )

    def next(self) -> dict[str, Any]:
        """What happens when this is saved, what to say, and the fields that follow from the class."""
        form, seen = self.form, self.foreseen
        offered = clock.local(seen.feedback.at).strftime("%Y-%m-%dT%H:%M") if seen.feedback and seen.feedback.at else ""
        return {
            "form": form,
            "picked": form.picked,
            "seen": seen,
            "edition": self.rules.edition,
            "requirement": form.own_requirement or seen.requirement,
            "due_offered": offered,
            "due": form.own_due or offered,
            "person": self.person,
            **self.say(),
            "items": {str(each) for each in form["items"].value() or []},
            "items_for": self.typed.get("items_for", ""),
            "category": str(form["category"].value() or ""),
        }

    def say(self) -> dict[str, Any]:
        picked = self.form.picked
        kind = self.rules.pack.kinds.get(picked.kind)
        firsts = [each.at for each in self.foreseen.opening if each.at]
        return {
            "sayings": what_to_say(self.rules.pack, picked.kind, min(firsts) if firsts else None, self.customer),
            "steps": steps_ahead(kind, named=bool(self.form["named"].value())),
            "kind": kind,
            "never": cited(self.rules.pack, "S2-1.D.4.1d"),
            "edition": self.rules.edition,
        }

    # all of it

    def what(self) -> dict[str, Any]:
        """The fields of the verb."""
        return self.form.what(self.customer)

    def page(self) -> dict[str, Any]:
        form = self.form
        return {
            **self.found(),
            **self.card(),
            **self.similar(),
            **self.next(),
            "form": form,
            "desk": self,
            "brand": self.brand,
            "brands": self.brands,
            "tree": tree(self.rules.pack, str(form["category"].value() or "")),
            "problems": dict.fromkeys(sentence for each in form.errors.values() for sentence in each),
            "limits": answer_limits(self.rules),
            "talk": self.typed.get("talk", ""),
            "restored": bool(self.typed.get("restored")),
            "settling": any(name in form.errors for name in ("solution", "cause", "satisfaction")),
            "at_once": cited(self.rules.pack, "S2-1.D.4.7a"),
        }
