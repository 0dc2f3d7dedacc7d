"""Letters to 路达物流: two that wait to be answered, one that a machine wrote."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from typing import Any

from shouwen.cases import actions as cases
from shouwen.conversations.email import actions as letters
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM

#: sender, address, subject, words, hours ago
LETTERS = (
    ("龚雪梅", "gong@hengfu.example", "样布什么时候能到",
     "你好：\n\n上周三发的样布，单号 884027150466，查询一直停在昆山。客户周一要看，请帮忙问一下到底在哪里，能不能先送。\n\n龚雪梅\n恒福家纺", 3),
    ("段宏业", "duan@yaohua.example", "改收货电话",
     "客服你好，884027150471 这票收货人换了电话，新号码我打电话告诉你们，邮件里就不写了。麻烦先不要派送。", 1),
)  # fmt: skip
AWAY = ("裴明远", "pei@kangda.example", "自动答复：您的来信已收到", "本人休假至下周一，急事请致电前台。")


def tell(company: Any) -> None:
    """Through the doors a fetched letter goes through, oldest first; what people wrote becomes a case."""
    now = clock.now()
    for name, address, subject, words, hours in LETTERS:
        with clock.held(now - dt.timedelta(hours=hours)):
            taken = letters.take_in(raw_letter(name, address, subject, words), by=SYSTEM, brand=company.brand)
            cases.case_for(taken.received.conversation, by=SYSTEM, new=taken.is_plain)
    with clock.held(now - dt.timedelta(minutes=30)):
        letters.take_in(raw_letter(*AWAY, machine=True), by=SYSTEM, brand=company.brand)


def raw_letter(name: str, address: str, subject: str, words: str, *, machine: bool = False) -> bytes:
    """A letter to the demo's mailbox, as it comes from the network."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = f"{name} <{address}>", "service@luda.example", subject
    letter["Message-ID"] = f"<{address}.{clock.now():%Y%m%d%H%M%S}@demo.shouwen.invalid>"
    letter["Date"] = clock.local(clock.now())
    if machine:
        letter["Auto-Submitted"] = "auto-replied"
    letter.set_content(words)
    return letter.as_bytes()
