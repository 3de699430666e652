"""Whether plain data has a shape such as `list[list[int]]`, and that shape in words.

A shape is a type as Python writes it: `int`, `float` (whole numbers too), `str`, `bool`, `None`, `list[…]`,
`dict[str, …]`, `Any`, and unions of them. `True` is not a whole number here, although Python thinks so.
"""

from __future__ import annotations

from types import UnionType
from typing import Any, Union, get_args, get_origin

WORDS: dict[Any, tuple[str, str]] = {
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    str: ("a text", "texts"),
    bool: ("True or False", "True or False"),
    type(None): ("None", "None"),
    list: ("a list", "lists"),
    dict: ("a dictionary", "dictionaries"),
    Any: ("anything", "anything"),
}


def fits(value: object, shape: Any) -> bool:
    """Say whether the value, which is plain JSON data, has the shape."""
    origin, inner = get_origin(shape), get_args(shape)
    if shape is Any:
        return True
    if origin in (Union, UnionType):
        return any(fits(value, choice) for choice in inner)
    if origin is list:
        return type(value) is list and all(fits(item, inner[0]) for item in value)
    if origin is dict:
        return type(value) is dict and all(fits(item, inner[1]) for item in value.values())
    if shape is None:
        return value is None
    return type(value) in ((int, float) if shape is float else (shape,))


def shape_in_words(shape: Any) -> str:
    """Give the shape as people say it: `a list of lists of whole numbers`."""
    return _words(shape, 0)


def _words(shape: Any, form: int) -> str:
    """The shape's name, alone (form 0) or of several things (form 1)."""
    origin, inner = get_origin(shape), get_args(shape)
    if origin in (Union, UnionType):
        return " or ".join(_words(choice, form) for choice in inner)
    name = WORDS[type(None) if shape is None else origin or shape][form]
    return f"{name} of {_words(inner[-1], 1)}" if inner else name
