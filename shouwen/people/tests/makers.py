"""The cast: people one remembers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shouwen.kernel import testing_rows
from shouwen.people import queries
from shouwen.people.models import Brand, Person
from shouwen.site.demo_company import Company, people_and_brands


@dataclass
class Cast:
    """Who plays: the clerk asked first, her colleague, the supervisor, departments, and strangers."""

    company: Company
    brand: Any
    other_brand: Any
    clerk: Person
    colleague: Person
    supervisor: Person
    operations: Person
    sorter: Person
    supervision: Person
    enterprise: Person
    settlement: Person
    leader: Person
    administrator: Person
    auditor: Person
    stranger: Person
    claims: Person
    claims_colleague: Person
    centre_head: Person
    driver: Person
    loader: Person
    branch: Person


def _company() -> Company:
    """The same company, found by its rows."""
    brands = {brand.code: brand for brand in Brand.objects.all()}
    people = {person.staff_number: person for person in Person.objects.all()}
    departments = {unit.kind: unit for unit in reversed(queries.departments())}
    return Company(brands["LD"], brands["CY"], people, departments)


def cast() -> Cast:
    """The demo company's people, by the part they play."""
    company = testing_rows.once("cast", people_and_brands, _company)
    return Cast(
        company,
        company.brand,
        company.other_brand,
        clerk=company["2107"],
        colleague=company["2108"],
        supervisor=company["2001"],
        operations=company["4410"],
        sorter=company["4427"],
        supervision=company["5101"],
        enterprise=company["6003"],
        settlement=company["4520"],
        leader=company["1001"],
        administrator=company["9001"],
        auditor=company["9002"],
        stranger=company["2301"],
        claims=company["3302"],
        claims_colleague=company["3305"],
        centre_head=company["1101"],
        driver=company["4420"],
        loader=company["4421"],
        branch=company["4801"],
    )
