"""Evidence to one line of versioned JSON and back, and strict reading of JSON that nobody here wrote.

Nothing in this module knows a class of `model` by name: an encoder and a decoder walk over dataclasses by their type
hints. A dataclass becomes an object with a key for each field, an enum its name in lower case, a tuple a list.
A whole record also carries `"schema"`, a number that grows with every change of the nouns: a newer one is refused,
and in an older one the fields that it does not have yet get their defaults.

`loads_strict` is the only reader of JSON from the untrusted side. JSON is a wide door in Python: `NaN`, `1e999`, a
key that comes twice, a number with a million digits and a list nested a million deep all pass the standard reader, or
break it. Here they are an `EvidenceError` of one line.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from enum import Enum
from functools import cache
from typing import Any, NoReturn, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

from grader.errors import EvidenceError
from grader.escaping import cut
from grader.model import Json

SCHEMA_VERSION = 2
MAX_DEPTH = 100
"""How deep the lists and objects of an untrusted value may be nested."""
RECORD_DEPTH = MAX_DEPTH + 20
"""How deep a whole record may be nested: a value of the greatest depth fits in, wherever it is stored."""
MAX_DIGITS = 4300
"""Digits of an integer: where CPython itself stops converting them (`sys.int_info.default_max_str_digits`)."""

Value = TypeVar("Value")

_Where: TypeAlias = tuple[Any, ...]
"""A place in a record, `(outer place, key)`; put into words only when something is wrong there."""
_TOO_LARGE = 10**MAX_DIGITS
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)  # cannot fail after a quote: stays linear


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
        raise _damaged((kind.__name__,), "is not an object")
    version = data.pop("schema", None)
    if type(version) is not int or version < 1:
        raise _damaged((kind.__name__,), "has no schema version")
    if version > SCHEMA_VERSION:
        raise EvidenceError(
            f"this record was written by a newer grader: its schema is {version}, ours is {SCHEMA_VERSION}",
            hint="install the newer grader to read it",
        )
    return from_json(kind, data)


def to_json(value: Any) -> Any:
    """Turn a dataclass of `model`, and everything nested in it, into plain JSON data, without a version."""
    return _plain(value, (type(value).__name__,), RECORD_DEPTH)


def from_json(kind: type[Value], data: Any) -> Value:
    """Build an instance of `kind` out of what `to_json` gave. Raises EvidenceError for anything else."""
    built: Value = _built(kind, data, (kind.__name__,))
    return built


def trimmed(record: Value, *, max_chars: int = 20_000) -> Value:
    """Give the record with every text in it, and every value as JSON text, cut to `max_chars` with a visible note.

    A value that is too large is replaced by its shortened JSON text. Trimming twice changes nothing more.
    """
    shortened: Value = _shortened(object, record, max_chars)
    return shortened


def loads_strict(text: str | bytes, *, max_depth: int = MAX_DEPTH) -> Any:
    r"""Read JSON from the untrusted side, strictly. Bytes must be UTF-8.

    Raises EvidenceError for anything but JSON, for NaN and infinities (also those that only arise, from `1e999`), for
    a key that comes twice, for integers of more than MAX_DIGITS digits, and for nesting deeper than `max_depth`.
    Lone surrogates (`"\ud800"`) are kept as they are; `encode` writes them as escapes again.
    """
    try:
        text = text if isinstance(text, str) else text.decode()
        if _depth(text, max_depth) > max_depth:
            raise EvidenceError(f"damaged JSON: nested more than {max_depth} deep")
        return _READER.decode(text)
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"damaged JSON: {str(error).splitlines()[0]}") from None


# ------------------------------------------------------------------------------------------- strict reading


def _depth(text: str, limit: int) -> int:
    """How deep the text is nested, or the first depth beyond the limit; brackets inside of strings do not count."""
    deepest = depth = 0
    if text.count("[") + text.count("{") <= limit:
        return 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > limit:
                break
        elif token[0] in "]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError("a key comes twice in one object")
    return result


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise ValueError(f"an integer of more than {MAX_DIGITS} digits")
    return int(digits)


def _real(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number too large to be one")
    return number


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_READER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_real, parse_constant=_constant, strict=True
)


# ------------------------------------------------------------------------------------------- encoding


def _plain(value: Any, where: _Where, depth: int) -> Any:
    """The value as plain JSON data; `depth` is how many levels may still follow."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, (int, float)):
        return _number(value, where)
    if depth < 1:
        raise _damaged(where, "is nested too deep")
    if _is_record(value):
        value = {name: getattr(value, name) for name in _hints(value.__class__)}
    if isinstance(value, (list, tuple)):
        return [_plain(item, (where, index), depth - 1) for index, item in enumerate(value)]
    if isinstance(value, Mapping):
        return {_key(key, where): _plain(item, (where, key), depth - 1) for key, item in value.items()}
    raise _damaged(where, f"is no plain data but {type(value).__name__}")


def _number(value: float, where: _Where) -> float:
    if -1e300 < value < 1e300:  # nearly always; the comparison with a huge integer is slow
        return value
    if value != value or abs(value) == math.inf:
        raise _damaged(where, "is not a finite number")
    if abs(value) >= _TOO_LARGE:
        raise _damaged(where, f"has more than {MAX_DIGITS} digits")
    return value


def _key(key: object, where: _Where) -> str:
    if not isinstance(key, str):
        raise _damaged(where, f"has a key that is not text but {type(key).__name__}")
    return key


# ------------------------------------------------------------------------------------------- decoding


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """The type of every field of a dataclass, in their order."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _is_record(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, type)


def _built(hint: Any, data: Any, where: _Where) -> Any:
    """What the type hint asks for, out of plain JSON data."""
    if hint == Json:
        return _plain(data, where, RECORD_DEPTH)
    origin, arguments = get_origin(hint), get_args(hint)
    if type(None) in arguments:
        return None if data is None else _built(next(kind for kind in arguments if kind is not type(None)), data, where)
    if origin is tuple:
        return tuple(_built(arguments[0], item, (where, index)) for index, item in enumerate(_of(list, data, where)))
    if origin is not None:
        return {key: _built(arguments[1], item, (where, key)) for key, item in _of(dict, data, where).items()}
    if is_dataclass(hint):
        return _instance(hint, _of(dict, data, where), where)
    if issubclass(hint, Enum):
        return _member(hint, data, where)
    if hint is float and type(data) is int:
        data = _float(data, where)
    return _number(_of(hint, data, where), where) if hint in (int, float) else _of(hint, data, where)


def _instance(kind: Any, data: Mapping[str, Any], where: _Where) -> Any:
    hints = _hints(kind)
    for unknown in data.keys() - hints.keys():
        raise _damaged(where, f"has a key that is unknown: {_named(unknown)}")
    for field in fields(kind):
        if field.name not in data and field.default is MISSING and field.default_factory is MISSING:
            raise _damaged(where, f"has no {field.name}")
    return kind(**{name: _built(hints[name], item, (where, name)) for name, item in data.items()})


def _member(kind: type[Enum], data: Any, where: _Where) -> Enum:
    for member in kind:
        if data == member.name.lower():
            return member
    raise _damaged(where, f"is not one of {', '.join(member.name.lower() for member in kind)}")


def _float(data: int, where: _Where) -> float:
    try:
        return float(data)
    except OverflowError:
        raise _damaged(where, "is not a finite number") from None


def _of(kind: Any, data: Any, where: _Where) -> Any:
    if type(data) is not kind:
        raise _damaged(where, f"should be {kind.__name__}, not {type(data).__name__}")
    return data


def _damaged(where: _Where, why: str) -> EvidenceError:
    return EvidenceError(f"damaged record: {cut(_path(where), 200)} {why}")


def _path(where: _Where) -> str:
    """The place as one would write it: `Evidence.returns[0].at`."""
    if len(where) == 1:
        return str(where[0])
    outer, key = where
    return _path(outer) + (f"[{key}]" if isinstance(key, int) else f".{_named(key)}")


def _named(key: object) -> str:
    return cut(ascii(key).strip("'\""), 60)


# ------------------------------------------------------------------------------------------- trimming


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
    if _is_record(value):
        return replace(
            value,
            **{name: _shortened(kind, getattr(value, name), limit) for name, kind in _hints(value.__class__).items()},
        )
    return value
