"""Rooms that tests of acts give commands to."""

from __future__ import annotations

import pytest

from controlroom.room.room import Room
from tests.unit.room import desk as made


@pytest.fixture
def desk() -> made.Desk:
    return made.live()


@pytest.fixture
def planned() -> made.Desk:
    return made.planned()


@pytest.fixture
def room() -> Room:
    return made.in_swing()
