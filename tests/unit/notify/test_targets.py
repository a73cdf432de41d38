"""The targets' file: what it says, who may read it, and what is told of a fault."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from controlroom.domain.roles import Role
from controlroom.notify.targets import BadTargets, Target, read_targets


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "notify.yaml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def test_a_file_gives_its_targets(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "targets:\n"
        "  - {name: 值班群, url: 'dingtalk://token', roles: [controller, analyst], severity: critical, lang: zh-CN}\n"
        "  - {name: li, url: 'mailto://u:p@example.com', people: [li], rooms: [demo]}\n",
    )
    assert read_targets(file, wanted=True) == (
        Target(
            name="值班群", url="dingtalk://token", roles=(Role.CONTROLLER, Role.ANALYST), severity="critical",
            lang="zh-CN",
        ),
        Target(name="li", url="mailto://u:p@example.com", people=("li",), rooms=("demo",)),
    )  # fmt: skip


def test_no_file_is_no_target_unless_it_was_named(tmp_path: Path) -> None:
    assert read_targets(tmp_path / "notify.yaml", wanted=False) == ()
    with pytest.raises(BadTargets, match="no such file"):
        read_targets(tmp_path / "notify.yaml", wanted=True)
    assert read_targets(written(tmp_path, "# none yet\n"), wanted=True) == ()


@pytest.mark.skipif(os.name != "posix", reason="files have no such modes here")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_file_that_others_may_read_is_refused_with_the_mend(tmp_path: Path, mode: int) -> None:
    with pytest.raises(BadTargets, match=r"chmod 600 .*notify\.yaml"):
        read_targets(written(tmp_path, "targets: []\n", mode), wanted=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("targets: [\n", "line 2, column 1: this is no YAML"),
        ("targets:\n  - {name: a}\n", r"missing required field `url` - at `\$.targets\[0\]`"),
        ("targets:\n  - {name: a, url: 'x://secret', colour: red}\n", "unknown field `colour`"),
        ("targets:\n  - {name: a, url: 'x://secret', roles: [boss]}\n", r"\$.targets\[0\].roles\[0\]"),
        ("targets:\n  - {name: a, url: 'x://secret', roles: [feed]}\n", "'feed' hears no alerts"),
        ("targets:\n  - {name: a, url: secret}\n", r"\$.targets\[0\].url: begin with"),
        ("targets:\n  - {name: ' ', url: 'x://secret'}\n", r"\$.targets\[0\].name: use 1 to 64"),
        ("targets:\n  - {name: a, url: 'x://secret'}\n  - {name: a, url: 'y://secret'}\n", "'a' is there already"),
        ("goals: []\n", "unknown field `goals`"),
    ],
)
def test_a_fault_is_told_with_its_place_and_never_with_an_address(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadTargets, match=says) as refused:
        read_targets(written(tmp_path, text), wanted=True)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("target", "room", "severity", "receivers", "wants"),
    [
        ({}, "demo", "warning", {"controller"}, True),
        ({}, "demo", "info", {"controller"}, False),
        ({"severity": "critical"}, "demo", "warning", {"controller"}, False),
        ({"rooms": ("other",)}, "demo", "critical", {"controller"}, False),
        ({"roles": (Role.ANALYST,)}, "demo", "critical", {"controller"}, False),
        ({"roles": (Role.ANALYST,)}, "demo", "critical", {"controller", "analyst"}, True),
        ({"roles": (Role.ANALYST,)}, "demo", "critical", set(), True),
        ({"people": ("li",)}, "demo", "critical", {"li"}, True),
        ({"people": ("li",)}, "demo", "critical", {"wang"}, False),
    ],
)
def test_a_target_hears_what_is_for_it(
    target: dict[str, object], room: str, severity: str, receivers: set[str], wants: bool
) -> None:
    made = Target(name="a", url="x://y", **target)  # type: ignore[arg-type]
    assert made.wants(room, severity, frozenset(receivers)) is wants  # type: ignore[arg-type]
