"""Strict reading of JSON that nobody here wrote.

JSON is a wide door in Python: `NaN`, `1e999`, a key that comes twice, a number with a million digits and a list nested
a million deep all pass the standard reader, or break it. Here they are an `EvidenceError` of one line.
"""

from __future__ import annotations

import json
import math
import re
from functools import partial
from typing import Any, NoReturn

from grader.errors import EvidenceError

MAX_DEPTH = 100
"""How deep the lists and objects of an untrusted value may be nested."""
MAX_DIGITS = 4300
"""Digits of an integer: where CPython itself stops converting them (`sys.int_info.default_max_str_digits`)."""
_NO_BRACKETS = re.compile(
    r'"[^"\\]*(?:\\.[^"\\]*)*"?|[^"\[\]{}]+', re.DOTALL
)  # cannot fail after a quote: stays linear


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
        return (_READER if len(text) > MAX_DIGITS else _READER_OF_LITTLE).decode(text)
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"damaged JSON: {str(error).splitlines()[0]}") from None


def _depth(text: str, limit: int) -> int:
    """How deep the text is nested, or the first depth beyond the limit; brackets inside of strings do not count."""
    deepest = depth = 0
    if text.count("[") + text.count("{") <= limit:
        return 0
    for bracket in _NO_BRACKETS.sub("", text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
        if deepest > limit:
            break
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


_reader = partial(json.JSONDecoder, object_pairs_hook=_object, parse_float=_real, parse_constant=_constant, strict=True)
_READER = _reader(parse_int=_integer)
_READER_OF_LITTLE = _reader()
"""For a text in which no integer can have too many digits."""
