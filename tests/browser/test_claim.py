"""A lost consignment from the complaint to the paid voucher and the locked month: seven people, each with his own part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from shouwen.claims.tests.makers import paper
from tests.browser.ways import PHONE, desk_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

WAYBILL = "884027177001"


@pytest.fixture
def desks(browser: Any, served: str) -> Iterator[Any]:
    """`desks("3302")`: a desk where this colleague has signed in."""
    opened = []

    def desk(staff_number: str, size: Any = None) -> Any:
        context = desk_of(browser, served) if size is None else _phone(browser, served)
        opened.append(context)
        page = context.new_page()
        sign_in(page, staff_number)
        return page

    yield desk
    for context in opened:
        context.close()


def _phone(browser: Any, served: str) -> Any:
    return browser.new_context(base_url=served, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=PHONE)


@pytest.fixture
def picture(tmp_path: Path) -> str:
    path = tmp_path / "配送单.png"
    path.write_bytes(paper().read())
    return str(path)


def test_a_lost_consignment_from_complaint_to_paid_voucher_and_locked_month(
    page: Any, desks: Any, picture: str
) -> None:
    sign_in(page, "2107")
    case = _complain(page)
    number = _claim_of(page, case)
    _branch_reports(desks("4801", PHONE), picture)

    clerk = desks("3302")
    clerk.goto(f"/claims/{number}/")
    _describe_and_investigate(clerk, picture)
    _find_liability(clerk)
    _reckon(clerk)
    _agree(clerk)
    approval = _draft(clerk)

    for staff_number in ("2001", "1101"):
        _approve(desks(staff_number), approval)

    clerk.goto(f"/claims/{number}/")
    expect(clerk.get_by_label("理赔抬头")).to_contain_text("意见已批")
    voucher = _write_voucher(clerk, number)
    _pay(desks("4520"), voucher)

    clerk.goto(f"/claims/{number}/")
    expect(clerk.get_by_label("理赔抬头")).to_contain_text("已赔付")
    _driver_acknowledges(clerk, desks("4420", PHONE), number)
    clerk.goto(f"/claims/{number}/")
    _press(clerk, clerk.get_by_role("link", name="份额已收回…"), "已收回")
    expect(clerk.get_by_label("理赔抬头")).to_contain_text("已结案")
    page.goto(f"/cases/{case}/")
    expect(page.get_by_role("region", name="理赔")).to_contain_text("谈定 ¥8,000.00")

    _lock_the_month(desks("5101"))


def _complain(page: Any) -> str:
    page.goto("/intake/")
    page.get_by_role("textbox", name="客户", exact=True).press_sequentially("0512 6588 0199")
    page.get_by_role("radio", name=re.compile("新客户")).check()
    page.get_by_role("textbox", name="姓名").fill("澹台明月")
    page.get_by_role("textbox", name="单号").fill(WAYBILL)
    page.get_by_role("option", name="投诉", exact=True).click()
    page.get_by_role("option", name="货损货差").click()
    page.get_by_label("来电要点").fill("一票十件整批没有到，已经三天，客户要求赔偿。")
    expect(page.get_by_role("region", name="立单后会这样")).to_contain_text("理赔")
    page.get_by_role("button", name="立单并转办").first.click()
    page.wait_for_url(re.compile(r"/cases/\w+-\d+/$"))
    return str(page.url.rstrip("/").rsplit("/", 1)[1])


def _claim_of(page: Any, case: str) -> str:
    """The claim appears by itself, once the worker has heard of the complaint."""
    link = page.get_by_role("region", name="理赔").get_by_role("link", name=re.compile(r"^LP"))
    for _try in range(30):
        page.goto(f"/cases/{case}/")
        page.wait_for_load_state("networkidle")
        if link.count():
            break
        page.wait_for_timeout(1000)
    return str(link.first.inner_text())


def _branch_reports(page: Any, picture: str) -> None:
    page.goto("/claims/accidents/new/")
    page.get_by_label("配送单号").fill(WAYBILL)
    page.get_by_role("radio", name="货物灭失").check()
    page.get_by_label("货物", exact=True).fill("丝绸十件")
    page.get_by_label("地点").fill("苏州分公司 2 号卸货口")
    page.get_by_label("经过").fill("车到卸货，整批十件不在车上，送货通知单已注明。")
    page.get_by_label("照片和配送单").set_input_files(picture)
    page.get_by_role("button", name="签字并交理赔员").click()
    page.wait_for_url(re.compile(r"/claims/accidents/\d+/$"))
    expect(page.get_by_role("main")).to_contain_text("已签字，不能改")


def _describe_and_investigate(page: Any, picture: str) -> None:
    expect(page.get_by_role("region", name="开始调查之前")).to_contain_text("未满足")
    dialog = _open(page, page.get_by_role("link", name=re.compile("收证据")))
    dialog.get_by_label("单据").select_option("waybill")
    dialog.get_by_label("附件").set_input_files(picture)
    _send(page, dialog, "存下")
    _menu(page, "货损与客户要求")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="货物灭失").check()
    dialog.get_by_role("textbox", name="货物").fill("丝绸十件")
    dialog.get_by_label("要求金额").fill("10000")
    _send(page, dialog, "保存")
    _press(page, page.get_by_role("link", name=re.compile("^开始调查")), "开始调查")
    _menu(page, "登记经手环节")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("身份").select_option("driver")
    dialog.get_by_label("同事").fill("4420")
    _send(page, dialog, "登记")


def _find_liability(page: Any) -> None:
    dialog = _open(page, page.get_by_role("link", name=re.compile("^责任认定")))
    for label, value in (("货在哪里", "arrived_branch"), ("配送单可用", "True"), ("有送货通知单", "True"),
                         ("通知单有备注", "True"), ("司机的上车记录有该货", "True"), ("装卸工的上车记录有该货", "True"),
                         ("已录入电脑", "True")):  # fmt: skip
        dialog.get_by_label(label, exact=True).select_option(value)
    _send(page, dialog, "作出认定")
    liability = page.get_by_role("region", name="责任", exact=True)
    expect(liability).to_contain_text("大车司机 100%")
    liability.get_by_role("link", name=re.compile(r"F\.4\.2\.1")).first.click()
    expect(page.locator("#basis-drawer")).to_contain_text("货物交接责任划分")
    page.keyboard.press("Escape")
    _press(page, page.get_by_role("link", name=re.compile("^定责")), "定责")
    expect(page.get_by_role("region", name="责任份额")).to_contain_text("4420")


def _reckon(page: Any) -> None:
    dialog = _open(page, page.get_by_role("link", name=re.compile("^定损测算")))
    dialog.get_by_label("发货时包装").select_option("intact")
    dialog.get_by_label("声明价格").fill("8,000")
    dialog.get_by_label("保值运输").select_option("True")
    dialog.get_by_label("货物清单金额").fill("8000")
    dialog.get_by_label("当时市场价").fill("10000.00")
    _send(page, dialog, "测算")
    expect(page.get_by_label("理赔抬头")).to_contain_text("¥8,000.00")
    _press(page, page.get_by_role("link", name=re.compile("^开始协商")), "开始协商")


def _agree(page: Any) -> None:
    dialog = _open(page, page.get_by_role("link", name=re.compile("^谈定金额")))
    dialog.get_by_label("谈定金额").fill("9000")
    dialog.get_by_label("谈了什么").fill("客户要按市价一万赔。")
    dialog.get_by_role("button", name="谈定", exact=True).click()
    expect(dialog).to_contain_text("超过赔付标准的限额 ¥8,000.00")
    expect(dialog.get_by_label("谈了什么")).to_have_value("客户要按市价一万赔。")
    dialog.get_by_label("谈定金额").fill("8000")
    _send(page, dialog, "谈定")


def _draft(page: Any) -> str:
    dialog = _open(page, page.get_by_role("link", name=re.compile("^拟处理意见")))
    expect(dialog).to_contain_text("客服主管 → 客服中心负责人")
    dialog.get_by_label("事故原因").fill("干线途中整批丢失，送货通知单已注明。")
    _send(page, dialog, "提交审批")
    expect(page.get_by_label("理赔抬头")).to_contain_text("意见待批")
    return str(page.get_by_label("理赔抬头").get_by_role("heading").inner_text().split()[0])


def _approve(page: Any, number: str) -> None:
    page.goto("/approvals/")
    page.get_by_role("link", name=re.compile(number)).first.click()
    expect(page.get_by_role("main")).to_contain_text("¥8,000.00")
    page.get_by_role("button", name=re.compile("^(同意|批准)")).first.click()
    page.wait_for_load_state("networkidle")


def _write_voucher(page: Any, number: str) -> str:
    dialog = _open(page, page.get_by_role("link", name=re.compile("^开领取凭证")))
    expect(dialog.get_by_label("领款人")).to_have_value("澹台明月")
    _send(page, dialog, "开出")
    page.goto(f"/claims/{number}/voucher/print/")
    expect(page.get_by_role("main")).to_contain_text("捌仟元整")
    expect(page.get_by_role("img", name=f"二维码：理赔 {number}")).to_be_visible()
    found = re.search(r"LK\w+-\d+", page.get_by_role("main").inner_text())
    assert found
    return found[0]


def _pay(page: Any, voucher: str) -> None:
    page.goto("/claims/cashier/")
    page.get_by_label("凭证号").fill(voucher)
    page.get_by_role("button", name="查找").click()
    page.wait_for_url(re.compile(voucher))
    page.get_by_role("radio", name="身份证").check()
    page.get_by_label("证件号码后四位").fill("271X")
    page.get_by_role("button", name=re.compile("付款 ¥8,000.00")).dblclick()
    expect(page.get_by_role("region", name="理赔款领取凭证")).to_contain_text("已付")


def _lock_the_month(page: Any) -> None:
    """The supervision head hands in this month's rewards and penalties: asked twice, then nothing changes any more."""
    page.goto("/quality/months/")
    page.locator("tbody a[data-open]").first.click()
    page.locator("summary", has_text="提交").click()
    page.get_by_role("button", name="提交并锁定").click()
    expect(page.get_by_role("main")).to_contain_text("已提交")
    expect(page.get_by_role("button", name="提交并锁定")).to_have_count(0)


def _driver_acknowledges(clerk: Any, phone: Any, number: str) -> None:
    _press(clerk, clerk.get_by_role("link", name=re.compile("^通知责任方")), "通知")
    phone.goto("/claims/notices/")
    notice = phone.get_by_role("region", name=re.compile("承担 100%，¥8,000.00")).filter(has_text=number)
    notice.get_by_role("button", name="认可").click()
    expect(phone.get_by_role("region", name=re.compile("承担 100%")).filter(has_text=number)).to_contain_text("已认可")
    phone.goto(f"/claims/{number}/")
    expect(phone.get_by_role("heading", level=1)).not_to_contain_text(number)


# ---- dialogs


def _menu(page: Any, title: str) -> None:
    page.get_by_label("理赔抬头").get_by_text("更多", exact=True).click()
    page.get_by_label("理赔抬头").get_by_role("link", name=re.compile(title)).click()
    expect(page.get_by_role("dialog").get_by_role("heading").first).to_be_visible()


def _open(page: Any, link: Any) -> Any:
    link.first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading").first).to_be_visible()
    return dialog


def _send(page: Any, dialog: Any, button: str) -> None:
    dialog.get_by_role("button", name=button, exact=True).click()
    expect(dialog).to_have_count(0)
    page.wait_for_load_state("networkidle")


def _press(page: Any, link: Any, button: str) -> None:
    _send(page, _open(page, link), button)
