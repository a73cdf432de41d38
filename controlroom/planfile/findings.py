"""What a reader says about a plan: findings with code, place and mend.

Owns: the codes, and a finding's two forms (a struct that encodes to JSON, a line of text).
Law: a finding says what is wrong, where, and how to mend it; a plan with an error is never handed on.
Must not know: YAML, sheets, pydantic.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from controlroom.domain.plan import Plan

Severity = Literal["error", "warning", "info"]
TeamRole = Literal["admin", "operator", "controller", "host", "analyst", "assistant"]
"""What a person of the team does; walls and remotes are screens."""

Code = Literal[
    "after_segment",
    "bad_alias",
    "bad_character",
    "bad_command",
    "bad_condition",
    "bad_currency",
    "bad_duration",
    "bad_event",
    "bad_id",
    "bad_instant",
    "bad_key",
    "bad_language",
    "bad_minutes",
    "bad_money",
    "bad_number",
    "bad_offset",
    "bad_rule",
    "bad_series",
    "bad_tag",
    "bad_text",
    "bad_truth",
    "bad_wording",
    "below_cost",
    "duplicate_id",
    "duplicate_key",
    "duplicate_link",
    "duplicate_sku",
    "early_start",
    "empty_offer",
    "empty_plan",
    "empty_value",
    "evidence_out_of_date",
    "few_points",
    "instead_of_itself",
    "json_syntax",
    "list_price_below_price",
    "long_introduction",
    "long_opening",
    "low_margin",
    "many_points",
    "merge_key",
    "missing_key",
    "missing_playbook",
    "much_stock",
    "no_alias",
    "no_cost",
    "no_end",
    "no_evidence",
    "no_expected_units",
    "no_host",
    "no_introduction",
    "no_link",
    "no_opening",
    "no_owner",
    "no_papers",
    "no_product",
    "no_rescue",
    "no_script",
    "no_steps",
    "no_stock",
    "no_stock_check",
    "no_such_sheet",
    "no_time_zone",
    "no_wording",
    "not_a_list",
    "not_a_mapping",
    "not_utf8",
    "offer_not_cheaper",
    "open_ended_offer",
    "over_slot",
    "own_approval",
    "paper_out_of_date",
    "paper_without_date",
    "placeholder_without_value",
    "quota_above_stock",
    "reserved_id",
    "reserved_key",
    "safety_above_stock",
    "script_too_long",
    "several_documents",
    "stock_sign_off",
    "tab",
    "task_without_person",
    "thin_stock",
    "too_deep",
    "too_large",
    "too_many_decimals",
    "too_many_numbers",
    "under_slot",
    "unknown_column",
    "unknown_cue",
    "unknown_format",
    "unknown_key",
    "unknown_metric",
    "unknown_offer",
    "unknown_person",
    "unknown_placeholder",
    "unknown_playbook",
    "unknown_product",
    "unknown_rule",
    "unknown_segment",
    "unknown_task",
    "unknown_time_zone",
    "unknown_timer",
    "unknown_value",
    "unquoted_boolean",
    "unquoted_braces",
    "unquoted_comma",
    "unquoted_time",
    "yaml_syntax",
]


class LetStand(Struct, frozen=True, kw_only=True):
    """Who let a wording stand, and why (`allowed` of the plan)."""

    by: str
    why: str


class FoundWord(Struct, frozen=True, kw_only=True):
    """The word that a finding about wording is about.

    Args:
        text: As it stands in the plan.
        start: Where in the text at the finding's path, in characters from 0.
        category: Its name in the list.
        named, why, better: What the list says of the category and the word, by language.
        stands: Who has let it stand; None: a person has to decide.
    """

    text: str
    start: int
    category: str
    named: dict[str, str]
    why: dict[str, str]
    better: dict[str, str]
    stands: LetStand | None = None


class Finding(Struct, frozen=True, kw_only=True):
    """Something a plan's author should know.

    Args:
        path: Where in the plan (`products[0].price`); empty: the whole of it.
        line, column: Where in the file, from 1, columns in characters; None: the plan came without lines.
        sheet: In a workbook: the sheet whose row and column are meant.
        message: What is wrong, in plain English; of errors of shape and references, the mend too.
        mend: What to do, where the message does not say it.
        owner: The role that mends it.
    """

    severity: Severity
    code: Code
    path: str
    message: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    mend: str | None = None
    owner: TeamRole = "operator"
    word: FoundWord | None = None

    def told(self, name: str) -> str:
        """Return the finding as one line: `FILE:LINE:COLUMN: error code: message`."""
        place = name
        if self.sheet is not None and self.line is not None:
            place = f"{name} [{self.sheet}] row {self.line} column {column_letters(self.column or 1)}"
        elif self.line is not None:
            place = f"{name}:{self.line}:{self.column}"
        at = f"{self.path}: " if self.path else ""
        mend = f" {self.mend} ({self.owner})" if self.mend else ""
        return f"{place}: {self.severity} {self.code}: {at}{self.message}{mend}"


def column_letters(column: int) -> str:
    """Return how sheets call a column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class ReadPlan(Struct, frozen=True, kw_only=True):
    """What reading gave. `plan`: None as soon as there is an error; `name`: what the findings call the file."""

    plan: Plan | None
    findings: list[Finding]
    name: str = "plan"

    def told(self) -> str:
        """Return the findings as text, a line each, in the file's order."""
        return "\n".join(finding.told(self.name) for finding in self.findings)
