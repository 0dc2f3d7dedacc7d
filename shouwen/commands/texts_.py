"""`shouwen texts`: collects the interface's texts for translation, compiles them, and says what lacks English.

The texts in code and templates are Chinese; `locale/en` holds their English. Neither needs GNU gettext.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "site" / "locale"
EDITED_IN = "en"  # the other language, Chinese, is what the code says

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_WORD = r"u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|\w+"
CALL = re.compile(rf"(?<!\w)(?:_|n?p?gettext|npgettext)\(\s*(?:{_WORD})(?:\s*,\s*(?:{_WORD}))*\s*\)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
HEADER = "English texts of the interface. Collected by `bin/shouwen texts`; write the translations by hand."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say which texts lack a translation")
    parser.add_argument("--compile", action="store_true", help="only compile .po into .mo")


def run(args: argparse.Namespace) -> int:
    if args.check:
        problems = list(lacking(collected(), kept()))
        for problem in problems:
            print(problem)
        return 1 if problems else 0
    if not args.compile:
        update()
    compile_all()
    return 0


def collected() -> Catalog:
    """Every text marked for translation in the package, with the files it is used in."""
    catalog = Catalog(locale=EDITED_IN)
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        if {"tests", "migrations", "node_modules", "static"} & set(path.relative_to(PACKAGE).parts):
            continue
        where = str(path.relative_to(PACKAGE.parent))
        for line, text, comments, context in _texts(path):
            catalog.add(text, locations=[(where, line)], auto_comments=comments, context=context)
    return catalog


def _texts(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize  # reason: slow

        # Only the calls: between them templatize leaves letters that are no Python, whatever the template's indents.
        source = "\n".join(call[0] for call in CALL.finditer(templatize(source, origin=str(path))))
    yield from extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})


def _file(language: str = EDITED_IN) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def kept() -> Catalog:
    """What has been translated so far."""
    path = _file()
    if not path.exists():
        return Catalog(locale=EDITED_IN)
    with path.open("rb") as source:
        return read_po(source, locale=EDITED_IN)


def lacking(wanted: Catalog, have: Catalog) -> Iterator[str]:
    """A line for each text without English, and for each English text that lost or invented a {place}."""
    for message in wanted:
        if not message.id:
            continue
        known = have.get(message.id, message.context)
        where = message.locations[0][0] if message.locations else ""
        chinese = message.id if isinstance(message.id, str) else message.id[0]
        english = _strings(known)
        if not english:
            if CHINESE.search(chinese):
                yield f"{where}: 没有英文 / no English: {chinese!r}"
            continue
        for text in english:
            # "one line" needs no number; the plural does
            is_one = len(english) > 1 and text is english[0]
            if set(PLACES.findall(text)) ^ set(PLACES.findall(chinese)) and not is_one:
                yield f"{where}: 占位符不一致 / places differ: {chinese!r} → {text!r}"
            if CHINESE.search(text.replace("首问", "")) and text not in KEPT_CHINESE:
                yield f"{where}: 译文里还有中文 / Chinese in the English: {text!r}"


#: Names that stay as they are in English pages.
KEPT_CHINESE = {"简体中文"}


def _strings(message: Message | None) -> list[str]:
    """The English of a message; empty when there is none yet, or only a part of it."""
    if message is None or message.fuzzy or not message.string:
        return []
    strings = [message.string] if isinstance(message.string, str) else list(message.string)
    return strings if all(strings) else []


def update() -> None:
    """Writes the .po anew: texts in the code, translations kept, texts no longer used left out."""
    have, catalog = kept(), collected()
    for message in catalog:
        known = have.get(message.id, message.context) if message.id else None
        if known is not None:
            message.string = _of_its_shape(message, known.string)
            message.user_comments = known.user_comments
        # Without line numbers, so that the file changes only when a text does.
        message.locations = [(name, 0) for name in sorted({name for name, _line in message.locations})]
    catalog.project, catalog.version = "Shouwen", ""
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    catalog.header_comment = f"# {HEADER}"
    catalog.creation_date = catalog.revision_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    catalog.fuzzy = False
    _file().parent.mkdir(parents=True, exist_ok=True)
    with _file().open("wb") as out:
        write_po(out, catalog, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)
    missing = sum(1 for message in catalog if message.id and not _strings(message))
    print(f"{_file().relative_to(PACKAGE.parent)}: {len(catalog)} texts, {missing} without English")


def _of_its_shape(message: Message, string: Any) -> Any:
    """A translation for a text that has a plural now, or has none any more."""
    if message.pluralizable:
        return string if not isinstance(string, str) else (string, string)
    return string if isinstance(string, str) else string[-1]


def compile_all() -> None:
    """Makes the .mo that Django reads beside every .po."""
    for source in LOCALE.glob("*/LC_MESSAGES/django.po"):
        with source.open("rb") as po:
            catalog = read_po(po, locale=source.parts[-3])
        temporary = source.with_suffix(".mo.new")
        with temporary.open("wb") as mo:
            write_mo(mo, catalog)
        temporary.replace(source.with_suffix(".mo"))
