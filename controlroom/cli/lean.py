"""What the libraries would load or look for at start, and we never use.

Owns: those switches.
Law: each is the library's own documented switch, or a module whose absence the library provides for; nothing that is used
is touched. A test counts what a server has loaded when it first answers.
Must not know: anything of ours.
"""

from __future__ import annotations

import os
import sys


def lean() -> None:
    """Turn them off, before the libraries are imported."""
    # Else pydantic reads the metadata of every installed package to look for plugins.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Else FastAPI loads the whole first version of pydantic, only to say that its models are not supported.
    sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type]
