"""The commands a person types."""

from controlroom.cli.lean import lean

lean()

from controlroom.cli.app import main  # noqa: E402  (what it imports loads the libraries)

__all__ = ["main"]
