"""The templates' world: strict names, escaped values."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from controlroom.render.environment import Compiled, around, environment_of, following, on_air
from controlroom.render.locale import LANGUAGES
from controlroom.render.web import find_web
from controlroom.views.shapes import RundownView
from tests.unit.render import made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_viewers_wrote_is_escaped(lang: str) -> None:
    template = environment_of(find_web(), lang).from_string("{{ text }}")
    assert template.render(text="<b>多少钱</b>") == "&lt;b&gt;多少钱&lt;/b&gt;"


def test_undefined_name_is_an_error() -> None:
    template = environment_of(find_web(), "en").from_string("{{ nobody.name }}")
    with pytest.raises(UndefinedError, match="nobody"):
        template.render()


def test_text_of_the_catalog_comes_in_the_environments_language() -> None:
    texts = {lang: environment_of(find_web(), lang).from_string("{{ _('link.live') }}").render() for lang in LANGUAGES}
    assert len(set(texts.values())) == len(LANGUAGES)
    assert "link.live" not in texts.values()


def test_second_language_takes_the_code_that_the_first_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = Compiled()
    name = "fragments/strip.html"
    environment_of(find_web(), "en", compiled).get_template(name)
    second = environment_of(find_web(), "zh-CN", compiled)
    monkeypatch.setattr(second, "compile", lambda *args, **more: pytest.fail("compiled again"))
    assert second.get_template(name).name == name


def test_segments_on_air_and_next_are_found() -> None:
    rundown = made.views()["rundown"]
    assert isinstance(rundown, RundownView)
    now, then = on_air(rundown), following(rundown)
    assert now is not None
    assert then is not None
    assert (now.state, then.state) == ("on_air", "next")
    assert (on_air(RundownView(segments=())), following(RundownView(segments=()))) == (None, None)


def test_templates_compiled_once_are_not_compiled_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, name = tmp_path / "templates", "fragments/strip.html"
    environment_of(find_web(), "en", Compiled(folder)).get_template(name)
    assert folder.stat().st_mode & 0o777 == 0o700
    for lang in LANGUAGES:
        again = environment_of(find_web(), lang, Compiled(folder))
        monkeypatch.setattr(again, "compile", lambda *args, **more: pytest.fail("compiled again"))
        assert again.get_template(name).name == name


def test_folder_that_takes_no_file_costs_a_compilation_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("a file, where a folder should be")
    kept = Compiled(tmp_path / "templates")
    for lang in ("en", "zh-CN"):
        environment_of(find_web(), lang, kept).get_template("fragments/store.html")


def test_a_time_in_words_is_found_where_it_stands_alone() -> None:
    assert around("13:33 ends, 3:33 left", "3:33") == ("13:33 ends, ", " left")
    assert around("nothing here", "3:33") == ("nothing here", "")
