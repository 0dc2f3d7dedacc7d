"""House rules a machine keeps. One short test each; the docstring says why. Doors and floors are in .importlinter."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "shouwen"
Rule = Callable[[ast.AST], Iterable[ast.AST]]

CHINESE = re.compile(r"[\u4e00-\u9fff]")


# ---- reading the house


def inside(path: Path) -> str:
    """`cases/models.py` for a file of the package."""
    return path.relative_to(PACKAGE).as_posix()


def modules(*names: str) -> list[Path]:
    """Python files of the package that are no tests and no migrations; those called `names`, when any are given."""
    found = [path for path in sorted(PACKAGE.rglob("*.py")) if not {"tests", "migrations"} & set(path.parts)]
    return [path for path in found if not names or path.stem in names or path.parent.name in names]


def templates() -> list[Path]:
    return sorted(PACKAGE.rglob("templates/**/*.html"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def tracked() -> list[Path]:
    """Files that are, or would be, in git."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def breaches(rule: Rule, paths: Iterable[Path], *, but: Iterable[str] = ()) -> list[str]:
    """Where `rule` finds something, as `file:line`; `but` names files of the package that may."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"  # type: ignore[attr-defined]
        for path in paths
        if not (path.is_relative_to(PACKAGE) and inside(path) in set(but))
        for node in rule(tree(path))
    ]


def calls(root: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(root) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """Last name of what is called: `filter` in `Case.objects.filter(…)`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


# ---- rules over the syntax of one module


def state_assigned(root: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(root):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
            yield node
        if isinstance(node, ast.Call) and called(node) in ("update", "setattr"):
            named = [keyword.arg for keyword in node.keywords]
            if "state" in named or (called(node) == "setattr" and "state" in map(text, node.args)):
                yield node


def save_signals(root: ast.AST) -> Iterator[ast.AST]:
    listeners = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "receiver"}
    for node in ast.walk(root):
        if isinstance(node, ast.ImportFrom) and listeners & {name.name for name in node.names}:
            yield node
        if isinstance(node, ast.ClassDef):
            yield from (part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "save")


def writes(root: ast.AST) -> Iterator[ast.AST]:
    always = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
    for call in calls(root):
        if not isinstance(call.func, ast.Attribute):
            continue
        receiver = call.func.value
        queryset = isinstance(receiver, ast.Call) or (
            isinstance(receiver, ast.Attribute) and receiver.attr == "objects"
        )
        if called(call) in always or (called(call) == "update" and queryset):
            yield call


def clock_asked(root: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(root):
        if isinstance(node, ast.Attribute):
            base = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if node.attr in ("now", "utcnow", "today", "localtime") and base in (
                "datetime",
                "date",
                "timezone",
                "time",
            ):
                yield node
            if (base, node.attr) == ("time", "time"):
                yield node
        from_django = isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone"
        if from_django and {"now", "localtime", "localdate"} & {name.name for name in node.names}:
            yield node
        if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield node


def environment_read(root: ast.AST) -> Iterator[ast.AST]:
    """`DJANGO_SETTINGS_MODULE` may be set anywhere a server or a command comes in."""
    doors = {
        id(part) for call in calls(root) if "DJANGO_SETTINGS_MODULE" in map(text, call.args) for part in ast.walk(call)
    }
    for node in ast.walk(root):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and id(node) not in doors:
            yield node


def sqlite_imported(root: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(root):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if any(name.split(".")[0] in ("sqlite3", "pysqlite3") for name in names):
            yield node


def inline_imports(root: ast.AST) -> Iterator[ast.AST]:
    for function in ast.walk(root):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))


#: Singular; the plural is caught too.
NOUNS = {"claim", "complaint", "customer", "waybill", "booking", "visit", "survey", "lead", "department", "brand"}
NOUNS |= {"matter", "transfer", "escalation", "compensation", "commission", "promise", "complainant"}


def trade_words(root: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(root):
        name = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None)
        name = name or (getattr(node, "name", None) if hasattr(node, "lineno") else None)
        words = re.findall(r"[A-Z]?[a-z]+", name) if isinstance(name, str) else []
        if NOUNS & {word.lower().removesuffix("s") for word in words}:
            yield node


# ---- rules over the text of one template


def outside_csp(html: str) -> list[str]:
    """Inline styles, scripts and handlers: the content security policy refuses them, so the page would break."""
    found = re.findall(r"<[^>]*\sstyle\s*=|<style\b", html)
    found += re.findall(r"<[a-z][^>]*\s(on[a-z]+\s*=)", html)
    found += [
        tag for tag in re.findall(r"<script\b[^>]*>", html) if "src=" not in tag and "application/json" not in tag
    ]
    return found + re.findall(r"hx-on[:-]|javascript:", html)


def untranslated(html: str) -> list[str]:
    """Chinese outside translate tags."""
    html = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", "", html, flags=re.S)
    html = re.sub(">[首据]<", "><", html)  # the product's mark and the seal of a clause are pictures
    html = re.sub(r"{%-?\s*blocktrans(late)?\b.*?endblocktrans(late)?\s*%}", "", html, flags=re.S)
    html = re.sub(r"""({%\s*trans(late)?\s+|_\()("[^"]*"|'[^']*')(\s+context\s+"[^"]*")?""", "", html)
    return [line.strip() for line in html.splitlines() if CHINESE.search(line)]


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    [
        (state_assigned, "case.state = 'closed'", "case.title = 'closed'"),
        (state_assigned, "q.filter(pk=1).update(state='x')", "q.filter(state='x')"),
        (state_assigned, "setattr(case, 'state', 'x')", "setattr(case, 'title', 'state of')"),
        (
            save_signals,
            "from django.db.models.signals import post_save",
            "from django.core.signals import setting_changed",
        ),
        (save_signals, "class A:\n  def save(self): ...", "class A:\n  def saved(self): ..."),
        (writes, "Case.objects.create(x=1)", "actions.open_case(x=1)"),
        (writes, "queries.open().update(x=1)", "context.update(x=1)"),
        (clock_asked, "dt.datetime.now()", "clock.now()"),
        (clock_asked, "time.time()", "time.monotonic()"),
        (clock_asked, "models.DateTimeField(auto_now=True)", "models.DateTimeField()"),
        (environment_read, "os.environ['A']", "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x')"),
        (sqlite_imported, "import sqlite3.dbapi2", "from shouwen.kernel import sqlite"),
        (inline_imports, "def f():\n  import a", "import a"),
        (trade_words, "def f(customer): ...", "def f(thing): ..."),
        (trade_words, "class CaseTransfer: ...", "x = 'ab'.casefold()"),
    ],
)
def test_each_rule_notices_a_breach(rule: Rule, bad: str, good: str) -> None:
    """A rule that cannot fail keeps nothing."""
    assert list(rule(ast.parse(bad)))
    assert not list(rule(ast.parse(good)))


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color: red">',
        "<style>",
        "<script>",
        '<a onclick="x()">',
        '<div hx-on:click="x">',
        '<a href="javascript:x">',
    ],
)
def test_the_template_rule_notices_what_the_policy_refuses(bad: str) -> None:
    """The same for templates."""
    assert outside_csp(bad)
    assert not outside_csp('<script src="x"></script><p class="style-on"><script type="application/json">')


def test_the_template_rule_notices_chinese() -> None:
    """The same for texts."""
    assert untranslated("<p>你好</p>")
    assert untranslated('{% include "x" with title="你好" %}')
    good = '{% translate "你好" %}{# 注 #}{% blocktranslate %}你\n好{% endblocktranslate %}{% x title=_("好") %}{% translate "好" context "程度" %}'
    assert not untranslated(good)


# ---- the rules


def test_the_kernel_knows_no_word_of_the_trade() -> None:
    """A foundation that knows the trade becomes the drawer everything ends in."""
    assert breaches(trade_words, (path for path in modules() if inside(path).startswith("kernel/"))) == []


def test_only_states_assigns_a_state() -> None:
    """A state that anyone may assign has no history, no guard and no fact (django-helpdesk, pretix)."""
    jobs = "kernel/jobs.py"  # a job's lease is no lifecycle of the trade: its guarded update fences the attempt
    assert breaches(state_assigned, modules(), but=["kernel/states.py", jobs]) == []


def test_nothing_happens_behind_a_save() -> None:
    """Receivers and save() overrides do business out of sight (chatwoot, zammad): the verb does it, in the open."""
    assert breaches(save_signals, modules()) == []


def test_pages_and_jobs_write_only_through_actions() -> None:
    """A rule kept in a view is missing from the API, the import and the worker (Healthchecks' `pause`)."""
    pages = [path for path in modules("views", "portal", "jobs", "reactions", "api") if "kernel" not in path.parts]
    assert breaches(writes, pages) == []


def test_only_the_clock_asks_the_time() -> None:
    """Time that is passed in can be held still by a test, and by the import of last year's cases."""
    assert breaches(clock_asked, modules(), but=["kernel/clock.py"]) == []


def test_only_settings_and_commands_read_the_environment() -> None:
    """One page says what can be set; a variable read elsewhere is a setting nobody finds."""
    may = ["site/settings.py", "site/environment.py"]
    assert breaches(environment_read, (path for path in modules() if "commands" not in path.parts), but=may) == []


def test_one_sqlite_in_a_process() -> None:
    """Two SQLite libraries on one file break each other's locks; kernel/sqlite.py chooses the one."""
    python = [path for path in tracked() if path.suffix == ".py"]
    assert breaches(sqlite_imported, python, but=["kernel/sqlite.py"]) == []


def test_an_import_inside_a_function_says_why() -> None:
    """Inline imports hide circles. Three excuses: slow, optional, app-ready."""
    silent = []
    for where in breaches(inline_imports, modules()):
        name, line = where.rsplit(":", 1)
        if not re.search(
            r"# reason: (slow|optional|app-ready)\b", (ROOT / name).read_text().splitlines()[int(line) - 1]
        ):
            silent.append(where)
    assert silent == []


def test_no_file_is_named_for_a_drawer() -> None:
    """A name that says nothing collects everything (20 such files in NetBox, none in Healthchecks)."""
    drawers = {"utils", "util", "helpers", "common", "misc", "base", "manager", "managers", "services", "lib", "tools"}
    assert [inside(path) for path in modules() if drawers & {path.stem, path.parent.name}] == []


def test_files_stay_short() -> None:
    """A file that is read in one sitting is understood; a longer one wants to be two."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in [*modules(), *templates()]}
    for path, count in lines.items():
        if path.suffix == ".py" and 300 < count <= 450:
            warnings.warn(f"{path.relative_to(ROOT)} has {count} lines", stacklevel=1)
    limit = {".py": 450, ".html": 220}
    assert {str(path.relative_to(ROOT)): count for path, count in lines.items() if count > limit[path.suffix]} == {}


def test_templates_keep_the_content_security_policy() -> None:
    """An inline style or script needs 'unsafe-inline', and then a customer's text can bring its own."""
    assert {inside(path): found for path in templates() if (found := outside_csp(path.read_text()))} == {}


def test_templates_can_be_translated() -> None:
    """A Chinese word outside a translate tag is there on English pages too."""
    # The specimen page of the components shows believable content, as a pack would bring it.
    pages = [path for path in templates() if not inside(path).startswith("site/templates/site/components")]
    assert {inside(path): found for path in pages if (found := untranslated(path.read_text()))} == {}


def test_the_tree_names_no_machine_and_no_registry() -> None:
    """A path or host of one machine fails on the next; where packages come from is the machine's own setting."""
    hosts = [
        "pypi" + ".org",
        "python" + "hosted",
        "registry.npm" + "js",
        "npm" + "mirror",
        "registry." + "yarnpkg",
        "tuna.tsing" + "hua",
    ]
    paths = ["/" + "work/main", "/" + "work/shared", "/" + "root/", "/home/" + r"\w", "/" + "opt/pypi"]
    pattern = re.compile("|".join([*map(re.escape, hosts), *paths]))
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content and pattern.search(content.decode("utf-8", "replace")):
            found.append(str(path.relative_to(ROOT)))
    assert found == []


# ---- facts, verbs, locks


@cache
def declared_facts() -> dict[str, dict[str, str]]:
    """For each room with facts.py (`cases`): constant -> fact."""
    found: dict[str, dict[str, str]] = {}
    for path in modules("facts"):
        room = found.setdefault(path.parent.relative_to(PACKAGE).as_posix(), {})
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and called(node.value) == "declare":
                room[node.targets[0].id] = text(node.value.args[0]) or ""  # type: ignore[attr-defined]
    return found


def all_facts() -> set[str]:
    return {name for room in declared_facts().values() for name in room.values()}


def room_of(path: Path) -> str:
    """The nearest folder above that declares facts."""
    near = [room for room in declared_facts() if room != "kernel" and path.is_relative_to(PACKAGE / room)]
    return max(near, key=len, default="")


def told_facts(path: Path) -> Iterator[tuple[int, str | None]]:
    """Line and fact of everything this module records, moves or listens to; None where it cannot be told."""
    constants = declared_facts().get(room_of(path), {})
    every = {key: name for room in declared_facts().values() for key, name in room.items()}

    def names(node: ast.AST | None) -> Iterator[str | None]:
        if isinstance(node, ast.IfExp):
            yield from names(node.body)
            yield from names(node.orelse)
        elif isinstance(node, ast.Attribute | ast.Name):
            key = node.attr if isinstance(node, ast.Attribute) else node.id
            yield constants.get(key, every.get(key) if key.isupper() else None)
        else:
            yield text(node)

    for call in calls(tree(path)):
        if called(call) == "record" and call.args and isinstance(call.func, ast.Attribute):
            yield from ((call.lineno, name) for name in names(call.args[0]))
        elif called(call) == "Move":
            fact = (
                call.args[3] if len(call.args) > 3 else next((k.value for k in call.keywords if k.arg == "fact"), None)
            )
            yield from ((call.lineno, name) for name in names(fact))
        elif called(call) == "on" and call.args:
            yield from ((call.lineno, name) for kind in call.args for name in names(kind))


def rooms_modules() -> list[Path]:
    return [path for path in modules() if room_of(path)]


def test_every_fact_told_or_heard_is_declared() -> None:
    """A timeline line without a sentence, or a reaction to a fact nobody tells, is found by a customer."""
    unknown = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in rooms_modules()
        for line, name in told_facts(path)
        if name is not None and name not in all_facts()
    ]
    assert declared_facts()
    assert unknown == []


def test_every_declared_fact_is_told() -> None:
    """A declared fact that nothing records promises a notice that never comes."""
    spoken = {name for path in rooms_modules() for _line, name in told_facts(path)}
    for path in rooms_modules():  # handed on as a constant or a word, as in `say(told.CHASED, …)`
        if path.stem != "facts":
            spoken |= {word for node in ast.walk(tree(path)) if (word := text(node))}
            used = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
            spoken |= {name for key, name in declared_facts()[room_of(path)].items() if key in used}
    assert sorted(all_facts() - spoken) == []


def test_every_fact_a_pack_names_is_declared() -> None:
    """A deadline that starts on a misspelt fact never starts."""

    def named(value: object, key: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            for name, part in value.items():
                yield from named(part, name)
        elif isinstance(value, list):
            for part in value:
                yield from named(part, key)
        elif key in ("starts_on", "stops_on") and isinstance(value, str):
            yield value

    unknown = []
    for path in sorted((ROOT / "packs").glob("*/*.toml")):
        sheet = tomllib.loads(path.read_text(encoding="utf-8"))
        facts = [*named(sheet), *(notice["on"] for notice in sheet.get("notice", []))]
        unknown += [f"{path.relative_to(ROOT)}: {fact}" for fact in facts if fact and fact not in all_facts()]
    assert unknown == []


def declared_verbs(*more: Path) -> set[str]:
    found = (call for path in [*modules("policy"), *more] for call in calls(tree(path)))
    return {verb for call in found if called(call) in ("allow", "allow_without_grant") and (verb := text(call.args[0]))}


def words_asked(*names: str) -> set[str]:
    """Verbs that modules of these names ask the policy about."""
    asking = ("require", "may", "granted")
    found = (call for path in modules(*names) for call in calls(tree(path)) if called(call) in asking)
    return {word for call in found for part in ast.walk(call) if (word := text(part))}


def test_every_verb_is_guarded_where_it_is_done() -> None:
    """A declared verb that no action requires is a permission that guards nothing; reading is guarded by its query."""
    # the kernel has no rooms' files: its calendar is guarded in calendars.py, the record and health where they are shown
    unguarded = declared_verbs() - words_asked("actions", "queries", "views", "api", "calendars", "kernel_views")
    assert declared_verbs()
    assert sorted(unguarded) == []


def test_every_verb_that_is_asked_about_is_declared() -> None:
    """A misspelt verb would refuse everybody, or fail in front of a customer."""
    asked = {word for word in words_asked() if re.fullmatch(r"[a-z_]+\.[a-z_]+", word)}
    assert sorted(asked - declared_verbs(ROOT / "shouwen" / "kernel" / "policy.py") - all_facts()) == []


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", (ROOT / "requirements" / lock).read_text(), re.M)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def test_the_locks_agree() -> None:
    """bin/_setup lets an environment made from dev.lock serve the product, so dev.lock must hold all of app.lock."""
    assert pins("app.lock").items() <= pins("dev.lock").items()


def test_every_dependency_is_locked() -> None:
    """An unlocked dependency is whatever the index serves that day."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = {
        re.split(r"[\s\[<>=!~;]", wanted)[0].lower().replace("_", "-") for wanted in project["project"]["dependencies"]
    }
    assert sorted(names - pins("app.lock").keys()) == []


def test_every_command_that_is_offered_is_there() -> None:
    """A listed command without its module ended in a traceback; one that is not listed cannot be called."""
    from shouwen.commands import COMMANDS

    there = {path.stem.removesuffix("_") for path in (PACKAGE / "commands").glob("[a-z]*_.py")}
    assert set(COMMANDS) == there
