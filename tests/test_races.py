"""Programs of many kinds, right and with a mistake: the mistake is found soon and again, the right ones hold.

Each file of `races/` is a right program; a line that ends with `# BUG: …` is replaced by what stands there.
"""

from __future__ import annotations

import ast
import re
from ast import literal_eval
from pathlib import Path

import pytest
from students import a_student

KINDS = sorted(path.stem for path in (Path(__file__).parent / "races").glob("*.py"))
SOUND = sorted(path.stem for path in (Path(__file__).parent / "sound").glob("*.py"))
QUICK = ("lock_order",)
SLOW = ("manager_dict",)
"""What takes a second process of the library's own, and hundreds of points."""
MANY = [pytest.param(kind, marks=() if kind in QUICK else pytest.mark.slow, id=kind) for kind in KINDS]


def source_of(kind, *, buggy=False, folder="races"):
    """The program, right or with its mistake, and what it should return."""
    source = (Path(__file__).parent / folder / f"{kind}.py").read_text()
    expected = literal_eval(re.search(r"^EXPECTED = (.*)$", source, re.MULTILINE)[1])
    return re.sub(r"^( *).*# BUG: (.*)$", r"\1\2", source, flags=re.MULTILINE) if buggy else source, expected


def explored(sandbox, source, expected, schedules, *, replay=None):
    """What was said against the program, and the student with its record."""
    method = "".join(re.findall(r'^START_METHOD = "(.*)"$', source, re.MULTILINE)) or "fork"
    student = a_student(sandbox, source, schedules, seconds=60, replay=replay)
    try:
        student.explore("solve", start_method=method).all_satisfy(lambda run: run.value == expected)
    except AssertionError as error:
        return str(error), student
    return "", student


@pytest.mark.parametrize("kind", MANY)
def test_the_mistake_is_found_within_the_default_budget_and_comes_again(sandbox, kind):
    program = source_of(kind, buggy=True)
    said, student = explored(sandbox, *program, 60)
    assert said
    again, _ = explored(sandbox, *program, 60, replay=student.explorations[0].seed)
    assert again.splitlines()[-1] == said.splitlines()[-1]


@pytest.mark.parametrize("kind", MANY)
def test_the_right_program_holds(sandbox, kind):
    said, student = explored(sandbox, *source_of(kind), 12 if kind in SLOW else 40)
    assert said == ""
    assert student.explorations[0].inconclusive == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", SOUND)
def test_what_the_library_offers_is_under_control(sandbox, name):
    said, student = explored(sandbox, *source_of(name, folder="sound"), 8)
    assert said == ""
    assert student.explorations[0].inconclusive == 0


def test_every_kind_has_a_mistake():
    for kind in KINDS:
        assert ast.dump(ast.parse(source_of(kind, buggy=True)[0])) != ast.dump(ast.parse(source_of(kind)[0]))
    assert len(KINDS) >= 36
