"""What must hold of the deadlines of a pack and the ladders they ring: words that reach somebody, facts that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from shouwen.rulebook.pack_examples import missing
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.sheets import Problem

Problems = Iterator[Problem]


def teller(pack: Pack, file: str, row: str, words: Iterable[str]) -> Problems:
    posts = {name for post in pack.posts.values() for name in (post.id, post.name)}
    departments = {name for each in pack.departments.values() for name in (each.id, each.name)}
    for word in words:
        kind, _, name = word.partition(":")
        if kind == "post":
            yield from missing(file, row, ("岗位", "post"), name, posts)
        elif name:
            yield from missing(file, row, ("部门", "department"), name, departments)


def deadlines(pack: Pack, facts: frozenset[str] | None) -> Problems:
    file = "deadlines.toml"
    for each in pack.deadlines.values():
        yield from missing(file, each.id, ("升级阶梯", "ladder"), each.ladder, pack.ladders)
        yield from missing(file, each.id, ("表", "table"), each.table or "", pack.tables)
        yield from teller(pack, file, each.id, [each.owner])
        for kind in each.kind:
            yield from missing(file, each.id, ("案件种类", "case kind"), kind, pack.kinds)
        for fact in [each.starts_on, *each.stops_on] if facts is not None else []:
            yield from missing(file, each.id, ("事实", "fact"), fact, facts or ())
        table = pack.tables.get(each.table or "")
        if table and "within" not in table.outputs:
            yield Problem(file, each.id, "所用的表没有输出 within。", "Its table has no output called within.")
        yield from _talk_ladder(pack, each)
    for ladder in pack.ladders.values():
        for rung in ladder.rung:
            yield from teller(pack, "ladders.toml", ladder.id, rung.tell)


def _talk_ladder(pack: Pack, deadline: Any) -> Problems:
    """A conversation has no department to chase and nobody named: its ladder can only tell those it has."""
    ladder = pack.ladders.get(deadline.ladder)
    if deadline.thing not in ("conversation", "call") or ladder is None:
        return
    words = {word for rung in ladder.rung for word in rung.tell}
    strange = {word for word in words if word not in ("owner", "department", "leaders") and word[:5] != "post:"}
    if strange or any(rung.action != "tell" for rung in ladder.rung):
        zh = "会话和来电的升级只能告知 owner、department、leaders 或岗位。"
        en = "The ladder of a conversation or call can only tell owner, department, leaders or a post."
        yield Problem("ladders.toml", ladder.id, zh, en)
