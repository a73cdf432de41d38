"""A wheel built from the tree serves the pages from a folder of its own, with nothing of the checkout in sight."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import httpx
import pytest

from tests.process import ROOT, command

BUILT_FROM = ("controlroom", "sim", "web", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE")
LEFT = shutil.ignore_patterns("__pycache__", "vendor")
RUN = """
import runpy, sys
sys.path[:0] = [{unpacked!r}, {libraries!r}]
sys.argv[0] = "controlroom"
runpy.run_module("controlroom", run_name="__main__")
"""
"""Started without `site`, so that the checkout's editable install is not found."""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files. Built in a copy, for the build makes `web/static/vendor` anew."""
    tmp_path = tmp_path_factory.mktemp("wheel")
    tree, folder = tmp_path / "tree", tmp_path / "unpacked"
    tree.mkdir()
    for name in BUILT_FROM:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=LEFT)
        elif source.is_file():
            shutil.copy(source, tree / name)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(tree)],
        check=True, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder)
    shutil.rmtree(tree)
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a room."""
    folder = tmp_path_factory.mktemp("data")
    command("rooms", "new", "demo", "--plan", str(ROOT / "controlroom" / "planfile" / "demo.yaml"), data=folder)
    return folder


@pytest.fixture(scope="module")
def served(unpacked: Path, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server from the wheel alone; its address."""
    program = RUN.format(unpacked=str(unpacked), libraries=sysconfig.get_paths()["purelib"])
    empty = tmp_path_factory.mktemp("empty")
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", program, "serve", "--port", "0", "--data", str(data)],
        cwd=empty, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "listens on" in line:
                break
        address = re.search(r"http://[^\s/]+", "".join(said))
        assert address is not None, "".join(said)
        yield address.group()
    finally:
        process.terminate()
        process.communicate(timeout=20)


OURS = {"controlroom", "sim"}
BROUGHT = {"starlette": "fastapi", "pydantic_core": "pydantic", "markupsafe": "jinja2", "requests": "apprise"}
"""What a requirement cannot do without, and brings: it need not be required once more."""


def normal(name: str) -> str:
    """Return a distribution's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(unpacked: Path) -> set[str]:
    """The modules from elsewhere that the wheel's code imports, wherever in a file."""
    found: set[str] = set()
    for path in unpacked.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - OURS


def test_what_the_wheel_imports_comes_with_what_it_requires(unpacked: Path) -> None:
    (said,) = unpacked.glob("*.dist-info/METADATA")
    told = [
        line.partition(":")[2]
        for line in said.read_text(encoding="utf-8").splitlines()
        if line.startswith("Requires-Dist:")
    ]
    required = {normal(re.split(r"[^\w.-]", line.strip())[0]) for line in told if "extra ==" not in line}
    with_them = required | {normal(name) for name in BROUGHT}
    distributions = metadata.packages_distributions()
    missing = {
        module
        for module in imported(unpacked)
        if not with_them & {normal(name) for name in distributions.get(module, [module])}
    }
    assert missing == set()
    assert all(normal(whose) in required for whose in BROUGHT.values())


def test_a_wheel_serves_the_pages_from_a_clean_environment(served: str) -> None:
    page = httpx.get(f"{served}/", timeout=20)
    assert (page.status_code, "</html>" in page.text) == (200, True)
    css = re.findall(r'href="(/static/[^"]+\.css[^"]*)"', page.text)
    assert css
    for path in (*css, "/static/vendor/htmx.min.js", "/static/js/live.js"):
        answer = httpx.get(f"{served}{path}", timeout=20)
        assert (answer.status_code, len(answer.content) > 500) == (200, True), path


def test_a_wheel_serves_a_rooms_pages_with_all_that_they_name(served: str, data: Path) -> None:
    links = json.loads(command("links", "demo", "--format", "json", data=data))
    for role, wanted in {"controller": "sortable", "host": "htmx", "analyst": "uplot"}.items():
        with httpx.Client(base_url=served, follow_redirects=True, timeout=20) as browser:
            page = browser.get(f"/rooms/demo/{role}?token={links[role]['token']}")
            assert (page.status_code, "</html>" in page.text) == (200, True)
            named = set(re.findall(r"""["'](/static/[^"'#?]+[.](?:js|css))""", page.text))
            assert any(wanted in path.lower() for path in named), sorted(named)
            for path in named:
                answer = browser.get(path)
                assert (answer.status_code, len(answer.content) > 0) == (200, True), path
