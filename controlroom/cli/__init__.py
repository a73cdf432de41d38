"""The commands a person types."""

from controlroom.cli.app import main

__all__ = ["main"]
