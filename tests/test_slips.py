"""Slips: one small thing changed in a right program, in every way that the operators know, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import read_course
from grader.verify.slips import slips_in, spread

COURSE = read_course(Path(__file__).parents[1] / "exercises")


def changes(body):
    """What can be changed in a function of this body, and what the body is then."""
    source = "def f(x):\n" + indent(dedent(body).strip(), "    ") + "\n"
    return {slip.change: dedent(slip.source.partition("\n")[2]).strip() for slip in slips_in(source)}


@pytest.mark.parametrize(
    ("body", "change", "then"),
    [
        ("with lock:\n    a()", "left out: with lock:", "a()"),
        ("with lock, other:\n    a()", "left out other of: with lock, other:", "with lock:\n    a()"),
        ("with lock:\n    a()\n    b()", "left one statement too early: with lock:", "with lock:\n    a()\nb()"),
        ("with lock:\n    a()\n    b()", "entered one statement too late: with lock:", "a()\nwith lock:\n    b()"),
        ("a()\nchild.join()", "left out: child.join()", "a()"),
        ("if x:\n    queue.put(None)", "left out: queue.put(None)", "if x:\n    pass"),
        ("a()\nb()", "swapped: a(); b()", "b()\na()"),
        (
            "try:\n    a()\nfinally:\n    lock.release()",
            "left out: lock.release()",
            "try:\n    a()\nfinally:\n    pass",
        ),
        ("changed.notify_all()", "only notify(): changed.notify_all()", "changed.notify()"),
        ("while not x.ready:\n    x.wait()", "if in place of: while not x.ready:", "if not x.ready:\n    x.wait()"),
        ("return Barrier(x)", "one more: Barrier(x)", "return Barrier(x + 1)"),
        ("return mp.Semaphore(x)", "one less: mp.Semaphore(x)", "return mp.Semaphore(x - 1)"),
        ("return range(1, x, 2)", "one less: range(1, x, 2)", "return range(1, x - 1, 2)"),
        (
            "for each in x:\n    each.start()\nfor each in x:\n    each.join()",
            "in one loop: for each in x:; for each in x:",
            "for each in x:\n    each.start()\n    each.join()",
        ),
    ],
)
def test_one_thing_is_changed(body, change, then):
    assert changes(body)[change] == then


@pytest.mark.parametrize(
    "body",
    [
        "with open(x) as file:\n    return file.read()",  # what it gives a name to is needed
        "'''A docstring.'''\nreturn x",
        "y = x\nprint(y)",  # swapped, the second would lack the name
        "while True:\n    x()",
        "while x:\n    break",  # there is no breaking out of an if
        "return Barrier()",
        "return range(*x)",
        "for each in x:\n    each()\nreturn [each for each in x]",
    ],
)
def test_what_could_not_even_run_is_left_alone(body):
    assert changes(body) == {}


def test_only_functions_are_changed():
    assert slips_in("a.join()\nb.join()\nclass C:\n    x = range(3)\n") == ()


def right_programs():
    """Every one of the course; the quick round takes the references."""
    for exercise in COURSE.exercises:
        yield pytest.param(COURSE.reference(exercise), id=exercise.slug)
        for path in COURSE.alternatives(exercise):
            yield pytest.param(path, id=path.stem, marks=pytest.mark.slow)


@pytest.mark.parametrize("path", list(right_programs()))
def test_the_slips_of_the_course_are_different_programs_in_the_order_of_their_lines(path):
    source = path.read_text("utf-8")
    slips = slips_in(source)
    programs = [ast.unparse(ast.parse(slip.source)) for slip in slips]
    assert len({*programs, ast.unparse(ast.parse(source))}) == len(programs) + 1
    lines = [slip.line for slip in slips]
    assert lines == sorted(lines)


@given(st.lists(st.integers(), unique=True), st.integers(1, 50))
def test_what_is_spread_comes_from_everywhere_in_its_order(items, most):
    chosen = spread(items, most)
    places = [items.index(each) for each in chosen]
    assert len(chosen) == min(most, len(items))
    assert places == sorted(set(places))
    assert not items or places[-1] >= len(items) - 1 - len(items) // len(chosen)
