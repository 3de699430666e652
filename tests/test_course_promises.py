"""The course keeps its promises, for whatever exercises it has: nothing here names one.

What the promises are, and how each is looked at, says `grader.verify`. All that is written is tested here, every stub,
reference and alternative, and of the mistakes one for each exercise; `grader verify` grades them all, some hundreds,
which takes the better part of an hour (`tox -e course`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.batch.worker import Worker
from grader.batch.workers import WorkerProcesses
from grader.course import read_course
from grader.suite.warm import WarmRunners
from grader.verify import RULES, Role, course_findings, graded, judge, trials_of

COURSE = read_course(Path(__file__).parents[1] / "exercises")


def programs() -> Iterator[object]:
    for exercise in COURSE.exercises:
        trials = list(trials_of(COURSE, exercise))
        first_mistake = next(trial for trial in trials if trial.role is Role.MUTANT)
        for trial in trials:
            if trial.role is Role.MUTANT and trial is not first_mistake:
                continue
            slow = [] if trial.role is Role.STUB else [pytest.mark.slow, pytest.mark.timeout(240)]
            name = "-".join(filter(None, (exercise.name, trial.role.name.lower(), trial.check, trial.path.stem)))
            yield pytest.param(trial, marks=slow, id=name)


def test_the_course_as_a_whole_is_sound():
    assert list(course_findings(COURSE)) == []


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_is_written_is_complete(rule, exercise):
    assert list(rule(COURSE, exercise)) == []


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_there_is_a_program_of_every_role(exercise):
    assert {trial.role for trial in trials_of(COURSE, exercise)} == set(Role)


@pytest.fixture(scope="module")
def worker():
    """A process that grades one program after the other, so that each need not begin with importing pytest."""
    with WorkerProcesses(1) as worker:
        yield worker


@pytest.mark.parametrize("trial", list(programs()))
def test_a_program_gets_the_grade_that_it_should(worker, trial):
    assert worker.submit(speak_against, str(trial.path)).result() == ""


def speak_against(path):
    """What speaks against the course in the grade of one of its programs; called in the worker."""
    (trial,) = (trial for each in COURSE.exercises for trial in trials_of(COURSE, each) if str(trial.path) == path)
    Worker.runners = Worker.runners or WarmRunners(private=[Worker.connection.fileno()])
    grade = graded(trial, start=Worker.runners.runner, on_event=Worker.still_works)
    return "\n".join(map(str, judge(COURSE, trial, grade)))
