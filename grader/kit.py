"""The student's copy of a course: tasks, stubs, the workshop, and of the suites only the checks marked `@public`.

What goes in is listed here file by file; nothing is copied because it happens to lie there. A public check is cut out
of its hidden suite by its syntax, together with the names of the module that it uses: the suite is not imported, and
nothing else of it comes along.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from grader.course import PUBLIC, Course
from grader.errors import CourseError, UsageError
from grader.export.workflows import student_workflow
from grader.languages import PYTHON
from grader.model import Exercise

README = """\
# {title}

| what you do | how |
|---|---|
| set it up, once | `python3 -m venv .venv`, then `.venv/bin/pip install multiprocessing-grader` |
| see what there is | `grader list` |
| read a task | `grader show {first}`, or `exercises/{name}/README.md` |
| write | `exercises/{name}/{slug}.py`; each function raises NotImplementedError until you have written it |
| check what you wrote | `grader check {first}` |
| get a hint | `grader hint {first}`, then `--step 2` and `--step 3` |

`workshop.py` lies beside each of your files, so that you can run them by hand; read it, it is short. The checks in the
folders `public` are some of those by which you are graded. The others are run when you hand in.

Every push runs the public checks too: see `.github/workflows/grade.yml`.
"""


def write_kit(course: Course, folder: Path) -> tuple[Path, ...]:
    """Write a student's copy of the course into a new or empty folder, and give its files.

    Raises UsageError if there is something in the folder, CourseError if a part of the course is missing.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not an empty folder", hint="name a new one: nothing is ever overwritten")
    files = dict(_files(course))  # all is read before anything is written
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(folder / name for name in files)


def _files(course: Course) -> Iterator[tuple[str, str]]:
    """Give everything that a kit consists of, as paths and texts."""
    if not course.exercises:
        raise CourseError(f"{course.folder}: the course has no exercises")
    first = course.exercises[0]
    yield "README.md", README.format(title=course.title, first=first.number, name=first.name, slug=first.slug)
    yield ".github/workflows/grade.yml", student_workflow()
    yield "exercises/course.toml", (course.folder / "course.toml").read_text("utf-8")
    for exercise in course.exercises:
        yield from _exercise_files(course, exercise, f"exercises/{exercise.name}")


def _exercise_files(course: Course, exercise: Exercise, folder: str) -> Iterator[tuple[str, str]]:
    yield f"{folder}/README.md", course.task(exercise)
    yield f"{folder}/exercise.toml", Path(exercise.folder, "exercise.toml").read_text("utf-8")
    yield f"{folder}/{exercise.slug}.py", course.stub(exercise).read_text("utf-8")
    for name, content in PYTHON.supplied_files.items():
        yield f"{folder}/{name}", content.decode()
    suite = course.suite(exercise)
    if checks := public_checks(suite, about=exercise.number):
        yield f"{folder}/{PUBLIC}/{suite.name}", checks


# ------------------------------------------------------------------------------------------- public checks


def public_checks(suite: Path, *, about: str) -> str:
    """Cut the checks marked `@public` out of a hidden suite, as a module of their own; empty if there are none.

    Raises CourseError if the suite is not Python, or if a public check uses a check that is not, or a reference.
    """
    source = suite.read_text("utf-8")
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CourseError(f"{suite}: line {error.lineno} is not Python: {error.msg}") from None
    tests = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and _is_test(node)}
    secret = {name for name, test in tests.items() if not _is_public(test)}
    if len(secret) == len(tests):
        return ""
    bound = {name: node for node in tree.body if not _is_import(node) for name in _names_bound(node)}
    kept = _needed([test for name, test in tests.items() if name not in secret], bound, secret)
    if missing := sorted(secret & {node.name for node in kept if isinstance(node, ast.FunctionDef)}):
        raise CourseError(f"{suite}: a public check uses {missing[0]}, which is not public")
    if any(_asks_a_reference(node, tree) for node in kept):
        raise CourseError(f"{suite}: a public check asks a reference, which students must not have")
    parts = [_text(source, node, secret) for node in tree.body if node in kept]
    return "\n\n\n".join([_head(tree, kept, secret, about), *parts]) + "\n"


def _is_test(node: ast.FunctionDef) -> bool:
    return node.name.startswith("test_")


def _is_public(test: ast.FunctionDef) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "public" for mark in test.decorator_list)


def _asks_a_reference(node: ast.stmt, tree: ast.Module) -> bool:
    """Whether a statement uses `outcomes_of`, under whatever name."""
    imports = [alias for each in tree.body if isinstance(each, (ast.Import, ast.ImportFrom)) for alias in each.names]
    names = {"outcomes_of", *(alias.asname for alias in imports if alias.name == "outcomes_of")}
    used = (getattr(inner, "id", getattr(inner, "attr", "")) for inner in ast.walk(node))
    return not names.isdisjoint(used)


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _names_bound(node: ast.stmt) -> Iterator[str]:
    """Give the names that a statement at the top of a module gives a meaning to."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node.name
        return
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id


def _needed(first: list[ast.FunctionDef], bound: dict[str, ast.stmt], secret: set[str]) -> set[ast.stmt]:
    """Give the statements that these need, and those that they need in turn."""
    needed: set[ast.stmt] = set()
    waiting: list[ast.stmt] = list(first)
    while waiting:
        node = waiting.pop()
        if node not in needed:
            needed.add(node)
            waiting += [bound[name] for name in _names_used(node, secret) if name in bound]
    return needed


def _names_used(node: ast.stmt, secret: set[str]) -> set[str]:
    """Give the names that a statement uses, `@after(…)` with its names of secret checks left out."""
    parts: list[ast.AST] = [node]
    if isinstance(node, ast.FunctionDef):
        parts = [node.args, *node.body, *([node.returns] if node.returns else []), *_marks(node, secret)]
    return {inner.id for part in parts for inner in ast.walk(part) if isinstance(inner, ast.Name)}


def _marks(test: ast.FunctionDef | ast.ClassDef, secret: set[str]) -> list[ast.expr]:
    """Give a function's decorators, without waiting for checks that are not there."""
    marks: list[ast.expr] = []
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "after":
            tests = [each for each in mark.args if ast.unparse(each) not in secret]
            marks += [mark] if tests == mark.args else [ast.Call(mark.func, tests, [])] if tests else []
        else:
            marks.append(mark)
    return marks


def _text(source: str, node: ast.stmt, secret: set[str]) -> str:
    """Give a statement as its author wrote it, with the decorators that are left."""
    marks = _marks(node, secret) if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []
    as_written = [ast.get_source_segment(source, mark) if hasattr(mark, "lineno") else None for mark in marks]
    lines = [f"@{text or ast.unparse(mark)}" for text, mark in zip(as_written, marks, strict=True)]
    return "\n".join([*lines, ast.get_source_segment(source, node) or ""])


def _head(tree: ast.Module, kept: set[ast.stmt], secret: set[str], about: str) -> str:
    """Give the docstring, and those imports of the suite that are still used."""
    used = {name for node in kept for name in _names_used(node, secret)}
    lines = [f'"""Public checks of {about}: some of those by which it is graded."""', ""]
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
            node.names = [name for name in node.names if future or (name.asname or name.name).split(".")[0] in used]
            lines += [ast.unparse(node), *([""] if future else [])] if node.names else []
    return "\n".join(lines)
