"""The plan that is shipped with the product: the show of the demo.

Owns: where its text is found, in a checkout and in a wheel alike.
Law: it is read by the same door as anybody's plan.
Must not know: how the demo runs.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

DEMO_FILE: Final = "demo.yaml"


def demo_text() -> str:
    """Return the demo's plan as YAML."""
    return files("controlroom.planfile").joinpath(DEMO_FILE).read_text(encoding="utf-8")
