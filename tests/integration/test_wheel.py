"""A wheel built from the tree serves the pages from a folder of its own, with nothing of the checkout in sight."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.process import ROOT

BUILT_FROM = ("controlroom", "sim", "web", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE")
LEFT = shutil.ignore_patterns("__pycache__", "vendor")
RUN = """
import runpy, sys
sys.path[:0] = [{unpacked!r}, {libraries!r}]
sys.argv[0] = "controlroom"
runpy.run_module("controlroom", run_name="__main__")
"""
"""Started without `site`, so that the checkout's editable install is not found."""


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The wheel's files. Built in a copy, for the build makes `web/static/vendor` anew."""
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


@pytest.fixture
def served(unpacked: Path, tmp_path: Path) -> Iterator[str]:
    """A server from the wheel alone; its address."""
    program = RUN.format(unpacked=str(unpacked), libraries=sysconfig.get_paths()["purelib"])
    empty = tmp_path / "empty"
    empty.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", program, "serve", "--port", "0", "--data", str(tmp_path / "data")],
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


def test_a_wheel_serves_the_pages_from_a_clean_environment(served: str) -> None:
    page = httpx.get(f"{served}/", timeout=20)
    assert (page.status_code, "</html>" in page.text) == (200, True)
    css = re.findall(r'href="(/static/[^"]+\.css[^"]*)"', page.text)
    assert css
    for path in (*css, "/static/vendor/htmx.min.js", "/static/js/live.js"):
        answer = httpx.get(f"{served}{path}", timeout=20)
        assert (answer.status_code, len(answer.content) > 500) == (200, True), path
