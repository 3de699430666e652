"""Dataclasses to plain JSON data and back, by their type hints.

A dataclass becomes an object with a key for each field, an enum its name in lower case, a tuple a list. A record has
thousands of values and is written and read several times on its way to the gradebook; so what follows from a type is
found out once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache, partial
from typing import Any, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

from grader.errors import EvidenceError
from grader.escaping import cut
from grader.evidence.strict import MAX_DEPTH, MAX_DIGITS
from grader.model import Json

RECORD_DEPTH = MAX_DEPTH + 20
"""How deep a whole record may be nested: a value of the greatest depth fits in, wherever it is stored."""
Value = TypeVar("Value")
Where: TypeAlias = tuple[Any, ...]
"""A place in a record, `(outer place, key)`; put into words only when something is wrong there."""
_TOO_LARGE = 10**MAX_DIGITS
_AS_IT_IS = frozenset({str, bool, type(None)})
_NUMBERS = frozenset({int, float})


def to_json(value: Any) -> Any:
    """Turn a dataclass of `model`, and everything nested in it, into plain JSON data, without a version."""
    return _plain(value, (type(value).__name__,), RECORD_DEPTH)


def from_json(kind: type[Value], data: Any) -> Value:
    """Build an instance of `kind` out of what `to_json` gave. Raises EvidenceError for anything else."""
    hint: Any = kind
    built: Value = _reader(hint)(data, (kind.__name__,))
    return built


def prepare(kind: Any) -> None:
    """Find out now what reading and writing records of a kind takes, so that processes forked later need not."""
    _readers(kind)
    nested: list[Any] = [inner for hint in hints_of(kind).values() for inner in (hint, *get_args(hint))]
    for each in nested:
        if is_dataclass(each):
            prepare(each)
    _names(kind)


# ------------------------------------------------------------------------------------------- writing


def _plain(value: Any, where: Where, depth: int) -> Any:
    """The value as plain JSON data; `depth` is how many levels may still follow."""
    kind: Any = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind in _NUMBERS:
        return _number(value, where)
    if isinstance(value, Enum):
        return value.name.lower()
    if depth < 1 and not isinstance(value, (str, int, float)):
        raise damaged(where, "is nested too deep")
    if (names := _names(kind)) is not None:
        return {
            name: item if type(item := getattr(value, name)) in _AS_IT_IS else _plain(item, (where, name), depth - 1)
            for name in names
        }
    if isinstance(value, (list, tuple)):
        return [_plain(item, (where, index), depth - 1) for index, item in enumerate(value)]
    if isinstance(value, Mapping):
        return {_key(key, where): _plain(item, (where, key), depth - 1) for key, item in value.items()}
    if isinstance(value, (int, float)):
        return _number(value, where)
    if isinstance(value, str):
        return value
    raise damaged(where, f"is no plain data but {kind.__name__}")


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass; None for any other class."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


def _number(value: float, where: Where) -> float:
    if -1e300 < value < 1e300:  # nearly always; the comparison with a huge integer is slow
        return value
    if value != value or abs(value) == math.inf:
        raise damaged(where, "is not a finite number")
    if abs(value) >= _TOO_LARGE:
        raise damaged(where, f"has more than {MAX_DIGITS} digits")
    return value


def _key(key: object, where: Where) -> str:
    if not isinstance(key, str):
        raise damaged(where, f"has a key that is not text but {type(key).__name__}")
    return key


# ------------------------------------------------------------------------------------------- reading


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    """The type of every field of a dataclass, in their order."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


_Reader: TypeAlias = Callable[[Any, Where], Any]
"""Makes what a type hint asks for out of plain JSON data."""


@cache
def _reader(hint: Any) -> _Reader:
    """What reads data for a type hint; looked at once for each hint, since a record has thousands of values."""
    if hint == Json:
        return lambda data, where: _plain(data, where, RECORD_DEPTH)
    origin, arguments = get_origin(hint), get_args(hint)
    if type(None) in arguments:
        inner = _reader(next(kind for kind in arguments if kind is not type(None)))
        return lambda data, where: None if data is None else inner(data, where)
    if origin is tuple:
        item_of = _reader(arguments[0])
        return lambda data, where: tuple(
            item_of(item, (where, index)) for index, item in enumerate(_of(list, data, where))
        )
    if origin is not None:
        value_of = _reader(arguments[1])
        return lambda data, where: {key: value_of(item, (where, key)) for key, item in _of(dict, data, where).items()}
    if is_dataclass(hint):
        return partial(_instance, hint)
    if issubclass(hint, Enum):
        return partial(_member, {member.name.lower(): member for member in hint})
    if hint is float:
        return _real_number
    return (lambda data, where: _number(_of(int, data, where), where)) if hint is int else partial(_of, hint)


@cache
def _readers(kind: Any) -> dict[str, _Reader]:
    """For each field of a dataclass what reads it."""
    return {name: _reader(hint) for name, hint in hints_of(kind).items()}


@cache
def _needed(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass that have no default."""
    every = fields(kind)
    return tuple(each.name for each in every if each.default is MISSING and each.default_factory is MISSING)


def _instance(kind: Any, data: Any, where: Where) -> Any:
    readers = _readers(kind)
    for unknown in _of(dict, data, where).keys() - readers.keys():
        raise damaged(where, f"has a key that is unknown: {_named(unknown)}")
    for name in _needed(kind):
        if name not in data:
            raise damaged(where, f"has no {name}")
    return kind(**{name: readers[name](item, (where, name)) for name, item in data.items()})


def _member(members: Mapping[str, Enum], data: Any, where: Where) -> Enum:
    if type(data) is str and data in members:
        return members[data]
    raise damaged(where, f"is not one of {', '.join(members)}")


def _real_number(data: Any, where: Where) -> float:
    return _number(_of(float, _float(data, where) if type(data) is int else data, where), where)


def _float(data: int, where: Where) -> float:
    try:
        return float(data)
    except OverflowError:
        raise damaged(where, "is not a finite number") from None


def _of(kind: Any, data: Any, where: Where) -> Any:
    if type(data) is not kind:
        raise damaged(where, f"should be {kind.__name__}, not {type(data).__name__}")
    return data


def damaged(where: Where, why: str) -> EvidenceError:
    """Say where in a record something is wrong, and what."""
    return EvidenceError(f"damaged record: {cut(_path(where), 200)} {why}")


def _path(where: Where) -> str:
    """The place as one would write it: `Evidence.returns[0].at`."""
    if len(where) == 1:
        return str(where[0])
    outer, key = where
    return _path(outer) + (f"[{key}]" if isinstance(key, int) else f".{_named(key)}")


def _named(key: object) -> str:
    return cut(ascii(key).strip("'\""), 60)
