"""Hypothesis strategies for the nouns of `grader.model`, built from their type hints: `records(Evidence)`."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from grader.evidence import MAX_DIGITS
from grader.model import Json


def _as_json_has_it(text: str) -> str:
    """Join halves of a character that stand side by side: JSON cannot tell them from the character."""
    return str(json.loads(json.dumps(text)))


texts = st.text(st.characters(exclude_categories=()), max_size=20).map(_as_json_has_it)
"""Any text, lone surrogates and control characters included."""

numbers = st.floats(allow_nan=False, allow_infinity=False)
largest = 10**MAX_DIGITS - 1
integers = st.integers() | st.sampled_from([largest, -largest])

json_values = st.recursive(
    st.none() | st.booleans() | integers | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@cache
def records(kind: Any) -> st.SearchStrategy[Any]:
    """Instances of a dataclass of `grader.model`, or values of any of its fields' types."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind == Json:
        return json_values
    if NoneType in arguments:
        return st.none() | st.one_of(records(choice) for choice in arguments if choice is not NoneType)
    if origin is tuple:
        return st.lists(records(arguments[0]), max_size=3).map(tuple)
    if origin is not None:
        return st.dictionaries(records(arguments[0]), records(arguments[1]), max_size=3)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: records(hints[field.name]) for field in fields(kind)})
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    return {int: integers, float: numbers, str: texts, bool: st.booleans()}[kind]
