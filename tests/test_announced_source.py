"""The student's source with its accesses announced: it does what it did, and tells what it is about to touch."""

from __future__ import annotations

import builtins
import ctypes
import traceback
from pathlib import Path

import pytest

from grader.languages.python.scheduling import memory, source

ROOT = Path(__file__).parents[1]
FILES = sorted([*(ROOT / "solutions").glob("*/*.py"), *(ROOT / "tests" / "races").glob("*.py")])
ODD = """
import dataclasses
class Box:
    value: int = 1
    items: "list[int]"
@dataclasses.dataclass
class Point:
    x: int = 0
def run(*given: int, flag: bool = True, **more: int) -> list:
    box = Box(); box.items = [1, 2, 3]; box.value += 2; box.items[0] += box.value
    box.items[-1], last = last, box.items[-1] = 7, 8
    del box.items[1]
    first, *rest = sorted(box.items)
    match Point(4):
        case Point(x=4):
            kind = "four"
        case _:
            kind = "other"
    index = 0
    box.items[(index := 1)] *= 3
    text = f"{box.value!r:>4} {[each for each in box.items]}"
    return [box.value, box.items, first, rest, kind, text, sum(box.items), [x for x in zip(*[box.items] * 2)], last]
result = run()
"""


@pytest.fixture
def announced(monkeypatch):
    """Compile and run a source; gives its variables, and what was announced."""
    told = []
    names = {"read": source.READ, "write": source.WRITE, "update": source.UPDATE}
    for operation, name in names.items():
        monkeypatch.setattr(
            builtins,
            name,
            lambda thing, line, text, key, op=operation: told.append((op, line, text, key)) or thing,
            raising=False,
        )
    monkeypatch.setattr(builtins, source.UPDATED, lambda value: told.append("updated") or value, raising=False)
    monkeypatch.setattr(
        builtins, source.WALK, lambda things, text: told.append(("walk", text)) or things, raising=False
    )

    def run(text):
        variables = {"__name__": "odd"}
        exec(source.compiled(text.encode(), "task.py"), variables)  # noqa: S102 - our own text
        return variables, told

    return run


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_can_be_compiled_can_be_announced(path):
    text = path.read_bytes()
    assert source.compiled(text, str(path)).co_filename == compile(text, str(path), "exec").co_filename


def test_it_does_what_it_did(announced):
    plain = {"__name__": "odd"}
    exec(compile(ODD, "task.py", "exec", dont_inherit=True), plain)  # noqa: S102 - as above
    assert announced(ODD)[0]["result"] == plain["result"]


def test_adding_in_place_is_a_read_and_then_a_write(announced):
    _, told = announced("class C: value = 1\nc = C()\nc.value += 1")
    assert told == [("update", 3, "c", "value"), "updated"]


def test_elements_and_attributes_are_told_with_line_and_key(announced):
    _, told = announced("a = [1, 2]\nb = a[1]\na[0] = b\nfor x in a: pass\nsum(a)")
    assert told == [("read", 2, "a", 1), ("write", 3, "a", 0), ("walk", "a"), ("walk", "a")]


def test_a_mistake_in_the_syntax_is_one_here_too():
    with pytest.raises(SyntaxError):
        source.compiled(b"x = (", "task.py")


def test_an_error_has_its_own_line(announced):
    with pytest.raises(ZeroDivisionError) as caught:
        announced("class C: pass\nc = C()\nc.x = [1]\nc.x[0] = (\n    1 / 0)")
    assert traceback.extract_tb(caught.value.__traceback__)[-1].lineno == 5


@pytest.mark.parametrize(
    ("thing", "kind"),
    [(ctypes.c_int(1), 1), ((ctypes.c_int * 2)(), 1), (memoryview(b"x"), 1), ([1], 0), ({}, 0), ("x", 0)],
    ids=lambda each: type(each).__name__,
)
def test_only_what_processes_can_share_is_a_point(thing, kind):
    assert memory._kind_of(type(thing)) == kind
