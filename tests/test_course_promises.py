"""The course keeps its promises, for whatever exercises it has: nothing here names one.

What the promises are, and how each is looked at, says `grader.verify`. All that is written is tested here, every stub,
reference and alternative, and of the mistakes one for each exercise; `grader verify` grades them all, some hundreds,
which takes the better part of an hour (`tox -e course`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ahead import Ahead, chosen

from grader.batch.worker import Worker
from grader.batch.workers import WorkerProcesses
from grader.course import read_course
from grader.suite.warm import WarmRunners
from grader.verify import RULES, Role, course_findings, graded, judge, trials_of

COURSE = read_course(Path(__file__).parents[1] / "exercises")
AT_ONCE = 2


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
def against(request):
    """What speaks against the course in the grade of one of its programs.

    Processes that have pytest ready grade one after the other, and one computes while the other's program waits.
    """
    with WorkerProcesses(AT_ONCE) as workers:

        def grade(trial):
            return workers.submit(found_in, str(trial.path)).result()

        with Ahead(grade, chosen(request, "trial"), AT_ONCE) as against:
            yield against


@pytest.mark.parametrize("trial", list(programs()))
def test_a_program_gets_the_grade_that_it_should(against, trial):
    assert against(trial) == ""


def found_in(path):
    """The findings about one program, a line each; called in a worker."""
    (trial,) = (trial for each in COURSE.exercises for trial in trials_of(COURSE, each) if str(trial.path) == path)
    Worker.runners = Worker.runners or WarmRunners(private=[Worker.connection.fileno()])
    grade = graded(trial, start=Worker.runners.runner, on_event=Worker.still_works)
    return "\n".join(map(str, judge(COURSE, trial, grade)))
