"""What people did beside the journal: its shape."""

import msgspec

from controlroom.domain.asides import ACCESS, Aside
from controlroom.domain.commands import COMMAND_TYPES


def test_acts_about_links_and_keys_are_no_commands() -> None:
    assert {str(kind.__struct_config__.tag) for kind in COMMAND_TYPES}.isdisjoint(ACCESS)


def test_the_command_line_has_no_role_and_what_was_done_no_reason() -> None:
    made = Aside(room="demo", show="demo-1", at_ms=5, role=None, what="key.new", about="main")
    told = msgspec.to_builtins(made)
    assert (told["role"], told["person"], told["code"]) == (None, None, None)
