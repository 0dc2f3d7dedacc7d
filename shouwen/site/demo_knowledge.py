"""Knowledge of 路达物流: what customers ask most, one article due for review, one that waits, some questions unanswered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.kernel import clock
from shouwen.knowledge import actions, queries

#: kind, title, body, keywords, category, readers
ARTICLES = (
    ("answer", "查件：单号查不到新动态怎么办",
     "您好，货物在途时每到一个网点更新一次，夜间干线可能十小时没有新动态。\n我现在就请所在网点核对实物位置，两小时内给您回电。",
     "查件 停在 不动 到哪里 在哪里 没更新", "查件", "customer"),
    ("answer", "时效：多久能送到",
     "您好，同城次日送达，长三角之内一到两天，其他省份三到五天；偏远乡镇另加一到两天。\n遇天气或管制，我们会先打电话告诉您。",
     "多久 几天到 什么时候能到 时效 送达", "时效", "customer"),
    ("answer", "破损：签收时发现货物坏了",
     "您好，请当着司机的面拍照，并在交接单上写明破损情况，先不要丢掉包装。\n七天之内带单据和照片到网点，或在这里发给我，我替您登记理赔。",
     "破损 坏了 压坏 碎了 漏了", "理赔", "customer"),
    ("answer", "理赔：要准备什么，多久有结果",
     "您好，请准备：运单、交接单、货物价值凭证（发票或合同）、破损照片。\n材料齐全后登记理赔，每一步的进度都会告诉您；保价的按保价金额之内核定。",
     "理赔 赔偿 怎么赔 赔多少 索赔", "理赔", "customer"),
    ("answer", "改派：换收货人电话或地址",
     "您好，货物还没有装上派送车时可以改。为了货物安全，请用下单时的电话打给我们核对身份，再告诉我新的信息。\n改到别的城市会产生转运费，我先给您报价。",
     "改地址 改电话 换电话 换地址 改派 转到", "派送", "customer"),
    ("answer", "代收货款：什么时候到账",
     "您好，货款在签收后的第二个工作日汇到您登记的账户，节假日顺延。\n超过三个工作日没有到账，请把运单号告诉我，我请结算部当天核查。",
     "代收 货款 到账 回款 打款", "货款", "customer"),
    ("answer", "取件：上门取货怎么约",
     "您好，下午四点前预约的当天上门，之后的次日上午上门。\n二十公斤以上请提前说明件数和体积，我们安排合适的车。",
     "取件 上门 取货 预约 揽收", "取件", "customer"),
    ("answer", "禁运：哪些东西不能发",
     "您好，易燃易爆品、活体动物、现金和证件、没有检疫证明的鲜货不能承运。\n带电池的设备请提前告诉我们，要单独包装并走陆运专线。",
     "不能发 禁运 违禁 电池 液体", "取件", "customer"),
    ("article", "客户情绪激动时怎么接话",
     "## 先听完\n\n- 不打断，记下时间、地点、货名。\n- 先为带来的不便道歉，再问情况。\n\n## 再说下一步\n\n说清**谁**、**什么时候**、**用什么方式**回复，不说“尽快”。",
     "投诉 生气 情绪", "话术", "internal"),
    ("article", "三级网点的营业时间和节假日安排",
     "| 网点 | 平日 | 周末 |\n|---|---|---|\n| 总部 | 8:00–20:00 | 9:00–18:00 |\n| 分公司 | 8:30–18:30 | 9:00–17:00 |\n| 乡镇代办 | 9:00–17:00 | 看当地通知 |",
     "几点 营业 上班 周末 节假日", "网点", "customer"),
    ("product", "保价服务说明",
     "## 是什么\n\n按声明价值收取保价费，货物丢失或损坏时在声明价值之内赔付。\n\n## 什么货建议保价\n\n单件价值五百元以上，或易碎、定制的货物。",
     "保价 保险 声明价值", "理赔", "customer"),
)  # fmt: skip
PRICES = """项目,单位,价格,说明
零担 省内,公斤,1.20,最低收费 30 元
零担 跨省,公斤,2.60,最低收费 50 元
上门取货,票,15.00,二十公斤以内免费
送货上楼,层,10.00,有电梯按一层计
保价费,千元,3.00,声明价值每千元
转运改址,票,25.00,跨城市另计运费
"""
#: Asked in vain; the second without consent to keep the words.
MISSED = (
    ("活鱼活虾能不能走你们的冷链", True, 4),
    ("可以货到付款吗要不要手续费", False, 2),
    ("退货的运费谁出", True, 1),
)


def tell(company: Any) -> None:
    """Written by the clerk, approved by the supervisor, half a year ago; what is asked in vain, in these days."""
    clerk, supervisor, now = company["2107"], company["2001"], clock.now()
    for number, (kind, title, body, words, category, readers) in enumerate(ARTICLES):
        with clock.held(now - dt.timedelta(days=160 - 9 * number)):
            said = {"title": title, "body": body, "keywords": words.split(), "category": category, "readers": readers}
            _published(company, kind, said, owner=clerk if number % 2 else supervisor)
    with clock.held(now - dt.timedelta(days=30)):
        said = {"title": "零担与附加服务价格", "body": "以开单当天为准。", "category": "价格", "readers": "customer"}
        _published(company, "prices", {**said, "keywords": ["多少钱", "价格", "运费", "收费"]}, owner=supervisor)
    _due_and_waiting(company)
    for text, keeps, times in MISSED:
        for _time in range(times):
            actions.miss(by=clerk, brand=company.brand, text=text, keeps_words=keeps)


def _published(company: Any, kind: str, said: dict[str, Any], *, owner: Any) -> None:
    clerk, on = company["2107"], clock.today() + dt.timedelta(days=365)
    article = actions.write(by=clerk, brands=[company.brand], kind=kind, owner=owner, review_on=on, **said)
    version: Any = queries.open_version(article)
    if kind == "prices":
        actions.price(version, by=clerk, upload=SimpleUploadedFile("价格.csv", PRICES.encode(), "text/csv"))
    actions.submit(version, by=clerk)
    actions.publish(version, by=company["2001"])


def _due_and_waiting(company: Any) -> None:
    """The first is due for review and the second has a new version that waits for approval."""
    first, second = queries.visible_to(company["2001"]).order_by("pk")[:2]
    with clock.held(clock.now() - dt.timedelta(days=2)):
        actions.settle(first, by=company["2107"], owner=company["2001"], review_on=clock.today())
        version = actions.revise(second, by=company["2107"])
        actions.edit(version, by=company["2107"], body=version.body.replace("三到五天", "三到四天"))
        actions.submit(version, by=company["2107"])
