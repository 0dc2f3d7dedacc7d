"""What clerks of 路达物流 took some customers for, who may ask about money, and a customer who swears and waits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shouwen.cases import queries as cases
from shouwen.conversations import actions as talks
from shouwen.conversations.email import actions as letters
from shouwen.customers import queries as customers
from shouwen.customers.authorised import actions as authorised
from shouwen.customers.types import actions
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.site.demo_letters import raw_letter

#: for each customer what 2107 and 2108 say
SAID = (("hot_tempered", "hot_tempered"), ("suspicious", "suspicious"), ("talkative", "talkative"),
        ("rational", "rational"), ("grumbler", "timid"), ("learned", "learned"))  # fmt: skip
RUDE = "你好：\n\n货丢了没人管，你们就是骗子！我要投诉，马上给我个说法。"


def tell(company: Any) -> None:
    """Six customers marked by two clerks each, and one angry thread that a clerk has taken."""
    now = clock.now()
    found = customers.listed(company["2107"]).filter(brand=company.brand).order_by("id")[: len(SAID)]
    for at, (customer, said) in enumerate(zip(found, SAID, strict=False)):
        for clerk, type in zip(("2107", "2108"), said, strict=True):
            with clock.held(now - dt.timedelta(days=9 - at, hours=int(clerk) % 5)):
                actions.mark(customer, by=company[clerk], type=type)
    about_money = cases.visible_to(company["2001"]).filter(category="late_transfer").first()
    if about_money is not None:
        with clock.held(now - dt.timedelta(days=20)):
            paper = "加盖财务章的授权书，开户时交来"
            authorised.enter(about_money.customer, by=company["2001"], name="贺秀芝", role="cashier", basis=paper)
    with clock.held(now - dt.timedelta(hours=6)):
        raw = raw_letter("熊立冬", "xiong@demo.example", "货丢了", RUDE)
        taken = letters.take_in(raw, by=SYSTEM, brand=company.brand)
        talks.claim(taken.received.conversation, by=company["2107"])
