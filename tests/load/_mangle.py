"""Words that no sane client says: values made after a schema of the published document, and bytes made wrong in every way.

Owns: the making of values by schema, and the ways to spoil them. Everything follows from the seed; names come from a small
store, so that what is accepted by chance does not pile up.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any, Final

NAMES: Final = ("K-1", "u1", "u2", "o1", "o2", "open", "lamp", "好", "e\u0301", "0", "")
ODD: Final[tuple[Any, ...]] = (
    None, True, -1, 0.5, 1e308, 2**63, -(2**63) - 1, 10**60, "", "x" * 5000, "\x00", "\u202e", "😀" * 40, [], {}, [[]],
    {"": None}, "9" * 400, "2026-02-30T25:61:61Z", "-0", "../../etc", "' OR 1=1 --", "<b>", "%00",
)  # fmt: skip
RAW: Final = (
    b"1e400",
    b"-1e-400",
    b"NaN",
    b"Infinity",
    b'"\\ud800"',
    b"9" * 5000,
    b'"\xc3"',
    b"\xff\xfe",
    b"1.",
    b"'a'",
    b"tru",
)
DEPTHS: Final = (40, 1_000, 30_000)


class Mangler:
    """Makes values and spoils them.

    Args:
        schemas: `components.schemas` of the published document.
    """

    def __init__(self, schemas: Mapping[str, Any], seed: int) -> None:
        self._schemas = schemas
        self._random = random.Random(seed)

    def made(self, schema: Mapping[str, Any], depth: int = 0) -> Any:
        """Return a value after a schema, now and then an odd one."""
        chance = self._random
        if "$ref" in schema:
            return self.made(self._schemas[schema["$ref"].rpartition("/")[2]], depth)
        for many in ("anyOf", "oneOf"):
            if many in schema:
                return self.made(chance.choice(schema[many]), depth)
        if "enum" in schema:
            return chance.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        match schema.get("type"):
            case "object" if depth < 6:
                return self._object(schema, depth)
            case "array" if depth < 6:
                return [self.made(schema.get("items", {}), depth + 1) for _ in range(chance.randrange(4))]
            case "integer":
                return chance.choice((0, 1, 7, 100, 9900, 1_767_225_600_000, schema.get("minimum", -5)))
            case "number":
                return chance.choice((0, 0.5, 1, 1e9))
            case "boolean":
                return chance.random() < 0.5
            case "null":
                return None
            case "object":
                return {}
            case "array":
                return []
            case _:
                return chance.choice(NAMES)

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        must = schema.get("required", ())
        fields = schema.get("properties", {})
        return {
            name: self.made(fields[name], depth + 1) for name in fields if name in must or self._random.random() < 0.4
        }

    def spoiled(self, value: Any) -> bytes:
        """Return a value as JSON, in nine of ten cases spoiled in one way."""
        chance = self._random
        way = chance.randrange(10)
        if way in (1, 2, 3):
            value = self._changed(value, way)
        body = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode(errors="surrogatepass")
        place = chance.randrange(len(body) + 1)
        match way:
            case 4:
                return body[:place]
            case 5:
                bad = bytearray(body)
                for _ in range(chance.randrange(1, 8)):
                    bad[chance.randrange(len(bad))] = chance.randrange(256)
                return bytes(bad)
            case 6:
                return chance.randbytes(chance.randrange(200))
            case 7:
                return self._deep()
            case 8:
                return body[:place] + chance.choice(RAW) + body[place:]
            case 9:
                return b"\n".join([body] * chance.randrange(2, 30))
            case _:
                return body

    def _deep(self) -> bytes:
        depth = self._random.choice(DEPTHS)
        begin, end = self._random.choice(
            ((b"[", b"]"), (b'{"a":', b"}"), (b'{"type":"comment","x":', b"}"), (b'{"time":', b"}"))
        )
        return begin * depth + b"1" + (end * depth if self._random.random() < 0.5 else b"")

    def _changed(self, value: Any, way: int) -> Any:
        """Return the value with one member odd, missing, or one more."""
        if not isinstance(value, (dict, list)) or not value:
            return self._random.choice(ODD)
        copy = dict(value) if isinstance(value, dict) else dict(enumerate(value))
        name = self._random.choice(list(copy))
        if isinstance(copy[name], (dict, list)) and self._random.random() < 0.6:
            copy[name] = self._changed(copy[name], way)
        elif way == 1:
            copy[name] = self._random.choice(ODD)
        elif way == 2:
            del copy[name]
        else:
            copy["more" if isinstance(value, dict) else len(value)] = self._random.choice(ODD)
        return copy if isinstance(value, dict) else list(copy.values())
