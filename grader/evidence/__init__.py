"""Evidence to one line of versioned JSON and back, and strict reading of JSON that nobody here wrote.

Nothing in here knows a class of `model` by name: `plain` walks over dataclasses by their type hints. A whole record
also carries `"schema"`, a number that grows with every change of the nouns: a newer one is refused, and in an older
one the fields that it does not have yet get their defaults. `strict` is the only reader of JSON from the untrusted
side.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import is_dataclass, replace
from typing import Any

from grader.errors import EvidenceError
from grader.escaping import cut
from grader.evidence.plain import RECORD_DEPTH, Value, damaged, from_json, hints_of, prepare, to_json
from grader.evidence.strict import MAX_DEPTH, MAX_DIGITS, loads_strict
from grader.model import Json

__all__ = [
    "MAX_DEPTH",
    "MAX_DIGITS",
    "RECORD_DEPTH",
    "SCHEMA_VERSION",
    "decode",
    "encode",
    "from_json",
    "loads_strict",
    "prepare",
    "to_json",
    "trimmed",
]

SCHEMA_VERSION = 2


def encode(value: object) -> str:
    """Write a dataclass of `model` as one line of ASCII JSON, with its schema version.

    Raises EvidenceError for what would not come back the same: NaN, an infinity, keys that are not text, too deep.
    """
    return json.dumps({"schema": SCHEMA_VERSION, **to_json(value)}, allow_nan=False, separators=(",", ":"))


def decode(kind: type[Value], text: str | bytes) -> Value:
    """Read what `encode` wrote as an instance of `kind`.

    Raises EvidenceError for a newer version, and for anything that is not exactly such a record.
    """
    data = loads_strict(text, max_depth=RECORD_DEPTH)
    if not isinstance(data, dict):
        raise damaged((kind.__name__,), "is not an object")
    version = data.pop("schema", None)
    if type(version) is not int or version < 1:
        raise damaged((kind.__name__,), "has no schema version")
    if version > SCHEMA_VERSION:
        raise EvidenceError(
            f"this record was written by a newer grader: its schema is {version}, ours is {SCHEMA_VERSION}",
            hint="install the newer grader to read it",
        )
    return from_json(kind, data)


def trimmed(record: Value, *, max_chars: int = 20_000) -> Value:
    """Give the record with every text in it, and every value as JSON text, cut to `max_chars` with a visible note.

    A value that is too large is replaced by its shortened JSON text. Trimming twice changes nothing more.
    """
    shortened: Value = _shortened(object, record, max_chars)
    return shortened


def _shortened(hint: Any, value: Any, limit: int) -> Any:
    if isinstance(value, str):
        return cut(value, limit)
    if hint == Json:
        text = json.dumps(value)
        return value if len(text) <= limit else cut(text, limit)
    if isinstance(value, tuple):
        return tuple(_shortened(object, item, limit) for item in value)
    if isinstance(value, Mapping):
        return {key: _shortened(object, item, limit) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{name: _shortened(kind, getattr(value, name), limit) for name, kind in hints_of(value.__class__).items()},
        )
    return value
