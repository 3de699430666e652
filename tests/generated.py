"""The parts of the docs that are generated from the code; cog writes them, and `test_generated.py` checks them."""

from __future__ import annotations

import ast
from pathlib import Path

from test_architecture import STEPS

from grader.model import Level
from grader.sandbox import levels

GRADER = Path(__file__).parents[1] / "grader"


def ranks():
    """The module map: a row for each module and package of the grader that there is, lowest rank first."""
    rows = ["| rank | module | what it is for |", "|--:|---|---|"]
    for rank, names in enumerate(STEPS):
        for name in names:
            package = (GRADER / name).is_dir()
            path = GRADER / name / "__init__.py" if package else GRADER / f"{name}.py"
            if path.exists():
                rows.append(f"| {rank} | `{name}{'/' * package}` | {purpose(path)} |")
    return "\n".join(rows)


def modules_of(package):
    """A row for each module of a package."""
    paths = sorted(path for path in (GRADER / package).glob("*.py") if path.name != "__init__.py")
    rows = ["| module | what it is for |", "|---|---|"]
    return "\n".join(rows + [f"| `{path.stem}` | {purpose(path)} |" for path in paths])


def purpose(path):
    """The first line of a module's docstring, which says it."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0].replace("|", "\\|")


def held():
    """What each level gives and lacks, in the words of `grader doctor`."""
    rows = ["| level | gives | lacks |", "|---|---|---|"]
    for level in sorted(Level, reverse=True):
        lacks = "; ".join(levels._MISSING[level]) or "nothing of what is promised"
        rows.append(f"| {level.label} | {levels._GIVES[level]} | {lacks} |")
    return "\n".join(rows)
