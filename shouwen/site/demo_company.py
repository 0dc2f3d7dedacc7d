"""路达物流's people and two brands. The story's cases are in `demo_cases.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shouwen.kernel.policy import SYSTEM
from shouwen.people import actions as people
from shouwen.people import queries
from shouwen.site.setting_up import lay_foundation

#: staff number, name, department kind, post code
PEOPLE = (
    ("1001", "顾长庚", "head_office", "leader"),
    ("1101", "欧阳致远", "centre", "centre_head"),
    ("2001", "沈若兰", "centre", "supervisor"),
    ("2107", "陈佳慧", "centre", "clerk"),
    ("2108", "林秋生", "centre", "clerk"),
    ("2115", "古力娜扎尔", "centre", "clerk"),
    ("3302", "蔡明轩", "claims", "claims_clerk"),
    ("3305", "苏沐晴", "claims", "claims_clerk"),
    ("4410", "贾世豪", "operations", "department_clerk"),
    ("4420", "巴图孟和", "operations", "driver"),
    ("4421", "赵铁柱", "operations", "loader"),
    ("4427", "热合曼·托合提", "operations", "sorter"),
    ("4411", "鲁青山", "operations", "operations_clerk"),
    ("4431", "费长江", "operations", "driver"),
    ("4441", "牛大力", "operations", "loader"),
    ("4451", "方守仓", "return_warehouse", "warehouse_keeper"),
    ("4520", "夏雨荷", "settlement", "settlement_clerk"),
    ("4610", "邱云帆", "business", "department_clerk"),
    ("4611", "柳依依", "business", "salesman"),
    ("4710", "章以诚", "branch_management", "department_clerk"),
    ("4801", "宁远航", "branch", "department_clerk"),
    ("5101", "严守正", "supervision", "supervision_head"),
    ("5102", "孟晓棠", "supervision", "department_clerk"),
    ("6003", "高培德", "enterprise_management", "enterprise_clerk"),
    ("7101", "苏晚晴", "branch", "branch_clerk"),
    ("9001", "管理员", "centre", "administrator"),
    ("9002", "许鉴", "centre", "auditor"),
)
#: for the second brand only
OTHERS = (("2301", "邵文", "centre", "clerk"), ("2302", "钟楚", "centre", "supervisor"))


@dataclass
class Company:
    """The made-up company, by staff number and department kind."""

    brand: Any
    other_brand: Any
    people: dict[str, Any] = field(default_factory=dict)
    departments: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, staff_number: str) -> Any:
        return self.people[staff_number]


@transaction.atomic
def people_and_brands(password: str | None = None) -> Company:
    """Foundation from the logistics pack, two brands, and everyone in `PEOPLE`."""
    lay_foundation("logistics")
    brand = people.found_brand(by=SYSTEM, code="LD", name="路达物流", pack="logistics", is_default=True)
    other = people.found_brand(by=SYSTEM, code="CY", name="长运快线", pack="logistics")
    company = Company(brand, other)
    company.departments = {unit.kind: unit for unit in reversed(queries.departments())}
    password = password or "a-quiet-morning-train"
    hashed = make_password(password)
    for rows, brands in ((PEOPLE, [brand]), (OTHERS, [other])):
        for row in rows:
            company.people[row[0]] = _welcome(company, row, brands, password, hashed)
    return company


def _welcome(company: Company, row: tuple[str, str, str, str], brands: list[Any], password: str, hashed: str) -> Any:
    number, name, kind, post = row
    department: Any = company.departments[kind]
    held: Any = queries.post(post)
    person, _code = people.welcome(
        by=SYSTEM,
        staff_number=number,
        name=name,
        department=department,
        posts=[(held, department)],
        brands=brands,
        password=password,
        hashed=hashed,
    )
    return person


def found(password: str) -> Company:
    """The whole demo."""
    from shouwen.site import demo_cases, demo_claim_reports, demo_claims  # reason: slow

    company = people_and_brands(password)
    demo_cases.tell(company)
    demo_claims.tell(company)
    demo_claim_reports.tell(company)
    return company
