"""What all rows of an import share: who brings in, for whom, how columns are read, and who owns what comes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from shouwen.cases.importing import Row, categories, check_mapping, kinds
from shouwen.cases.importing_reading import Table
from shouwen.cases.rules import Rules, rules_for
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.people import queries as people


@dataclass
class Plan:
    """A file, how its columns are read, and what all rows share."""

    by: Any
    brand: Any
    table: Table
    mapping: dict[str, str]
    kind: str
    category: str
    owner: Any
    is_historic: bool
    _rules: dict[int, Rules] = field(default_factory=dict)
    _owners: dict[str, Any] = field(default_factory=dict)
    _categories: dict[tuple[str, str], dict[str, tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    _routes: set[str] = field(default_factory=set)

    def rules(self, owner: Any) -> Rules:
        if owner.pk not in self._rules:
            self._rules[owner.pk] = rules_for(self.brand, owner.department)
        return self._rules[owner.pk]

    def owner_of(self, row: Row) -> Any:
        """The row's own owner by staff number, else the file's."""
        number = row.values.get("owner", "").split(" ")[0]
        if not number:
            return self.owner
        if number not in self._owners:
            self._owners[number] = _owner(self.brand, number)
        return self._owners[number]

    def categories(self, rules: Rules, kind: str) -> dict[str, tuple[str, dict[str, Any]]]:
        place = (rules.pack.id, kind)
        if place not in self._categories:
            self._categories[place] = categories(rules.pack, kind)
        return self._categories[place]


def plan_import(
    *,
    by: Any,
    brand: Any,
    table: Table,
    mapping: dict[str, str],
    kind: str = "",
    category: str = "",
    owner: str = "",
    is_historic: bool = False,
) -> Plan:
    """Checks what all rows share. Without `kind`: complaints when a column names the customer, suggestions otherwise.

    Without `owner` (a staff number) the supervisor of the brand owns what comes in (decisions.md 3).
    """
    require(by, "cases.import_cases", brand)
    check_mapping(mapping, table.header)
    holder = _owner(brand, owner) if owner else usual_owner(brand)
    if holder is None:
        raise Unacceptable(_("这个品牌还没有人，请指明负责人工号。"))
    pack = rules_for(brand, holder.department).pack
    known = kinds(pack)
    usual = "complaint" if {"customer_name", "phone"} & set(mapping.values()) else "suggestion"
    if kind and kind not in known:
        raise Unacceptable(
            _("没有这种工单类型：%(kind)s。有：%(known)s") % {"kind": kind, "known": "、".join(pack.kinds)}
        )
    chosen = known.get(kind or usual) or next(iter(pack.kinds))
    if category and category not in categories(pack, chosen):
        raise Unacceptable(_("规则里没有这个类别：%(category)s") % {"category": category})
    return Plan(by, brand, table, mapping, chosen, category, holder, is_historic)


def usual_owner(brand: Any) -> Any:
    """The supervisor; in a young installation without one whoever is there, so that nothing is without an owner."""
    posts = ("客服主管", "客服员", "领导", "系统管理员")
    return next(filter(None, (people.holders(post, brand=brand).first() for post in posts)), None)


def _owner(brand: Any, number: str) -> Any:
    person = people.with_key(f"person:{number}")
    if person is None or not person.is_active or not person.brands.filter(pk=brand.pk).exists():
        raise Unacceptable(_("这个品牌没有工号 %(number)s 的在职人员。") % {"number": number})
    return person
