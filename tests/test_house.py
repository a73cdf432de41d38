"""Holds the house's rules that no linter knows: sizes, head comments, mirrored tests, purity, pins, catalogs.

Import directions are in pyproject.toml (import-linter). A rule that turns out wrong is changed here and in
the design documents, in the same commit as the code that showed it.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po
from fastapi import APIRouter
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import controlroom.server
from controlroom.server.gates import GATES

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("controlroom", "sim")
MODULE_LINES = 500
FUNCTION_LINES = 50
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "service", "misc"}


class Covered(NamedTuple):
    """Modules whose test is not a unit test of the same name."""

    modules: str
    """Glob over the module's path."""
    tests: str
    """Glob over the test files that hold them instead; at least one must exist."""
    why: str


A_PROCESS = "a command is its process: arguments, output, exit code"
MIGRATED = "every test of the store begins by migrating"
COVERED_ELSEWHERE = (
    Covered("controlroom/__main__.py", "tests/integration/**/test_*.py", "one line: calls the command line"),
    Covered("controlroom/cli.py", "tests/integration/**/test_*.py", A_PROCESS),
    Covered("controlroom/cli/*.py", "tests/integration/**/test_*.py", A_PROCESS),
    Covered("controlroom/server/*.py", "tests/contract/**/test_*.py", "its surface is the public contract"),
    Covered("controlroom/live/answers.py", "tests/unit/live/test_room.py", "structs: who answers with them is tested"),
    Covered("controlroom/live/lifecycle.py", "tests/integration/**/test_*.py", "only a start shows the wiring"),
    Covered("controlroom/live/world.py", "tests/unit/live/test_room.py", "a protocol: mypy checks who carries it out"),
    Covered("controlroom/ports.py", "tests/unit/**/test_*.py", "protocols: mypy checks who carries them out"),
    Covered("controlroom/store/migrations/*.py", "tests/unit/store/test_*.py", MIGRATED),
    Covered("controlroom/store/migrations/versions/*.py", "tests/unit/store/test_*.py", MIGRATED),
    Covered("controlroom/store/core/*.py", "tests/unit/store/test_compiling.py", "compiled and compared"),
    Covered(
        "controlroom/store/fields.py",
        "tests/unit/store/test_*.py",
        "every test of the store rests on it",
    ),
    Covered("controlroom/store/upgrading.py", "tests/unit/store/test_migrate.py", MIGRATED),
    Covered("sim/__main__.py", "tests/integration/**/test_*.py", A_PROCESS),
    Covered("sim/cli.py", "tests/integration/**/test_*.py", A_PROCESS),
)
"""A module found here may still have its own unit test; then that one is enough."""

LAWFUL_IN_PURE_FLOORS = frozenset(
    "__future__ abc array base64 binascii bisect collections contextlib copy dataclasses datetime decimal "
    "enum fractions functools graphlib hashlib heapq hmac itertools json math operator re statistics string "
    "struct textwrap types typing unicodedata zlib zoneinfo controlroom msgspec".split()
)
PURE_FLOORS = ("controlroom/domain/", "controlroom/room/")
"""These import nothing beyond the names above."""
PURE_MODULES = re.compile(r"controlroom/(domain/.*|room/.*|views/.*|words/.*|feeds/[^/]+/decode)\.py")
"""These read no clock, no file and no chance, and never wait."""
IMPURE_CALLS = {"open", "input", "print", "hash", "id"}
"""`hash` and `id` differ from process to process; a fold must not."""
CLOCK_READS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
IMPURE_MODULES = frozenset(
    "asyncio time random secrets uuid os socket pathlib threading logging sqlite3 subprocess urllib".split()
)

REGISTRY = re.compile(
    r"(registry\.npm|npmjs\.(org|com)|yarnpkg\.com|pypi\.org|pythonhosted\.org|deb\.debian\.org|--(extra-)?index-url)",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w./:~-])/(root|work|home/\w+|Users/\w+)/[\w.]")


class Module(NamedTuple):
    """A source file, read once."""

    path: str
    text: str
    tree: ast.Module


@cache
def committed() -> tuple[str, ...]:
    """Paths of the files that git holds or would take; outside a checkout, every file that is not hidden."""
    git = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if git.returncode == 0:
        paths = git.stdout.splitlines()
    else:
        paths = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if "/." not in str(path)]
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product and of the simulator."""
    found = []
    for path in committed():
        if path.endswith(".py") and path.split("/")[0] in PACKAGES:
            text = (ROOT / path).read_text(encoding="utf-8")
            found.append(Module(path, text, ast.parse(text, path)))
    return tuple(found)


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring not counted: telling more must not cost."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def mirror(path: str) -> str:
    """The unit test's path of a module: controlroom/domain/orders.py → tests/unit/domain/test_orders.py."""
    package, *folders, name = path.split("/")
    if package == "sim":
        folders = ["sim", *folders]
    return "/".join(["tests", "unit", *folders, f"test_{name.removesuffix('.py').strip('_')}.py"])


def imported(tree: ast.Module) -> Iterator[str]:
    """Top-level names of everything imported, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").split(".")[0]


def test_modules_are_at_most_500_lines() -> None:
    scripts = [path for path in committed() if path.startswith("web/static/js/") and path.endswith(".js")]
    lengths = {module.path: len(module.text.splitlines()) for module in modules()}
    lengths |= {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in scripts}
    assert {path: lines for path, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_functions_are_at_most_50_lines() -> None:
    long = {
        f"{module.path}:{function.lineno} {function.name}": body_lines(function)
        for module in modules()
        if "/migrations/" not in module.path
        for function in functions(module.tree)
        if body_lines(function) > FUNCTION_LINES
    }
    assert long == {}


def test_every_module_says_at_its_head_what_it_owns() -> None:
    silent = []
    for module in modules():
        words = ast.get_docstring(module.tree) or ""
        package_head = module.path.endswith("__init__.py")
        if package_head and not module.text.strip():
            continue
        if len([line for line in words.splitlines() if line.strip()]) < (1 if package_head else 2):
            silent.append(module.path)
    assert silent == [], "a head comment of two lines or more: what it owns, its law, what it must not know"


def silent(tree: ast.Module) -> Iterator[str]:
    """Public classes and functions without a word about them, methods and nested ones too; overloads have their function's."""
    hidden = {
        part
        for one in ast.walk(tree)
        if isinstance(one, ast.ClassDef) and one.name.startswith("_")
        for part in ast.walk(one)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node in hidden:
            continue
        overload = any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)
        if not node.name.startswith("_") and not overload and ast.get_docstring(node) is None:
            yield f"{node.lineno} {node.name}"


def test_everything_public_says_what_it_is_for_nested_functions_too() -> None:
    assert [
        f"{module.path}:{line}"
        for module in modules()
        if "/migrations/" not in module.path
        for line in silent(module.tree)
    ] == []


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("def _f(x):\n    def g(y): ...", ["2 g"]),
        ("class A:\n    'a'\n    def f(self): ...", ["3 f"]),
        ("class _A:\n    def f(self): ...", []),
        ("@overload\ndef f(x: int): ...", []),
    ],
)
def test_what_is_silent_is_found(code: str, lines: list[str]) -> None:
    assert list(silent(ast.parse(code))) == lines


def test_package_heads_define_nothing_but_names() -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    crowded = [
        module.path
        for module in modules()
        if module.path.endswith("__init__.py") and any(isinstance(node, kinds) for node in module.tree.body)
    ]
    assert crowded == [], "code lives in a module with a name, where its test is looked for"


def test_every_module_has_its_test() -> None:
    files = [path for path in committed() if path.startswith("tests/")]
    untested = []
    for module in modules():
        path = module.path
        if path.endswith("__init__.py") or mirror(path) in files:
            continue
        elsewhere = [entry for entry in COVERED_ELSEWHERE if Path(path).match(entry.modules)]
        if not any(any(ROOT.glob(entry.tests)) for entry in elsewhere):
            untested.append(f"{path} → {mirror(path)}")
    assert untested == []


def test_unit_tests_mirror_a_module() -> None:
    # A package's own test (domain/test_alerts.py for domain/alerts/) counts, as does test_MODULE_ASPECT.py.
    sources = [module.path.replace("/__init__.py", ".py") for module in modules()]
    stems = [mirror(path).removesuffix(".py") for path in sources if "/" in path]
    lawful = re.compile(f"({'|'.join(map(re.escape, stems))})(_\\w+)?\\.py")
    tests = [path for path in committed() if re.fullmatch(r"tests/unit/(.*/)?test_[^/]+\.py", path)]
    assert [path for path in tests if not lawful.fullmatch(path)] == [], "its module is gone or was renamed"


def test_names_say_what_a_module_is() -> None:
    vague = [module.path for module in modules() if set(re.split(r"[/_.]", module.path)) & FORBIDDEN_NAMES]
    assert vague == []


def test_pure_floors_import_the_standard_librarys_pure_parts_and_msgspec_alone() -> None:
    pure = [module for module in modules() if module.path.startswith(PURE_FLOORS)]
    strangers = {module.path: sorted(set(imported(module.tree)) - LAWFUL_IN_PURE_FLOORS) for module in pure}
    assert {path: names for path, names in strangers.items() if names} == {}


def impurities(tree: ast.Module) -> Iterator[str]:
    """What a pure module may not do, as line and reason."""
    yield from (f"imports {name}" for name in set(imported(tree)) & IMPURE_MODULES)
    for node in ast.walk(tree):
        match node:
            case ast.AsyncFunctionDef() | ast.Await():
                yield f"line {node.lineno}: async"
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
                yield f"line {node.lineno}: {name}()"
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
                if (owner, name) in CLOCK_READS:
                    yield f"line {node.lineno}: {owner}.{name}"


def test_pure_modules_read_no_clock_no_file_no_chance_and_never_wait() -> None:
    pure = [module for module in modules() if PURE_MODULES.fullmatch(module.path)]
    assert [f"{module.path}: {slip}" for module in pure for slip in impurities(module.tree)] == []


@pytest.mark.parametrize(
    ("code", "slips"),
    [
        ("import time", ["imports time"]),
        ("async def f(): ...", ["line 1: async"]),
        ("x = hash('a')", ["line 1: hash()"]),
        ("import datetime\nx = datetime.datetime.now()", ["line 2: datetime.now"]),
        ("from datetime import datetime\nx = datetime.fromisoformat('2026-01-01')", []),
    ],
)
def test_impurities_are_found(code: str, slips: list[str]) -> None:
    assert list(impurities(ast.parse(code))) == slips


def test_no_python_lies_among_the_pages() -> None:
    assert [path for path in committed() if path.startswith("web/") and path.endswith(".py")] == []


def test_no_third_partys_source_or_lock_that_names_a_registry_is_committed() -> None:
    names = set("uv.lock poetry.lock package-lock.json yarn.lock pnpm-lock.yaml node_modules vendor".split())
    assert [path for path in committed() if names & set(path.split("/"))] == []


def test_committed_files_name_no_registry_and_no_machines_path() -> None:
    slips = []
    for path in committed():
        if ROOT / path == Path(__file__).resolve():
            continue
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        for number, line in enumerate(text.splitlines(), 1):
            if REGISTRY.search(line) or MACHINE_PATH.search(line):
                slips.append(f"{path}:{number}: {line.strip()[:120]}")
    assert slips == []


def locked() -> dict[str, tuple[str, str]]:
    """The lock: canonical name → version, and the text of its entry."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", "\n" + text)
    found = {}
    for entry in entries[1:]:
        name, version = re.match(r"([\w.-]+)==(\S+)", entry).groups()  # type: ignore[union-attr]
        found[canonicalize_name(name)] = (version, entry)
    return found


def test_lock_pins_every_package_by_hash() -> None:
    assert [name for name, (_, entry) in locked().items() if "--hash=sha256:" not in entry] == []


def test_lock_holds_what_the_project_asks_for() -> None:
    project = pyproject()["project"]
    build = pyproject()["build-system"]["requires"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values()), *build]
    lock = locked()
    stale = []
    for text in wanted:
        requirement = Requirement(text)
        version, _ = lock.get(canonicalize_name(requirement.name), ("", ""))
        if not version or not requirement.specifier.contains(version, prereleases=True):
            stale.append(f"{text}: locked {version or 'nothing'}")
    assert stale == [], "make lock"


def pyproject() -> dict:  # type: ignore[type-arg]
    """pyproject.toml, read."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_browser_libraries_are_pinned_by_version_and_sha512() -> None:
    hooks = pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]
    assert list(hooks) == ["npm-vendor", "custom"], "the second takes what the first unpacked"
    pins = [*hooks["npm-vendor"]["packages"], pyproject()["tool"]["controlroom"]["axe"]]
    loose = [
        pin["package"]
        for pin in pins
        if not re.fullmatch(r"\d+\.\d+\.\d+", pin["version"])
        or not re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", pin["integrity"])
    ]
    assert loose == []


def flat(value: object, at: str = "") -> dict[str, str]:
    """A nested catalog as path → text."""
    if isinstance(value, dict):
        return {path: text for key, part in value.items() for path, text in flat(part, f"{at}/{key}").items()}
    return {at: str(value)}


def catalogs() -> dict[str, dict[str, dict[str, str]]]:
    """Name → language → key → text, of web/locale/LANG.json, LANG/NAME.json and LANG/…/NAME.po."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    base = ROOT / "web" / "locale"
    for path in sorted([*base.rglob("*.json"), *base.rglob("*.po")]):
        parts = path.relative_to(base).parts
        language, name = (path.stem, path.suffix) if len(parts) == 1 else (parts[0], path.name)
        if path.suffix == ".json":
            texts = flat(json.loads(path.read_text(encoding="utf-8")))
        else:
            with path.open("rb") as file:
                messages = read_po(file)
            texts = {str(message.id): str(message.string) for message in messages if message.id}
        found.setdefault(name, {})[language] = texts
    return found


def test_languages_have_the_same_keys() -> None:
    gaps = {}
    for name, languages in catalogs().items():
        every = set().union(*languages.values())
        gaps |= {f"{language} {name}": sorted(every - set(texts)) for language, texts in languages.items()}
    assert {catalog: lacks for catalog, lacks in gaps.items() if lacks} == {}


def test_chinese_texts_are_all_translated() -> None:
    empty = [
        f"{name}: {key}"
        for name, languages in catalogs().items()
        for language, texts in languages.items()
        if language.startswith("zh")
        for key, text in texts.items()
        if not text.strip()
    ]
    assert empty == []


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("controlroom/domain/orders.py", "tests/unit/domain/test_orders.py"),
        ("controlroom/settings.py", "tests/unit/test_settings.py"),
        ("controlroom/feeds/douyin/decode.py", "tests/unit/feeds/douyin/test_decode.py"),
        ("sim/world.py", "tests/unit/sim/test_world.py"),
    ],
)
def test_mirror_names_the_unit_test_of_a_module(path: str, test: str) -> None:
    assert mirror(path) == test


def test_every_door_of_the_server_has_its_line_in_the_table() -> None:
    doors = {route for module in pkgutil.iter_modules(controlroom.server.__path__) for route in routes_of(module.name)}
    assert sorted(doors - set(GATES)) == [], "say in controlroom/server/gates.py who passes it"


def routes_of(name: str) -> Iterator[str]:
    """Method and address of each door that a module of the server opens."""
    router = getattr(importlib.import_module(f"controlroom.server.{name}"), "router", None)
    for route in router.routes if isinstance(router, APIRouter) else ():
        for method in getattr(route, "methods", None) or ("WS",):
            yield f"{method} {getattr(route, 'path', '')}"
