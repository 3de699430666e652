"""`all_in(outcomes_of(...))`: what a reference comes to is legal, nothing else is, and nobody is accused by chance."""

from __future__ import annotations

import re
from functools import partial
from textwrap import dedent

import pytest
from builders import a_run
from students import a_student
from suites import a_request, an_exercise, decided, told

from grader.errors import CourseError
from grader.model import Ending, Return, Schedule, Verdict
from grader.schedules import Budget, Search
from grader.suite import outcomes, outcomes_of
from grader.suite.facts import PromiseError, UndecidedError
from grader.suite.outcomes import FEWEST, Reference
from grader.suite.run import Run
from grader.suite.student import Assignment, Student

MERGING = """
    from multiprocessing import Pipe, Process, Queue

    def put(queue, number):
        queue.put(number)

    def solve(numbers):
        queue = Queue()
        processes = [Process(target=put, args=(queue, number)) for number in numbers]
        for process in processes:
            process.start()
        taken = [queue.get() for _ in numbers]
        for process in processes:
            process.join()
        return {}
"""
REFERENCE = outcomes_of(dedent(MERGING.format("taken")))


@pytest.fixture
def student(sandbox):
    """Make a student out of a source."""
    return partial(a_student, sandbox, schedules=12)


def merged(student, legal=REFERENCE):
    """Let a student merge two numbers."""
    student.explore("solve", numbers=[1, 2], start_method="fork").all_in(legal)


# ------------------------------------------------------------------------------------------- in the sandbox


@pytest.mark.slow
def test_each_order_that_the_reference_can_have_is_right(student):
    for result in ("taken", "sorted(taken)", "sorted(taken, reverse=True)"):
        merging = student(MERGING.format(result))
        merged(merging)
        assert "; the reference has" in merging.explorations[0].sentence
        assert merging.explorations[0].stirred == 0


@pytest.mark.slow
def test_what_the_reference_never_comes_to_is_wrong_and_the_numbers_are_told(student, monkeypatch):
    monkeypatch.setattr(outcomes, "FEWEST", 40)
    merging = student(MERGING.format("taken if taken == [1, 2] else taken[:1]"), schedules=30)
    with pytest.raises(PromiseError) as caught:
        merged(merging)
    assert int(re.search(r"2 outcomes under (\d+) schedules", caught.value.seen)[1]) >= 40
    assert "schedule" in caught.value.seen.partition("shows it, each time: --replay")[0]
    assert "it was [2]; the reference has [1, 2]; [2, 1]" in caught.value.detail
    assert merging.explorations[0].failed == 1


def test_who_never_returns_fails_whatever_the_reference_does(student):
    stuck = student(
        "from multiprocessing import Lock\n\ndef solve(numbers):\n    with (lock := Lock()), lock:\n        pass\n"
    )
    with pytest.raises(PromiseError, match="waits for lock, which main holds"):
        merged(stuck, outcomes_of("def solve(numbers):\n    return 1 / 0\n"))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def solve(numbers):\n    return 1 / 0\n", "the reference itself fails under schedule 0: .*ZeroDivisionError"),
        ("def solve(numbers):\n    pass\n", "the reference itself fails under schedule 0: the call returned nothing"),
        ("def solve(numbers:\n", "the reference itself fails"),
        ("import os\ndef solve(numbers):\n    os._exit(0)\n", "the reference itself fails"),
        pytest.param(
            "def solve(numbers):\n    while True: pass\n", "cannot be explored: .* clock", marks=pytest.mark.slow
        ),
    ],
    ids=["raises", "returns nothing", "is no Python", "ends", "never ends"],
)
def test_a_reference_that_does_not_work_is_our_fault(student, source, said, monkeypatch):
    monkeypatch.setattr(outcomes, "SECONDS", 2.0)
    with pytest.raises(UndecidedError, match=said):
        merged(student(MERGING.format("taken")), outcomes_of(source))


def test_where_a_reference_always_shows_something_new_the_check_is_not_decided(student, monkeypatch):
    monkeypatch.setattr(outcomes, "TIMES", 1)
    monkeypatch.setattr(outcomes, "FEWEST", 4)
    merging = student(MERGING.format("taken"))
    with pytest.raises(UndecidedError, match="the reference has 12 outcomes under 12 schedules, which are too few"):
        merged(merging, outcomes_of("import os\n\ndef solve(numbers):\n    return os.urandom(8).hex()\n"))
    assert merging.explorations[0].failed == 0


def test_what_counts_of_a_run_may_be_something_else_than_its_value(student):
    tagged = MERGING.format("[*taken, __name__, __file__]")
    merged(student(tagged), outcomes_of(dedent(tagged), outcome=lambda run: run.value[:2]))


def test_the_reference_has_nothing_of_the_students_beside_it(sandbox):
    source = "import os\n\ndef solve(numbers):\n    return sorted(os.listdir())\n"
    files = {"task.py": b"def solve(numbers): return ['task.py', 'workshop.py']", "notes.py": b""}
    merged(Student(sandbox, Assignment(module="task", files=files), seed="1"), outcomes_of(source))


SUITE = """
    from pathlib import Path
    from grader.suite import outcomes_of

    def test_merging(student):
        '''It merges.'''
        legal = outcomes_of(Path(__file__).with_name("reference.py"))
        student.explore("solve", numbers=[1], start_method="fork").all_in(legal)
"""


def judged_by(tmp_path, reference, source):
    """What a suite with a reference beside it says of a submission."""
    exercise = an_exercise(tmp_path, SUITE)
    (tmp_path / "01_toy/hidden/reference.py").write_text(dedent(reference), "utf-8")
    request = a_request(exercise, source, budget=Budget(schedules=5))
    return decided(told(request))["merging"]


def test_a_reference_is_a_file_beside_the_suite(tmp_path):
    check = judged_by(tmp_path, MERGING.format("taken"), MERGING.format("taken"))
    assert (check.verdict, check.seen) == (Verdict.PASSED, "")
    assert "the reference has 1 outcome under 4 schedules" in check.explorations[0].sentence


def test_nobody_loses_points_for_a_reference_that_fails(tmp_path):
    check = judged_by(tmp_path, "def solve(numbers):\n    return 1 / 0\n", MERGING.format("taken"))
    assert check.verdict is Verdict.UNKNOWN
    assert "cannot be judged: the reference itself fails under schedule 0" in check.seen


# ------------------------------------------------------------------------------------------- when it is certain


def a_reference(value_of, schedules=2000, **differs):
    """A reference that comes to these values, by seed; and a list of the seeds that it was asked for."""
    asked = []

    def perform(plans):
        asked.extend(plan.seed for plan in plans)
        return tuple(a_record(plan.seed, value_of(plan.seed), **differs) for plan in plans)

    budget = Budget(schedules=schedules, seconds=1000)
    return Reference(lambda run: run.value, Search(perform, lambda _: None, budget)), asked


def a_record(seed, value, **differs):
    """The record of one schedule, which came to this value."""
    schedule = Schedule(seed=seed, strategy="walk", behaviour=str(seed))
    return a_run(returns=(Return(at=0.1, value=value),), schedule=schedule, **differs)


def allowed(reference, value, seed=0):
    """Whether the reference allows a value that this seed has shown; None where that is not decided."""
    try:
        reference.allows(Run(a_record(seed, value)))
    except PromiseError:
        return False
    return None if reference.undecided else True


def test_the_reference_is_asked_no_more_than_it_takes_to_show_an_outcome():
    reference, asked = a_reference(lambda seed: seed // 4)
    assert allowed(reference, 1)
    assert len(asked) == 12
    assert allowed(reference, 0)
    assert len(asked) == 12


@pytest.mark.parametrize(("seed", "fewest"), [(0, FEWEST), (14, FEWEST), (49, 1000)])
def test_the_later_an_outcome_was_found_the_longer_the_reference_looks_for_it(seed, fewest):
    reference, asked = a_reference(lambda seed: seed % 3)
    assert allowed(reference, 9, seed) is False
    assert fewest <= len(asked) < fewest + 32


def test_a_reference_that_has_outcomes_of_which_it_shows_each_once_accuses_nobody():
    reference, asked = a_reference(lambda seed: seed, schedules=400)
    assert allowed(reference, -1) is None
    assert len(asked) == 400


def test_a_reference_that_ran_out_of_time_accuses_nobody():
    reference, _ = a_reference(lambda _: 1, schedules=FEWEST - 1)
    assert allowed(reference, 2) is None


def test_a_sandbox_that_failed_accuses_nobody():
    reference, _ = a_reference(lambda _: 1, ending=Ending.SANDBOX_FAILED, problem="the disk is full")
    with pytest.raises(UndecidedError, match="the disk is full"):
        allowed(reference, 2)


def test_outcomes_are_equal_as_python_has_it():
    reference, _ = a_reference(lambda _: [1, {"a": 2}])
    assert allowed(reference, [1.0, {"a": 2}])


def test_a_file_that_is_not_there_is_told_with_its_name(tmp_path):
    with pytest.raises(CourseError, match=r"merge.py: the reference cannot be read: No such file"):
        outcomes_of(tmp_path / "merge.py")
    with pytest.raises(CourseError, match="a file is named by a Path"):
        outcomes_of("merge.py")
