"""Publishing editions, deciding with a kept record, confirming, changing settings."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts, memory
from shouwen.kernel.models import about
from shouwen.kernel.money import Money
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import Refused, Unacceptable
from shouwen.rulebook import deciding, queries, setting_words
from shouwen.rulebook import facts as told
from shouwen.rulebook.models import Decision, Edition, SettingChange
from shouwen.rulebook.offered import reckoners
from shouwen.rulebook.packs import Pack


@transaction.atomic
def publish_edition(pack: Pack, *, by: Any, in_force_from: dt.date, reason: str = "") -> Edition:
    """Freezes a checked pack. The same content published again is the edition that is there."""
    if by is not SYSTEM:
        require(by, "rulebook.publish_edition")
    return freeze(pack, by=by, in_force_from=in_force_from, reason=reason)


def freeze(pack: Pack, *, by: Any, in_force_from: dt.date, reason: str = "") -> Edition:
    """Writes the edition; the verb that calls it has asked who may."""
    there = Edition.objects.filter(name=pack.edition).first()
    if there is not None:
        return there
    edition = Edition.objects.create(
        pack=pack.id,
        title=pack.title,
        number=pack.version,
        name=pack.edition,
        digest=pack.digest,
        content=pack.to_json(),
        in_force_from=in_force_from,
        published_at=clock.now(),
        published_by=by.key,
        reason=reason,
    )
    memory.changed()
    facts.record(told.PUBLISHED, by=by, about_thing=edition, refs={"edition": edition.name})
    return edition


@transaction.atomic
def publish_from_disk(name: str, *, by: Any, in_force_from: dt.date, reason: str) -> Edition:
    """Publishes a pack of the product's folder, once it is free of errors. Never backdated: what was decided stays."""
    require(by, "rulebook.publish_edition")
    if in_force_from < clock.today():
        sentence = _("施行日期不能早于今天：以前的裁定不改。")
        raise Unacceptable(sentence, details={"in_force_from": sentence})
    if not reason.strip():
        raise Unacceptable(_("请写明理由。"), details={"reason": _("请写明理由。")})
    wrong = [problem for problem in queries.problems_on_disk(name) if problem.level == "error"]
    if wrong:
        raise Unacceptable(_("规则包还有 %(count)s 处错误，不能发布。") % {"count": len(wrong)})
    return publish_edition(queries.read_from_disk(name), by=by, in_force_from=in_force_from, reason=reason[:200])


def decide(name: str, given: dict[str, Any], *, pack: str, about_thing: Any, by: Any, brand: str = "") -> Decision:
    """Decides under the edition in force and keeps the decision. Must run in the verb's transaction.

    Settings the decision looks at have the values in force for `brand` (its code; "" for the standard's own).

    Raises `Unacceptable` with the field's sentence when an input is missing, unknown or outside its domain.
    """
    edition = queries.edition_in_force(pack)
    compiled = queries.pack_of(edition)
    try:
        answer = deciding.decide(compiled, name, given, reckoners(), queries.settings_for(compiled, name, brand))
    except deciding.InputError as problem:
        raise Unacceptable(problem.zh, details={problem.field: problem.zh}) from problem
    except deciding.TableError as problem:
        raise Unacceptable(f"{problem.zh}（{problem.table}）") from problem
    about_kind, about_id = about(about_thing)
    said = answer.as_dict()
    return Decision.objects.create(
        name=name,
        edition=edition,
        about_kind=about_kind,
        about_id=about_id,
        inputs=json.loads(deciding.canonical(given)),
        settings=answer.settings,
        outcome=said["outcome"],
        rows=said["rows"],
        clauses=said["clauses"],
        clauses_digest=clauses_digest(compiled, said["clauses"]),
        certainty=said["certainty"],
        reckoner=compiled.decisions[name].reckoner or "",
        at=clock.now(),
        by=by.key,
    )


def clauses_digest(pack: Pack, clauses: list[str]) -> str:
    """SHA-256 over the texts of the clauses cited, in order: proof of what they said that day."""
    texts = [f"{number}\n{pack.clauses[number].text}" for number in clauses if number in pack.clauses]
    return hashlib.sha256("\n\n".join(texts).encode()).hexdigest()


@transaction.atomic
def confirm(decision: Decision, *, by: Any, why: str, instead: dict[str, Any] | None = None) -> None:
    """A person stands behind an analogy, or decides what was left to a person (decisions.md 25).

    Whether he may read what it is about, the room of that thing has asked before.
    """
    require(by, "rulebook.confirm")
    if not queries.may_confirm(by, decision):
        raise Refused(_("这项裁定要由另一位有权的人确认。"))
    if not why.strip():
        raise Unacceptable(_("请写明理由。"), details={"why": _("请写明理由。")})
    done = Decision.objects.filter(pk=decision.pk, confirmed_by="").update(
        confirmed_by=by.key, confirmed_at=clock.now(), confirmed_why=why[:300], instead=instead
    )
    if done:
        facts.record(told.CONFIRMED, by=by, about_thing=decision, refs={"decision": decision.pk})


@transaction.atomic
def change_setting(*, by: Any, brand: str, pack: Pack, key: str, value: Any, reason: str) -> None:
    """Gives a parameter another value for one brand, with the reason. The standard's value stays visible."""
    require(by, "rulebook.change_setting")
    if key not in pack.settings:
        raise Unacceptable(_("没有这个参数。"))
    if not reason.strip():
        raise Unacceptable(_("请写明理由。"), details={"reason": _("请写明理由。")})
    problem = pack_value_problem(pack, pack.settings[key], value)
    if problem:
        raise Unacceptable(problem, details={"value": problem})
    SettingChange.objects.create(
        brand=brand, pack=pack.id, key=key, value=value, reason=reason[:200], by=by.key, at=clock.now()
    )
    memory.changed()
    facts.record(
        told.SETTING_CHANGED, by=by, about_thing=queries.edition_in_force(pack.id), refs={"key": key, "brand": brand}
    )


def pack_value_problem(pack: Pack, setting: Any, value: Any) -> str:
    """A sentence when `value` does not fit the setting's type, range or known codes; "" when it does."""
    from shouwen.kernel.deadlines import DeadlineError, parse_span  # reason: slow

    try:
        if setting.type == "number":
            least, most = setting_words.bounds(setting) or (float("-inf"), float("inf"))
            if not least <= float(value) <= most:
                return _("须从 %(least)s 到 %(most)s。") % {"least": least, "most": most}
        elif setting.type == "money":
            Money.parse(str(value))
        elif setting.type == "duration":
            parse_span(value)
        elif setting.type == "bool" and not isinstance(value, bool):
            return _("请选择是或否。")
        elif setting.type == "list" and not isinstance(value, list):
            return _("请给出一个列表。")
    except (TypeError, ValueError, DeadlineError):
        return _("这个值的写法不对。")
    members = value if isinstance(value, list) else [value]
    if setting_words.is_closed(setting) and not {*members} <= {*dict(setting_words.choices(pack, setting)), ""}:
        return _("请从列出的里面选。")
    return ""
