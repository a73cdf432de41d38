from __future__ import annotations

from pydantic import BaseModel

from controlroom.planfile import models, sections
from controlroom.planfile.keys import KEYS, meaning
from controlroom.planfile.sections import Shape

MODELS: dict[str, type[BaseModel]] = {
    name: kind
    for module in (models, sections)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, Shape) and kind is not Shape
}


def test_every_key_has_its_meaning_and_every_meaning_its_key() -> None:
    own = {
        name: [field.alias or key for key, field in kind.model_fields.items() if key in kind.__annotations__]
        for name, kind in MODELS.items()
    }
    own["Bands"] = []
    assert {name: list(lines) for name, lines in KEYS.items()} == {name: own[name] for name in KEYS}
    assert set(KEYS) == set(own)


def test_key_of_a_parent_keeps_its_meaning() -> None:
    assert meaning(sections.SegmentCue, "id") == meaning(sections.Cue, "id") != ""
    assert meaning(sections.Cue, "at") == ""
