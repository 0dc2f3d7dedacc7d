"""One centre, two client companies: nothing of one is met by people of the other, and no row ties one to the other (issue 4)."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse

from shouwen.cases import actions as case_actions
from shouwen.cases import searching as case_words
from shouwen.cases.models import Case
from shouwen.cases.tests.makers import complaint, customer
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations import searching
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.tests.makers import letter, mailbox, on_duty, take
from shouwen.conversations.texts import actions as texts
from shouwen.conversations.texts.models import Text
from shouwen.conversations.webchat.tests.makers import visit, web_channel
from shouwen.conversations.wording import queries as wording
from shouwen.kernel import clock, jobs, live, worker
from shouwen.kernel.drafts import keep
from shouwen.kernel.policy import SYSTEM, may
from shouwen.kernel.refusals import Refusal
from shouwen.people import actions as people
from shouwen.people import queries as staff
from shouwen.people.models import Appointment, Notice, Person, Post
from shouwen.site import setting_up
from tests.access.addresses import arguments, walk
from tests.access.world import World, make
from tests.proof.test_attacks import signed_in, tried

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600), pytest.mark.sqlite_only]

#: In every text of the other brand; in the names of its people; in its own name.
MARK, STAFF_MARK, BRAND_MARK = "ZQXB9", "ZQXP7", "ZQXC3"
#: Stands before every mark, to be looked for: a page may repeat what was asked.
ASKED = "ZQXA5"
#: Of the whole house, for its administrators and its auditor: people, brands, the log (references only, no names).
HOUSE = {"audit", "people", "person", "new-person", "brands", "brand"}
#: What a visitor's browser is told, by a key that stands in the client's own page.
PUBLIC = "chat-"
#: How its numbers begin: of cases, conversations, claims, violations, returns and the rest.
NUMBERS = "CY26-"
#: Columns that are read by machines: a mark in them would break what they say.
CODES = {
    "hours", "pack", "path", "media_type", "sender", "address", "problem", "about_kind", "page", "outcome", "once", "args", "page_url",
    "number_locked", "words_locked", "number_shown", "value", "html", "gateway", "account", "agent", "template", "vendor_code",
}  # fmt: skip
WITHOUT = ("kernel", "rulebook", "people", "site", "contrib")


@dataclass
class Centre:
    """Two brands in one house: everything has happened in `other`, whose world is `things`; `own` is nearly empty."""

    cast: Any
    own: Any
    other: Any
    things: dict[str, Any]
    clerk: Person
    supervisor: Person
    everything: Person  # every post there is, own brand only
    theirs: Person  # every post there is, the other brand only
    both: Person


def of_every_post(cast: Any, number: str, *brands: Any) -> Person:
    """A person who may do whatever a post may do: what keeps him out is the brand alone."""
    centre = cast.clerk.department
    made, _code = people.welcome(
        by=SYSTEM, staff_number=number, name=f"甲{number}", department=centre, brands=brands, password="a-quiet-morning-train"
    )  # fmt: skip
    for post in Post.objects.all():
        Appointment.objects.create(person=made, post=post, department=centre)
    for unit in staff.departments():
        Appointment.objects.get_or_create(person=made, post=staff.post("clerk"), department=unit)
    return Person.objects.get(pk=made.pk)


@pytest.fixture
def centre(cast: Any, at: Any, sealed: Any) -> Centre:
    own, other = cast.brand, cast.other_brand
    for number, person in cast.company.people.items():
        person.brands.set([own] if number in ("2301", "2302") else [other])
        person.__dict__.pop("reach", None)
    theirs = replace(cast, brand=other, other_brand=own)
    theirs.company.brand = other
    everything, control = of_every_post(cast, "8001", own), of_every_post(cast, "8002", other)
    both = of_every_post(cast, "8003", own, other)
    world = make(theirs)
    _more(theirs, world)
    sealed()
    plant(other)
    return Centre(
        theirs, own, other, world.things, staff.with_key("2301"), staff.with_key("2302"), everything, control, both
    )  # fmt: skip


def _more(theirs: Any, world: World) -> None:
    """What the matrix's world has none of: a chat with its rating, a text that went out."""
    talk, _token = visit(world.things["web_channel"], name="洛", question="货呢")
    world.things["chat"] = talk.conversation
    Text.objects.create(
        channel=world.things["text_line"].channel, template="notice", number_index="0" * 64, number_shown="138****0000",
        last_four="0000", body="到了", once="a-text", at=clock.now(),
    )  # fmt: skip
    keep(theirs.clerk, f"answer:{world.things['conversation'].number}", {"text": MARK})


def plant(brand: Any) -> None:
    """Puts the mark behind every text of every room; at this moment all of them are the other brand's."""
    for model in apps.get_models():
        if not model.__module__.startswith("shouwen.") or model.__module__.split(".")[1] in WITHOUT:
            continue
        texts_of = {
            each.name: Concat(F(each.name), Value(f" {ASKED} {MARK}")) for each in model._meta.fields if is_text(each)
        }
        if texts_of:
            model._default_manager.update(**texts_of)
    apps.get_model("kernel", "Attachment").objects.update(name=Concat(Value(MARK), F("name")))
    Person.objects.filter(brands=brand).exclude(staff_number="8003").update(name=Concat(F("name"), Value(STAFF_MARK)))
    type(brand).objects.filter(pk=brand.pk).update(name=f"长运{BRAND_MARK}")
    for case in Case.objects.select_related("customer", "matter"):
        case_words.index(case)
    for talk in Conversation.objects.select_related("customer"):
        searching.index(talk)
    for said in Message.objects.select_related("conversation"):
        searching.index_message(said, said.conversation.brand_id)


def is_text(field: Any) -> bool:
    """Free words: typed by people, shown to people."""
    if field.choices or field.unique or field.db_index or field.name in CODES:
        return False
    if type(field) is models.TextField:
        return True
    return type(field) is models.CharField and field.max_length >= 60


def whole(answer: Any) -> str:
    """What an answer holds, a workbook's sheets too."""
    raw = b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)
    if raw[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return raw.decode(errors="replace")


def every_address(things: dict[str, Any]) -> list[tuple[str, str]]:
    """Every page by name, filled with things of the other brand, and every list with the other brand's words asked."""
    found = [
        (name, reverse(name, kwargs=arguments(name, pattern, things)))
        for name, pattern in walk()
        if name and not name.startswith("api-v1:")
    ]
    chat = things["chat"].number
    found += [(name, reverse(name, args=[chat])) for name in ("conversation", "conversation-case", "web-visit")]
    code, who = things["case"].brand.code, things["customer"].pk
    owner, queue = things["case"].owner.staff_number, things["conversation"].department_id
    asked = (
        f"scope=all&q={ASKED}", f"scope=all&brand={code}", f"scope=all&customer={who}", f"scope=all&owner={owner}",
        f"scope=all&queue={queue}", "scope=robots", "scope=review", "scope=queue", f"open={things['conversation'].number}",
    )  # fmt: skip
    found += [("conversations", f"/conversations/?{each}") for each in asked]
    found += [("conversations-rows", f"/conversations/rows/?{each}") for each in asked]
    lists = ("cases", "search", "search-quick", "people", "waybills", "claims", "returns", "seizures", "violations", "imports",
             "sheets", "board", "board-live", "word-findings", "word-alarms", "claim-reports", "months", "audit", "inbox", "case-export",
             "intake", "intake-card", "intake-similar", "intake-customers", "intake-colleagues", "paper-colleagues", "claim-colleagues",
             "customers", "approvals", "workbench", "my-papers", "texts-sent", "text-simulator")  # fmt: skip
    words = (f"q={ASKED}", f"customer={who}&brand={code}&matter=100200&owner={owner}")
    return found + [(name, f"{reverse(name)}?{each}") for name in lists for each in words]


def leaks(person: Person, pages: list[tuple[str, str]], marks: tuple[str, ...]) -> Iterator[str]:
    """Every place where he meets something of the other brand, with what stands around it."""
    client = signed_in(Person.objects.get(pk=person.pk))
    for name, address in pages:
        if name in HOUSE or name.startswith(PUBLIC):
            continue
        answer = tried(client, "get", address)
        assert answer.status_code < 500, (name, address, answer.status_code)
        page = whole(answer).replace(address, "")
        for mark in marks:
            if mark in page and not (mark == STAFF_MARK and name.startswith("rule-draft")):  # rules are the house's
                at = page.find(mark)
                yield f"{person} {name} {address}: {' '.join(page[max(0, at - 160) : at + 60].split())}"
                break


def told_by_interface(person: Person, things: dict[str, Any]) -> Iterator[str]:
    """What the programming interface tells the holder of a key with all his verbs."""
    key = people.issue_key(by=person, name="对接", verbs=sorted(person.reach.verbs))[1]
    client, headers = Client(), {"Authorization": f"Bearer {key}"}
    for name, pattern in walk():
        if name and name.startswith("api-v1:"):
            address = reverse(name, kwargs=arguments(name, pattern, things))
            for asked in ("", f"?owner={things['case'].owner.staff_number}", f"?brand={things['case'].brand.code}"):
                answer = tried(client, "get", f"{address}{asked}", headers=headers)
                assert answer.status_code < 500, (name, answer.status_code)
                if name != "api-v1:openapi-json" and (MARK in whole(answer) or f'"{NUMBERS}' in whole(answer)):
                    yield f"{name} {address}{asked}"
    code = things["case"].brand.code
    for address in ("/api/v1/customers/search", f"/api/v1/customers/search?brand={code}"):
        said = tried(
            client, "post", address, json.dumps({"q": ASKED}), content_type="application/json", headers=headers
        )
        if MARK in whole(said):
            yield address


def heard(person: Person) -> list[str]:
    """Live topics of anything of the other brand that he could listen to."""
    named = [
        (kind, model)
        for kind in live.TOPICS
        for model in apps.get_models()
        if rooms(model) and model._meta.model_name == kind
    ]
    assert len(named) > 2
    rows = [(kind, pk) for kind, model in named for pk in model._default_manager.values_list("pk", flat=True)]
    return [f"{kind}:{pk}" for kind, pk in rows if live.may_listen(person, f"{kind}:{pk}")]


def opens(notice: Notice) -> bool:
    """Whoever is told of a thing can open it, and the notice names nothing of the other brand."""
    client = signed_in(Person.objects.get(pk=notice.person_id))
    names = any(mark in notice.text for mark in (MARK, NUMBERS, BRAND_MARK))
    return not names and (not notice.url or tried(client, "get", notice.url).status_code == 200)


def time_passes(at: Any, sealed: Any, *on_it: Person) -> None:
    """Everybody is on duty, deadlines pass, and whatever the worker does by itself is done."""
    on_duty(*on_it)
    sealed()
    at.forward(hours=30)
    for name in worker.timetable():
        if name.startswith(("conversations.", "cases.", "claims.", "quality.", "people.")) and "purge" not in name:
            jobs.JOBS[name]()
    sealed()


def test_nobody_of_one_brand_meets_anything_of_the_other(centre: Centre, at: Any, sealed: Any) -> None:
    time_passes(at, sealed, centre.clerk, centre.supervisor, centre.everything)
    here, pages = (centre.clerk, centre.supervisor, centre.everything), every_address(centre.things)
    lists = [(name, address) for name, address in pages if "?" in address or not re.search(r"\d", address)]
    found = [
        *leaks(centre.clerk, lists, (MARK, NUMBERS, STAFF_MARK, BRAND_MARK)),
        *leaks(centre.everything, pages, (MARK, NUMBERS, BRAND_MARK)),
        *told_by_interface(Person.objects.get(pk=centre.everything.pk), centre.things),
        *(f"topic {name} for {person}" for person in here for name in heard(Person.objects.get(pk=person.pk))),
        *(f"told {each.person}: {each.text}" for each in Notice.objects.filter(person__in=here) if not opens(each)),
        *crossed(),
    ]
    assert not found, f"{len(found)}\n" + "\n".join(found)
    _the_mark_is_there_for_its_own_people(centre, pages)


def _the_mark_is_there_for_its_own_people(centre: Centre, pages: list[tuple[str, str]]) -> None:
    """Else nothing was proved; whoever serves both brands narrows a list to one of them."""
    names = {"conversations", "conversation", "cases", "case", "customers", "customer", "search", "search-quick", "word-findings",
             "word-finding", "word-alarms", "web-channels", "mailboxes", "text-lines", "text-templates", "texts-sent",
             "conversation-routing", "claim", "seizures", "waybills", "return", "violation", "intake-customers", "board"}  # fmt: skip
    wanted = [(name, address) for name, address in pages if name in names]
    for person in (centre.theirs, centre.both):
        shown = {line.split()[2] for line in leaks(person, wanted, (MARK, NUMBERS))}
        assert shown == names, (person, names - shown)
    assert heard(centre.theirs) and Notice.objects.filter(text__contains=NUMBERS).exists()
    code = centre.own.code
    narrowed = [
        (name, f"/{name}/?{asked}brand={code}") for name, asked in (("conversations", "scope=all&"), ("cases", ""))
    ]
    narrowed += [(name, f"{reverse(name)}?brand={code}") for name in ("word-findings", "word-alarms")]
    assert list(leaks(centre.both, narrowed, (MARK, NUMBERS))) == []


# ---- writing: numbers of the other brand in forms of one's own


def ways_to_brand(model: type[models.Model]) -> Iterator[str]:
    """How a model knows its brand: `brand`, or over what it belongs to."""
    here = [(model, "")]
    for _step in range(3):
        further: list[tuple[Any, str]] = []
        for each, way in here:
            links = [field for field in each._meta.fields if isinstance(field, models.ForeignKey) and not field.null]
            if any(field.name == "brand" for field in links):
                yield f"{way}brand"
                return
            further += [(field.related_model, f"{way}{field.name}__") for field in links if rooms(field.related_model)]
        here = further


def rooms(model: Any) -> bool:
    return model.__module__.startswith("shouwen.") and model.__module__.split(".")[1] not in WITHOUT


#: Columns that give somebody something to do or to read.
PEOPLE = {"owner", "taker", "asked", "offered_to", "handler", "person", "to", "delegated_to"}
BRANDED = {model: way for model in apps.get_models() if rooms(model) for way in list(ways_to_brand(model))[:1]}


def crossed() -> list[str]:
    """Rows of one brand that point to rows, or to people, of another."""
    found = []
    serving: dict[int, set[int]] = {}
    for who, brand in Person.brands.through.objects.values_list("person_id", "brand_id"):
        serving.setdefault(who, set()).add(brand)
    for model, way in BRANDED.items():
        for field in model._meta.fields:
            if not isinstance(field, models.ForeignKey):
                continue
            rows = model._default_manager.exclude(**{field.name: None})
            if field.related_model in BRANDED and not way.startswith(f"{field.name}__"):
                theirs = f"{field.name}__{BRANDED[field.related_model]}"
                wrong = rows.exclude(**{way: F(theirs)}).values_list("pk", flat=True)[:3]
                found += [f"{model.__name__} {pk}: {field.name} is of another brand" for pk in wrong]
            elif field.related_model is Person and field.name in PEOPLE:
                for pk, brand, who in rows.values_list("pk", way, field.attname):
                    if brand not in serving.get(who, ()):
                        found.append(f"{model.__name__} {pk}: {field.name} does not serve its brand")
    return found


def belonging(brand: Any) -> dict[str, int]:
    """How many rows each model has of a brand."""
    return {model.__name__: model._default_manager.filter(**{way: brand}).count() for model, way in BRANDED.items()}


def own_things(centre: Centre) -> dict[str, Any]:
    """A case, a conversation and channels of the own brand, in place of the other's."""
    mine = replace(centre.cast, brand=centre.own, clerk=centre.clerk, administrator=centre.everything)
    case = complaint(mine, who=customer(centre.clerk, centre.own))
    mailbox(mine, "own@luda.example", title="本家")
    talk = take(letter(to="own@luda.example", ident="own@example.cn")).received.conversation
    conversations.claim(talk, by=centre.clerk)
    said = conversations.send(talk, by=centre.clerk, text="您好", seen=talks.last_of(talk))
    rule = conversations.add_skill_rule(talk.channel, by=centre.everything, words="x", skill=centre.things["skill"])
    words = texts.keep_template(
        None, by=centre.everything, brand=centre.own, code="own", title="通知", text="{number} 到了"
    )
    return {
        "case": case, "customer": case.customer, "conversation": talk, "message": said, "talk_channel": talk.channel,
        "mailbox": talk.channel.mailbox, "skill_rule": rule, "text_template": words, "web_channel": web_channel(mine),
        "clock": case.clocks.first(), "original": talks.first_of(talk).source,
    }  # fmt: skip


def foreign(things: dict[str, Any], *, by_number: bool) -> dict[str, Any]:
    """A form filled with the other brand's things under every name a form of ours has for them."""
    case, who, talk = things["case"], things["customer"], things["conversation"]
    clerk = case.owner.staff_number if by_number else case.owner_id
    given: dict[str, Any] = dict.fromkeys(
        ("taker", "owner", "asked", "person", "to", "colleague", "handler", "named", "q_person", "delegate"), clerk
    )
    given |= dict.fromkeys(("customer", "customer_id", "into", "merge", "other"), who.pk)
    given |= dict.fromkeys(("case", "number", "reference", "repeat_of", "joined"), case.number)
    given |= dict.fromkeys(
        ("words", "text", "reason", "requirement", "gist", "why", "answer", "what"), "十个字以上的一段话在这里"
    )
    given |= {
        "brand": case.brand.code if by_number else case.brand_id, "channel": talk.channel_id, "conversation": talk.number,
        "matter": "100200", "waybill": "900100", "skill": things["skill"].pk, "department": talk.department_id,
        "rule": things["skill_rule"].pk, "line": things["text_line"].pk, "template": things["text_template"].pk,
        "attachment": things["attachment"].pk, "kept": things["attachment"].pk, "transfer": things["transfer"].pk,
        "seen": 10**9, "title": "名", "address": "new@luda.example", "code": "new", "kind": "complaint",
        "category": "complaint/late_transfer", "ending": "open", "do": "agree", "assign": "pick", "name": "马建国", "phone": "13951120347",
        "guard": things["word_guard"], "phrase": "dunno-know", "languages": ["zh"], "imap_port": 993, "smtp_port": 465, "folder": "INBOX",
        "imap_security": "tls", "smtp_security": "tls", "due_at": "2026-07-30T10:00", "version": 1,
    }  # fmt: skip
    return given


def test_no_form_takes_a_number_of_the_other_brand(centre: Centre) -> None:
    assert crossed() == [], "the house's own work has tied two brands together"
    mine = {**centre.things, **own_things(centre)}
    theirs = dict(every_address(centre.things))
    pages = [(name, address) for name, address in every_address(mine) if "?" not in address]
    pages = [
        (name, address) for name, address in pages if address != theirs.get(name) or not any(map(str.isdigit, address))
    ]
    before, found, taken = belonging(centre.other), [], 0
    for person in (centre.everything, centre.both):
        client = signed_in(Person.objects.get(pk=person.pk))
        for name, address in pages:
            if name in SETTING_UP:
                continue
            for by_number in (person is centre.both,):
                with transaction.atomic():
                    answer = client.post(address, foreign(centre.things, by_number=by_number))
                    assert answer.status_code < 500, (name, answer.status_code)
                    if answer.status_code < 400:
                        taken += 1
                        found += [f"{person} {name}: {each}" for each in crossed()]
                        if person is centre.everything and belonging(centre.other) != before:
                            found.append(f"{person} {name}: wrote for the other brand")
                    transaction.set_rollback(True)
    assert taken > 40, "hardly a form was taken: this proves nothing"
    assert not found, "\n".join(found)


#: Said of people and rules of the whole house.
SETTING_UP = {"account_logout", "brand", "brands", "person-placement", "new-person", "person"}


# ---- each brand's own


def test_greeting_hours_words_and_mailbox_are_those_of_the_conversations_brand(cast: Any, at: Any) -> None:
    setting_up.lay_foundation("base")
    people.assign_pack(cast.other_brand, by=SYSTEM, name="长运快线", pack="base")
    cast.other_brand.refresh_from_db()
    both = of_every_post(cast, "8003", cast.brand, cast.other_brand)
    given = {"department": cast.clerk.department, "form": "question | 问 | Ask | textarea | 必填"}
    channels = {}
    for brand, greeting, hours in (
        (cast.brand, "路达您好", "每天 08:00-20:00"),
        (cast.other_brand, "长运您好", "每天 20:00-22:00"),
    ):
        mine = replace(cast, brand=brand, administrator=both)
        channels[brand.code] = web_channel(mine, greeting=greeting, hours=hours, sites=[], **given)
        mailbox(mine, f"{brand.code.lower()}@luda.example", acknowledgement=f"{greeting}，编号 {{number}}")
    told = {code: Client().get(f"/chat/{web.key}/").json() for code, web in channels.items()}
    assert (told["LD"]["greeting"], told["CY"]["greeting"]) == ("路达您好", "长运您好")
    assert (told["LD"]["is_open"], told["CY"]["is_open"]) == (True, False)
    letters = {code: take(letter(to=f"{code}@luda.example", ident="one@example.cn")) for code in ("ld", "cy")}
    for code, taken in letters.items():
        at.forward(hours=1)  # one automatic answer an hour to a sender, whoever gives it (R16)
        talk = taken.received.conversation
        assert (taken.outcome, talk.brand.code, talk.number[:5]) == ("opened", code.upper(), f"H{code.upper()}26"[:5])
        judged = wording.words_of(talk)
        assert judged is not None and judged.edition.pack == talk.brand.pack
        case = case_actions.open_from_conversation(talk, by=both)
        sent = talk.messages.get(direction="out", author="machine")
        assert (case.brand, case.customer.brand) == (talk.brand, talk.brand)
        assert sent.text.startswith({"ld": "路达您好", "cy": "长运您好"}[code]) and case.number in sent.text
    assert letters["ld"].received.conversation.customer != letters["cy"].received.conversation.customer


def test_channels_are_kept_by_those_of_their_brand_and_change_it_only_while_empty(cast: Any) -> None:
    founded = people.found_brand(by=cast.administrator, code="HX", name="海翔", pack="logistics")
    administrator = Person.objects.get(pk=cast.administrator.pk)
    assert may(administrator, "conversations.keep_channels", founded), "who founded a brand can set its channels up"
    with pytest.raises(Refusal):
        mailbox(cast, "cy@luda.example", brand=cast.other_brand)
    with pytest.raises(Refusal):
        texts.keep_template(None, by=administrator, brand=cast.other_brand, code="x", title="x", text="x")
    box = mailbox(replace(cast, administrator=administrator), "kf@luda.example")
    conversations.keep_channel(box.channel, by=administrator, kind="mail", title="改", brand=founded)
    conversations.keep_channel(box.channel, by=administrator, kind="mail", title="改", brand=cast.brand)
    take(letter())
    box.channel.refresh_from_db()
    with pytest.raises(Refusal, match="已有会话"):
        conversations.keep_channel(box.channel, by=administrator, kind="mail", title="改", brand=founded)
