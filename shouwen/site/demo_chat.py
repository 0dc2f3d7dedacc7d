"""路达物流's web chat: one channel that is always answered, on the demo's own page (`/chat/demo/luda/`)."""

from __future__ import annotations

from typing import Any

from shouwen.conversations.webchat import actions as webchat

KEY = "luda"
PAGE = "https://www.luda.example/track/"
HOURS = "每天 00:00-24:00"
FORM = """name | 怎么称呼您 | Your name | text
phone | 手机 | Mobile | phone
topic | 什么事 | What is it about? | choice | 必填 | 查货/价格和时效/投诉与建议/其他
question | 先说两句 | In a few words | textarea | 必填"""


def tell(company: Any) -> None:
    webchat.keep_channel(
        None,
        by=company["9001"],
        title=f"{company.brand}客服",
        brand=company.brand,
        department=company["2107"].department,
        key=KEY,
        greeting="您好，货到哪里、要多少钱、哪里不满意，都可以在这里说。",
        greeting_en="Hello. Ask where your goods are, what it costs, or tell us what went wrong.",
        hours=HOURS,
        form=FORM,
        languages=["zh", "en"],
        opens_cases=False,
    )
