"""The customers' pages: who sees them, numbers masked, stale saves, merging."""

from __future__ import annotations

import pytest

from shouwen.cases.tests.makers import complaint, customer
from shouwen.customers.models import Customer, NumberLook
from shouwen.customers.numbers import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.clerk)
    return client


@pytest.fixture
def known(cast, at):
    return customer(cast.clerk, cast.brand)


def page(response):
    return response.content.decode()


def test_only_posts_that_deal_with_customers_see_them_and_only_of_their_brands(client, cast, known):
    paths = [f"/customers/{known.pk}/{rest}" for rest in ("", "details/", "number/")]
    for person, in_list, in_card in ((cast.clerk, 200, 200), (cast.stranger, 200, 404), (cast.administrator, 403, 404)):
        client.force_login(person)
        listed = client.get("/customers/")
        assert listed.status_code == in_list
        assert ("欧阳" in page(listed)) is (in_card == 200)
        for path in paths:
            assert client.get(path).status_code == in_card, (person, path)


def test_a_number_is_masked_everywhere_and_never_stands_in_an_address(clerk, known):
    for path in ("/customers/", f"/customers/{known.pk}/"):
        shown = page(clerk.get(path))
        assert "138****8206" in shown and "13800138206" not in shown
    assert 'method="post"' in page(clerk.get("/customers/"))


def test_customers_are_found_by_number_initials_and_company(clerk, known):
    for words in ("13800138206", "8206", "oyxp", "禾润", "欧阳"):
        assert "欧阳雪萍 女士" in page(clerk.post("/customers/", {"q": words})), words
    assert "没有这样的客户" in page(clerk.post("/customers/", {"q": "查无此人"}))


def test_the_list_goes_on_by_key_and_filters_by_class(clerk, cast, at):
    for number in range(55):
        customer(
            cast.clerk,
            cast.brand,
            name=f"客户{number:02d}",
            phone="",
            customer_class="key" if number == 3 else "ordinary",
        )
    first = page(clerk.get("/customers/"))
    assert "客户54" in first and "客户03" not in first and "after=" in first
    after = Customer.objects.get(name="客户05").pk
    assert "客户03" in page(clerk.get("/customers/", {"after": after}))
    key = page(clerk.get("/customers/", {"class": "key"}))
    assert "客户03" in key and "客户04" not in key


def test_seeing_the_number_needs_a_reason_and_is_logged(clerk, cast, known):
    url = f"/customers/{known.pk}/number/"
    refused = clerk.post(url, {"reason": " "})
    assert (
        refused.status_code == 422 and "请写明查看号码的理由" in page(refused) and "138 0013 8206" not in page(refused)
    )
    shown = clerk.post(url, {"reason": "回拨中断的来电"})
    assert "138 0013 8206" in page(shown) and shown["Cache-Control"] == "no-store"
    assert NumberLook.objects.get().person == cast.clerk
    card = page(clerk.get(f"/customers/{known.pk}/"))
    assert "回拨中断的来电" in card and "138 0013 8206" not in card


def test_the_owner_of_an_open_case_needs_no_reason_and_the_person_named_never_sees_it(client, cast, known):
    complaint(cast, who=known, named=(cast.colleague,))
    url = f"/customers/{known.pk}/number/"
    client.force_login(cast.clerk)
    assert "138 0013 8206" in page(client.post(url))
    client.force_login(cast.colleague)
    assert client.get(url).status_code == 403 and client.post(url, {"reason": "想看看"}).status_code == 403
    assert "显示完整号码" not in page(client.get(f"/customers/{known.pk}/"))


def test_changing_a_customer_keeps_what_another_wrote_meanwhile(clerk, cast, known):
    url = f"/customers/{known.pk}/details/"
    given = {
        "name": "欧阳雪萍",
        "title": "女士",
        "company": "禾润家纺",
        "customer_class": "key",
        "habits": "下午来电",
        "phone": "",
        "version": known.version,
    }
    assert clerk.post(url, given).status_code == 302
    known.refresh_from_db()
    assert (known.customer_class, known.habits) == ("key", "下午来电")
    stale = clerk.post(url, {**given, "habits": "只发短信"})
    assert stale.status_code == 409 and "下午来电" in page(stale) and "只发短信" in page(stale)
    known.refresh_from_db()
    assert known.habits == "下午来电"


def test_a_name_is_needed_and_a_number_must_be_readable(clerk, known):
    url = f"/customers/{known.pk}/details/"
    given = {"name": "", "company": "新单位", "customer_class": "ordinary", "version": known.version}
    wrong = clerk.post(url, given)
    assert wrong.status_code == 422 and "新单位" in page(wrong)
    unreadable = clerk.post(url, {**given, "name": "欧阳雪萍", "phone": "12"})
    assert unreadable.status_code == 422 and "电话号码看不懂" in page(unreadable)


def test_merging_is_for_the_supervisor_and_can_be_taken_back(client, cast, known):
    twin = customer(cast.clerk, cast.brand, name="欧阳雪平", phone="139 0013 9001")
    url = f"/customers/{twin.pk}/merge/"
    client.force_login(cast.clerk)
    assert client.get(url).status_code == 403
    client.force_login(cast.supervisor)
    assert "欧阳雪萍" in page(client.post(url, {"q": "欧阳"}))
    assert "请选择并入谁" in page(client.post(url, {"merge": "1"}))
    assert client.post(url, {"merge": "1", "into": known.pk}).url == f"/customers/{known.pk}/"
    assert "欧阳雪平" in page(client.get(f"/customers/{known.pk}/")) and "已并入" in page(
        client.get(f"/customers/{twin.pk}/")
    )
    assert "欧阳雪平" not in page(client.post("/customers/", {"q": "欧阳"}))
    client.post(url, {"undo": "1"})
    twin.refresh_from_db()
    assert twin.merged_into is None


def test_a_merge_into_another_brand_is_refused(client, cast, known):
    there = customer(cast.stranger, cast.other_brand, name="别家客户", phone="")
    client.force_login(cast.supervisor)
    assert client.post(f"/customers/{known.pk}/merge/", {"merge": "1", "into": there.pk}).status_code == 422


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8613800138206", "138 0013 8206"),
        ("short:95533", "95533"),
        ("+8657188888663;ext=8001", "057188888663 转 8001"),
    ],
)
def test_a_number_is_written_as_one_dials_it(number, shown):
    assert written(number) == shown
