"""What a reader says about a plan: findings with code, place and mend.

Owns: the codes, and a finding's two forms (a struct that encodes to JSON, a line of text).
Law: a finding says what is wrong, where, and how to mend it; a plan with an error is never handed on.
Must not know: YAML, sheets, pydantic.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from controlroom.domain.plan import Plan

Severity = Literal["error", "warning"]
Code = Literal[
    "bad_alias",
    "bad_character",
    "bad_currency",
    "bad_duration",
    "bad_id",
    "bad_instant",
    "bad_key",
    "bad_language",
    "bad_minutes",
    "bad_money",
    "bad_number",
    "bad_tag",
    "bad_text",
    "bad_truth",
    "duplicate_id",
    "duplicate_key",
    "duplicate_link",
    "duplicate_sku",
    "empty_plan",
    "empty_value",
    "instead_of_itself",
    "json_syntax",
    "merge_key",
    "missing_key",
    "no_time_zone",
    "not_a_list",
    "not_a_mapping",
    "not_utf8",
    "reserved_id",
    "several_documents",
    "tab",
    "too_deep",
    "too_large",
    "too_many_decimals",
    "unknown_format",
    "unknown_key",
    "unknown_person",
    "unknown_product",
    "unknown_time_zone",
    "unknown_value",
    "unquoted_boolean",
    "unquoted_braces",
    "unquoted_comma",
    "unquoted_time",
    "yaml_syntax",
]


class Finding(Struct, frozen=True, kw_only=True):
    """Something a plan's author should know.

    Args:
        path: Where in the plan (`products[0].price`); empty: the whole of it.
        line, column: Where in the file, from 1, columns in characters; None: the plan came without lines.
        message: What is wrong and the mend, in plain English.
    """

    severity: Severity
    code: Code
    path: str
    message: str
    line: int | None = None
    column: int | None = None

    def told(self, name: str) -> str:
        """Return the finding as one line: `FILE:LINE:COLUMN: error code: message`."""
        place = f"{name}:{self.line}:{self.column}" if self.line is not None else name
        at = f"{self.path}: " if self.path else ""
        return f"{place}: {self.severity} {self.code}: {at}{self.message}"


class ReadPlan(Struct, frozen=True, kw_only=True):
    """What reading gave. `plan`: None as soon as there is an error; `name`: what the findings call the file."""

    plan: Plan | None
    findings: list[Finding]
    name: str = "plan"

    def told(self) -> str:
        """Return the findings as text, a line each, in the file's order."""
        return "\n".join(finding.told(self.name) for finding in self.findings)
