"""Where the pages' files are found."""

from pathlib import Path

import pytest

from controlroom.render import web


@pytest.fixture(autouse=True)
def forget() -> None:
    web.find_web.cache_clear()


def test_checkout_is_found() -> None:
    assert (web.find_web() / "templates" / "screens" / "host.html").is_file()


def test_wheels_own_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "controlroom" / "_web" / "templates").mkdir(parents=True)
    (tmp_path / "web" / "templates").mkdir(parents=True)
    monkeypatch.setattr(web, "__file__", str(tmp_path / "controlroom" / "render" / "web.py"))
    assert web.find_web() == tmp_path / "controlroom" / "_web"
    web.find_web.cache_clear()


def test_missing_files_say_where_was_looked_and_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "__file__", str(tmp_path / "controlroom" / "render" / "web.py"))
    with pytest.raises(FileNotFoundError, match=r"_web and .*web\. Install controlroom again"):
        web.find_web()
