"""Messages to 路达物流 by every channel, each line tied to the simulated telephone of the demo."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings

from shouwen.conversations.texts import actions as texts
from shouwen.kernel import clock

AES = "c2hvdXdlbiBkZW1vIGtleSBvZiAzMiBieXRlcyA6LSk"
#: kind, title, account, agent, what a customer wrote, minutes ago, who
LINES = (
    ("sms", "路达短信", "", "路达物流", "884027150466 还要几天？短信回我就行", 95, "陌生号码"),
    (
        "wecom",
        "路达微信客服",
        "ww7d21c0e4",
        "wk-luda-service",
        "你好，我想改一下派送时间，明天上午我不在家",
        50,
        "段宏业",
    ),
    ("wechat", "路达物流公众号", "wx5a1f33b9", "", "公众号里查不到我的单号，是不是录错了？", 35, "裴明远"),
    (
        "dingtalk",
        "路达钉钉机器人",
        "dinga93f",
        "ding-luda-robot",
        "我们财务要 6 月的对账单，发哪个邮箱？",
        20,
        "龚雪梅",
    ),
    ("feishu", "路达飞书应用", "cli_a5d8", "", "合同客户加急件怎么下单？", 8, "裴明远"),
)


def tell(company: Any) -> None:
    """Lines by the administrator, then what customers wrote, through the door a vendor calls."""
    if not settings.DEMO:
        return  # simulated lines are for a served demo only
    now = clock.now()
    for row in LINES:
        line = _line(company, row)
        with clock.held(now - dt.timedelta(minutes=row[5])):
            texts.pretend(line, row[6], row[4])
    texts.keep_template(
        None,
        by=company["9001"],
        brand=company.brand,
        code="arrival-notice",
        title="到货通知",
        text="您的货物 {number} 预计 {date} 送达，请保持电话畅通。",
        vendor_code="SMS_460755021",
    )


def _line(company: Any, row: tuple[str, str, str, str, str, int, str]) -> Any:
    kind, title, account, agent, _words, _minutes, _who = row
    vendor = {"vendor": "signed", "gateway": "https://gateway.invalid/send"} if kind == "sms" else {}
    return texts.keep_line(
        None,
        by=company["9001"],
        kind=kind,
        title=title,
        brand=company.brand,
        department=company.departments["centre"],
        opens_cases=False,
        account=account,
        agent=agent,
        is_simulated=True,
        secret=f"demo-secret-{kind}",
        token=f"demo-token-{kind}",
        aes=AES,
        **vendor,
    )
