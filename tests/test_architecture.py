"""The architecture as rules: each one holds for the project, and catches a breach that is planted for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STEPS = (
    ("errors", "escaping", "model", "processes"),
    ("evidence", "sentences"),
    ("archives", "languages"),
    ("course", "submission", "sandbox"),
    ("schedules",),
    ("suite",),
    ("grading",),
    ("side_by_side",),
    ("gradebook", "report", "export"),
    ("batch", "bundle", "verify", "kit", "scaffold"),
    ("cli",),
    ("__main__",),
)
"""A module imports its own package and lower steps, nothing else of the grader."""
RANK = {name: rank for rank, names in enumerate(STEPS) for name in names}
MOST_LINES = 300
STARTERS = {"subprocess", "multiprocessing", "pty", "concurrent.futures"}
HARMLESS = {
    f"concurrent.futures.{name}"
    for name in ("ThreadPoolExecutor", "as_completed", "Executor", "Future", "BrokenExecutor", "CancelledError")
}
"""What starts no process by itself."""
OWN_PROCESSES = {"suite/warm.py", "batch/workers.py", "verify/load.py"}
START_CALLS = ("fork", "exec", "spawn", "posix_spawn", "system", "popen", "startfile")
UNSAFE_MODULES = {"pickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "runpy", "code"}


# ---------------------------------------------------------------------------------------------- reading


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Give each module of the grader: its path below grader/, and its syntax."""
    for path in sorted((root / "grader").rglob("*.py")):
        if "_course" not in path.parts:
            yield path.relative_to(root / "grader").as_posix(), syntax_of(path)


@cache
def syntax_of(path: Path) -> ast.Module:
    """Give the syntax of a file, which every rule looks at."""
    return ast.parse(path.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    """Give the dotted names that a module imports anywhere, also inside functions; `.` for a relative import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" if not node.level else "." for name in node.names)


def top(path: str) -> str:
    """Give the name in the table for a path below grader/: `cli` for `cli/check.py`."""
    return path.split("/")[0].removesuffix(".py")


def names_in(tree: ast.Module) -> Iterator[str]:
    """Give every identifier, attribute and text of a module; docstrings are left out."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def called(tree: ast.Module) -> Iterator[str]:
    """Give what a module calls by a plain name, such as `print`."""
    return (node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))


# ---------------------------------------------------------------------------------------------- the rules


def imports_of_higher_ranks(root: Path) -> Iterator[str]:
    for path, tree in modules(root):
        for name in imports(tree):
            _, _, inside = name.partition("grader.")
            if name == "." or (name.startswith("grader.") and not may_import(top(path), inside.split(".")[0])):
                yield f"{path} imports {name}"


def may_import(module: str, other: str) -> bool:
    """Say whether `other` is of the same package or lower; what has no rank, like `__version__`, is lowest."""
    return module == other or RANK.get(other, -1) < RANK.get(module, 0)


def modules_without_a_rank(root: Path) -> Iterator[str]:
    return (f"{path} has no rank" for path, _ in modules(root) if top(path) not in {*RANK, "__init__"})


def cycles(root: Path) -> Iterator[str]:
    known = {
        f"grader/{path}".removesuffix(".py").removesuffix("/__init__").replace("/", "."): tree
        for path, tree in modules(root)
    }
    graph = {
        module: {
            found
            for name in imports(tree)
            for found in (name, name.rpartition(".")[0])
            if found in known and found != module and not module.startswith(f"{found}.")
        }
        for module, tree in known.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield " -> ".join(error.args[1])


def long_modules(root: Path) -> Iterator[str]:
    for path in every_python_file(root):
        lines = len(path.read_text("utf-8").splitlines())
        if lines > MOST_LINES:
            yield f"{path.relative_to(root)} has {lines} lines"


def modules_that_do_not_say_what_they_are_for(root: Path) -> Iterator[str]:
    for path in every_python_file(root):
        if "solutions" not in path.relative_to(root).parts and not ast.get_docstring(syntax_of(path)):
            yield f"{path.relative_to(root)} has no docstring"


def every_python_file(root: Path) -> Iterator[Path]:
    return (path for folder in ("grader", "tests", "exercises", "solutions") for path in (root / folder).rglob("*.py"))


def processes_started_elsewhere(root: Path) -> Iterator[str]:
    for path, tree in modules(root):
        if top(path) in {"processes", "sandbox", "languages"} or path in OWN_PROCESSES:
            continue
        yield from (f"{path} imports {name}" for name in imports(tree) if starts_processes(name))
        yield from (f"{path} calls os.{name}" for name in os_calls(tree) if name.startswith(START_CALLS))
        yield from (f"{path} traces" for name in names_in(tree) if "ptrace" in name.lower())


def starts_processes(imported: str) -> bool:
    return imported not in HARMLESS and any(imported == name or imported.startswith(f"{name}.") for name in STARTERS)


def os_calls(tree: ast.Module) -> Iterator[str]:
    yield from (name.removeprefix("os.") for name in imports(tree) if name.startswith("os."))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            yield node.attr


def printing_elsewhere(root: Path) -> Iterator[str]:
    for path, tree in modules(root):
        if top(path) not in {"cli", "languages"}:  # a driver speaks inside the student's own process
            yield from (f"{path} prints" for name in called(tree) if name == "print")
            yield from (f"{path} imports {name}" for name in imports(tree) if name.split(".")[0] in {"rich", "typer"})


def names_of_exercises(root: Path) -> Iterator[str]:
    folders = [path.name for path in (root / "exercises").iterdir() if path.name[:1].isdigit()]
    slugs = [slug for _, _, slug in (folder.partition("_") for folder in folders) if "_" in slug]
    for path, tree in modules(root):
        for text in names_in(tree):
            yield from (f"{path} names {name}" for name in {*folders, *slugs} if name in text)


def student_data_made_live(root: Path) -> Iterator[str]:
    for path, tree in modules(root):
        if top(path) != "languages":  # a driver runs inside the student's own process
            yield from (f"{path} imports {name}" for name in imports(tree) if name.split(".")[0] in UNSAFE_MODULES)
            yield from (
                f"{path} calls {name}" for name in called(tree) if name in {"eval", "exec", "compile", "__import__"}
            )


# ---------------------------------------------------------------------------------------------- the claims

BREACHES = [
    (imports_of_higher_ranks, {"model.py": "from grader.cli import main"}, "model.py imports grader.cli.main"),
    (
        imports_of_higher_ranks,
        {"model.py": "def late():\n    import grader.grading"},
        "model.py imports grader.grading",
    ),
    (imports_of_higher_ranks, {"report/html.py": "from grader import export"}, "report/html.py imports grader.export"),
    (imports_of_higher_ranks, {"cli/check.py": "from . import show"}, "cli/check.py imports ."),
    (modules_without_a_rank, {"utils.py": ""}, "utils.py has no rank"),
    (cycles, {"cli/a.py": "import grader.cli.b", "cli/b.py": "from grader.cli import a"}, "grader.cli.a"),
    (long_modules, {"model.py": "#\n" * 301}, "grader/model.py has 301 lines"),
    (modules_that_do_not_say_what_they_are_for, {"model.py": "x = 1"}, "grader/model.py has no docstring"),
    (processes_started_elsewhere, {"export/a.py": "import subprocess"}, "export/a.py imports subprocess"),
    (processes_started_elsewhere, {"cli/a.py": "from concurrent.futures import thread"}, "cli/a.py imports concurrent"),
    (processes_started_elsewhere, {"batch/running.py": "import subprocess"}, "batch/running.py imports subprocess"),
    (processes_started_elsewhere, {"suite/student.py": "import os\nos.fork()"}, "suite/student.py calls os.fork"),
    (processes_started_elsewhere, {"suite/student.py": "from os import execvp"}, "suite/student.py calls os.execvp"),
    (processes_started_elsewhere, {"course.py": "libc.ptrace(0)"}, "course.py traces"),
    (printing_elsewhere, {"grading.py": "print('done')"}, "grading.py prints"),
    (printing_elsewhere, {"report/html.py": "import rich.console"}, "report/html.py imports rich.console"),
    (names_of_exercises, {"grading.py": "if name == '05_queue_communication': pass"}, "grading.py names 05_queue"),
    (names_of_exercises, {"grading.py": "run(queue_communication)"}, "grading.py names queue_communication"),
    (student_data_made_live, {"suite/student.py": "import pickle"}, "suite/student.py imports pickle"),
    (student_data_made_live, {"suite/student.py": "eval(reply)"}, "suite/student.py calls eval"),
]
RULES = sorted({rule for rule, _, _ in BREACHES}, key=lambda rule: rule.__name__)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_has_no(rule):
    assert list(rule(ROOT)) == []


@pytest.mark.parametrize(("rule", "files", "found"), BREACHES)
def test_a_breach_is_caught(rule, files, found, tmp_path):
    plant(tmp_path, files)
    assert any(found in sentence for sentence in rule(tmp_path))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_is_allowed_is_left_alone(rule, tmp_path):
    check = '"""Print 05_queue_communication."""\nfrom grader import model, __version__\nimport grader.cli.a\nprint()'
    runner = '"""Start processes."""\nimport subprocess\nimport os\nos.fork()'
    plant(tmp_path, {"cli/check.py": check, "processes.py": runner, "sandbox/tracing.py": '"""x"""\nptrace(0)'})
    assert list(rule(tmp_path)) == []


def plant(root, files):
    (root / "exercises" / "05_queue_communication").mkdir(parents=True)
    for path, source in files.items():
        (root / "grader" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "grader" / path).write_text(source, "utf-8")
