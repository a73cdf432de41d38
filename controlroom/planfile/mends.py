"""The models' errors in plain English, at their place.

Owns: the words for what pydantic finds by itself (missing and unknown keys, a list where a mapping belongs).
Law: every error of the models becomes one finding; an unknown key is shown where the key stands.
Must not know: YAML, how the models read a value.
"""

from __future__ import annotations

import types
from difflib import get_close_matches
from typing import Annotated, Final, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from controlroom.planfile.findings import Code
from controlroom.planfile.kept import cut_off
from controlroom.planfile.models import PlanFile
from controlroom.planfile.tree import Path, Scalar, Tree, path_text, shown

_EXAMPLES: Final = {
    "show": "show: {title: …, room: …, …}",
    "title": "title: {zh-CN: …, en: …}",
    "starts": "starts: 2026-11-22T20:00:00+08:00",
    "timezone": "timezone: Asia/Shanghai",
    "currency": "currency: CNY",
    "price": "price: 199.00",
    "minutes": "minutes: 12",
    "kind": "kind: product",
}
"""How a needed key is written, where its name alone does not say it."""

_ABOUT_KEYS: Final = frozenset({"bad_language", "unknown_key", "unquoted_comma"})
"""Errors that a validator finds in a mapping's key, not in its value."""


def explain(tree: Tree, error: ValidationError, file: type[BaseModel] = PlanFile, under: Path = ()) -> None:
    """Add a finding to `tree` for each error of the models.

    Args:
        file: The model of the whole document, or of its part at `under`.
    """
    for detail in error.errors(include_url=False, include_input=False):
        _explain(tree, detail, file, under)


def _explain(tree: Tree, detail: ErrorDetails, file: type[BaseModel], base: Path) -> None:
    path: Path = (*base, *detail["loc"])
    match detail["type"]:
        case "missing":
            _missing(tree, path, "The plan" if file is PlanFile else "The file")
        case "extra_forbidden" if isinstance(cut := tree.at(path), Scalar) and cut.kind == "bare":
            tree.find("unquoted_comma", path, cut_off(str(path[-1])), place=tree.keys.get(path))
        case "extra_forbidden":
            tree.find("unknown_key", path, _unknown(path, base, file), place=tree.keys.get(path))
        case "list_type":
            said = "A list is wanted here: begin each entry with `- `, or write [a, b]."
            tree.find("not_a_list", path, said)
        case "dict_type":
            tree.find("not_a_mapping", path, "Keys are wanted here, each with a colon, such as `low_stock:`.")
        case "model_type" | "model_attributes_type":
            known = ", ".join(_keys_of(path[len(base) :], file))
            tree.find("not_a_mapping", path, f"Keys are wanted here, each with a colon: {known}.")
        case code:
            # A mapping's own key that is wrong stands in the path twice: the key, and pydantic's word for it.
            about_key = code in _ABOUT_KEYS or path[-1:] == ("[key]",)
            path = path[:-1] if path[-1:] == ("[key]",) else path
            under: Path = (*path, *detail.get("ctx", {}).get("under", ()))
            place = tree.keys.get(under) if about_key else None
            tree.find(cast("Code", code), under, detail["msg"], place=place)


def _missing(tree: Tree, path: Path, whole: str) -> None:
    name = str(path[-1])
    example = _EXAMPLES.get(name, f"{name}: …")
    if path in tree.places:
        tree.find("empty_value", path, f"{name} is empty: write `{example}`.")
    else:
        of = path_text(path[:-1])
        tree.find("missing_key", path, f"{of or whole} has no {name}: add `{example}`.")


def _unknown(path: Path, base: Path, file: type[BaseModel]) -> str:
    known = _keys_of(path[len(base) : -1], file)
    name = str(path[-1])
    near = get_close_matches(name, known, 1)
    meant = f"did you mean {near[0]}? Known are" if near else "known are"
    return f"There is no key {shown(name)} here: {meant} {', '.join(known)}."


def _keys_of(path: Path, file: type[BaseModel]) -> list[str]:
    """Return the keys that a mapping at `path` may have."""
    model = file
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Return the model inside `list[Model]` or `Model | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in {list, dict, Union, types.UnionType, Annotated}:
        return next(filter(None, map(_model_in, get_args(annotation))), None)
    return None
