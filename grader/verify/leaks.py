"""What students must not see: lines of the hidden suite or of the solution, and hidden inputs, in what they are given.

A line counts if it is a statement inside a function and longer than `LONGEST_SHARED` characters: docstrings, imports,
and heads of functions are the same in a stub and in its solution. A hidden input is a list, tuple, dictionary, or text
of as many characters that the suite hands to the student's function.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from grader.verify.suites import syntax_of, text_of

LONGEST_SHARED = 40
LONGEST_SHARED_INPUT = 20
ASKING = ("call", "program", "explore")
"""The methods of `student` that hand inputs to the student's function."""


def hidden_lines(path: Path) -> frozenset[str]:
    """Give the long lines of the statements in a file's functions, without their indentation."""
    lines = text_of(path).splitlines()
    numbers = {
        number
        for function in _functions(syntax_of(path))
        for statement in function.body[1 if ast.get_docstring(function, clean=False) is not None else 0 :]
        for number in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    }
    stripped = (lines[number - 1].strip() for number in numbers)
    return frozenset(line for line in stripped if len(line) > LONGEST_SHARED and not line.startswith("def "))


def hidden_inputs(suite: Path) -> frozenset[str]:
    """Give the long literals that a suite hands to the student's function, as Python writes them."""
    calls = (node for node in ast.walk(syntax_of(suite)) if isinstance(node, ast.Call))
    asking = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in ASKING)
    values = (keyword.value for call in asking for keyword in call.keywords if _is_literal(keyword.value))
    texts = {repr(ast.literal_eval(value)) for value in values}
    return frozenset(text for text in texts if len(text) > LONGEST_SHARED_INPUT)


def leaks(visible: str, hidden: frozenset[str]) -> Iterator[str]:
    """Give what of the hidden texts stands in a text that students see."""
    return (text for text in sorted(hidden) if text in visible)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _is_literal(node: ast.expr) -> bool:
    try:
        return isinstance(ast.literal_eval(node), (list, tuple, dict, str))
    except ValueError:
        return False
