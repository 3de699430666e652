"""Read a hidden suite: its checks with their marks, by importing it, and its syntax, without.

A course's suites are code that its author is trusted with; they never hold a line that a student wrote.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from grader.errors import CourseError
from grader.sentences import one_line


class _Loader(SourceFileLoader):
    """Reads source, and leaves no bytecode beside it."""

    def set_data(self, path: str, data: Any, *, _mode: int = 0o666) -> None:
        """Write nothing."""


def checks_of(suite: Path) -> dict[str, Callable[..., None]]:
    """Give the test functions of a suite by their names. Raises CourseError when it cannot be imported."""
    name = f"_suite_{suite.stem}"
    spec = spec_from_file_location(name, suite, loader=_Loader(name, str(suite)))
    if spec is None or spec.loader is None:
        raise CourseError(f"{suite}: cannot be imported")
    module = module_from_spec(spec)
    sys.modules[name] = module  # a dataclass looks its module up there
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # whatever the author's code raises
        raise CourseError(f"{suite}: cannot be imported: {type(error).__name__}: {one_line(str(error))}") from None
    finally:
        del sys.modules[name]
    return {name: test for name, test in vars(module).items() if name.startswith("test_") and callable(test)}


def text_of(path: Path) -> str:
    """Read a file of the course. Raises CourseError when it is missing, or no text."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise CourseError(f"{path}: is missing") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: cannot be read: {one_line(str(error))}") from None


def syntax_of(path: Path) -> ast.Module:
    """Parse a Python file of the course. Raises CourseError when it is none."""
    try:
        return ast.parse(text_of(path))
    except SyntaxError as error:
        raise CourseError(f"{path}: is not Python: line {error.lineno}: {error.msg}") from None
    except ValueError as error:
        raise CourseError(f"{path}: is not Python: {error}") from None


def references_of(suite: Path) -> tuple[Path, ...]:
    """Give the Python files beside a suite that it names: references for results that depend on the order."""
    if not suite.is_file():
        return ()
    named = {node.value for node in ast.walk(syntax_of(suite)) if isinstance(node, ast.Constant)}
    return tuple(path for path in sorted(suite.parent.glob("*.py")) if path.name in named and path != suite)


def signatures(path: Path) -> dict[str, tuple[str, ...]]:
    """Give the parameters of each function at the top of a file."""
    functions = (node for node in syntax_of(path).body if isinstance(node, ast.FunctionDef))
    return {node.name: tuple(argument.arg for argument in node.args.args) for node in functions}
