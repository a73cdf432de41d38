"""Every key of a test file has its line, and every line its key."""

from __future__ import annotations

import pytest

from controlroom.ruletests import models
from controlroom.ruletests.meanings import MEANINGS


@pytest.mark.parametrize("name", MEANINGS)
def test_a_line_for_every_key_and_a_key_for_every_line(name: str) -> None:
    assert set(MEANINGS[name]) == set(getattr(models, name).model_fields)
    assert all(text.endswith(".") for text in MEANINGS[name].values())
