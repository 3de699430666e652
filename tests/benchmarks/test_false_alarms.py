"""Right solutions hold under every schedule that is tried, whatever their style: no check that explores accuses them.

`SCHEDULES=2000 pytest tests/benchmarks/test_false_alarms.py -k 07` looks at as many for each reference and each
alternative of exercise 07; 60 is what a student's check tries.
"""

from __future__ import annotations

import importlib.util
import inspect
import os
from pathlib import Path

import pytest
from pairs import told

from grader.course import read_course, suite_folder
from grader.languages import PYTHON
from grader.sandbox import open_sandbox
from grader.schedules import Budget
from grader.schedules.plans import BASE_ORDERS
from grader.suite.marks import marks_of
from grader.suite.student import Assignment, Student
from grader.verify import Role, trials_of

SCHEDULES = int(os.environ.get("SCHEDULES", "60"))
SECONDS_EACH = 0.5
COURSE = read_course(Path(__file__).parents[2] / "exercises")
RIGHT = (Role.REFERENCE, Role.ALTERNATIVE)


def explorations():
    """Every check that explores, with every right solution of its exercise."""
    for exercise in COURSE.exercises:
        checks = [check for check in _checks_of(exercise) if ".explore(" in inspect.getsource(check)]
        for trial in trials_of(COURSE, exercise):
            if trial.role in RIGHT:
                for check in checks:
                    yield pytest.param(
                        exercise, check, trial.path, id=f"{exercise.number}-{check.__name__}-{trial.path.stem}"
                    )


def _checks_of(exercise):
    (file,) = Path(suite_folder(exercise)).glob("test_*.py")
    spec = importlib.util.spec_from_file_location(f"hidden_{exercise.number}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [value for name, value in vars(module).items() if name.startswith("test_") and marks_of(value).points]


@pytest.fixture(scope="module")
def sandbox():
    """The strongest that works here."""
    sandbox = open_sandbox()
    yield sandbox
    sandbox.close()


@pytest.mark.timeout(SCHEDULES * SECONDS_EACH + 60)
@pytest.mark.parametrize(("exercise", "check", "path"), list(explorations()))
def test_a_right_solution_is_never_accused(sandbox, capsys, exercise, check, path):
    files = {f"{exercise.slug}.py": path.read_bytes(), **PYTHON.supplied_files}
    assignment = Assignment(module=exercise.slug, files=files, limits=exercise.limits)
    budget = Budget(schedules=SCHEDULES, seconds=SCHEDULES * SECONDS_EACH)
    student = Student(sandbox, assignment, seed="1", budget=budget)
    check(student)
    for explored in student.explorations:
        told(capsys, f"{exercise.number} {path.stem}: {explored.sentence}")
        assert explored.schedules >= min(SCHEDULES, len(BASE_ORDERS))
        assert explored.inconclusive == 0
