"""Calibrating: how many schedules wrong programs need, what that asks for, and what the command line makes of it."""

from __future__ import annotations

import json
import threading

import pytest
from courses import FOLDER, HIDDEN, a_sound_course, change, the_course
from grades import a_check, a_failed_check, a_grade, grader
from hypothesis import given
from hypothesis import strategies as st

from grader.grading import grade as really_grade
from grader.model import Exploration, Verdict
from grader.verify import Need, calibrate

EXPLORES = "test_5"
SYNCHRONISED = '''
def count(workers):
    """Count."""
    lock.acquire()
    number.value += 1
    lock.release()
'''


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A course with six mistakes, and a reference that four slips can be made in."""
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    a_sound_course(tmp_path)
    for number in range(6):
        (tmp_path / f"solutions/07_counting/mutants/test_{number}/too_few.py").write_text(f"needs = {number}\n")
    (tmp_path / "solutions/07_counting/counting.py").write_text(SYNCHRONISED)
    for name in ("pool", "executor"):
        (tmp_path / f"solutions/07_counting/alternatives/{name}.py").write_text("def count(workers):\n    ...\n")
    return tmp_path


def a_search(schedules=60, **differs):
    return Exploration(call="count(workers=2)", schedules=schedules, **differs)


class Grading:
    """A stand-in for grading: a mistake fails after as many schedules as it says, and a slip holds."""

    def __init__(self, **otherwise):
        self.calls, self.otherwise = [], otherwise

    def __call__(self, _exercise, submission, **keywords):
        (source,) = submission.files.values()
        self.calls.append(keywords)
        kind, _, number = source.decode().strip().partition(" = ")
        check = self.otherwise.get(kind) if kind in self.otherwise else self.check(kind, number)
        return a_grade(a_check("test_0"), check)

    def check(self, kind, number):
        if kind != "needs":
            return a_check(EXPLORES, explorations=(a_search(),))
        if number == "0":
            return a_failed_check(EXPLORES)
        return a_failed_check(EXPLORES, explorations=(a_search(int(number), failed=1, seed=int(number) - 1),))


def calibrated(root, **settings):
    course = the_course(root)
    return next(calibrate(course, **{"grade": Grading(), **settings}))


def command(root, *words, grade=None):
    return grader("verify", "--calibrate", "--course", str(root), *words, grade=grade or Grading())


# ------------------------------------------------------------------------------------------- what is needed


def test_five_times_what_nearly_all_searches_need_is_asked_for():
    assert Need.of([2] * 50 + [4] * 45 + [9] * 5) == Need(
        numbers=(2,) * 50 + (4,) * 45 + (9,) * 5, median=3.0, percentile_95=4, most=9, budget=20
    )


def test_no_search_that_found_something_goes_without():
    assert Need.of([2] * 99 + [41]).budget == 41
    assert Need.of([2] * 99 + [13], [41]).budget == 13  # a slip, which nobody made
    assert Need.of([2] * 50 + [13], [41] * 50).budget == 5 * 41


@given(st.lists(st.integers(1, 60)))
def test_what_is_asked_for_finds_everything_and_has_a_floor(numbers):
    need = Need.of(numbers)
    assert need.budget >= max([12, *numbers])
    assert need.percentile_95 in ([0], numbers)[bool(numbers)]
    assert sum(number <= need.percentile_95 for number in numbers) >= 0.95 * len(numbers)


def test_what_fails_in_the_natural_order_needs_no_exploring(root):
    found = calibrated(root)
    assert (found.without_exploring, found.by_exploring) == (2, 4)  # test_0 before, test_1 with the first schedule
    assert (found.need.numbers, found.need.median, found.need.most) == ((1, 1, 2, 3, 4, 5), 2.5, 5)


def test_what_only_fails_when_it_is_stirred_says_nothing_about_schedules(root):
    stirred = a_failed_check(EXPLORES, explorations=(a_search(60, failed=1, stirred=8),))
    found = calibrated(root, grade=Grading(needs=stirred))
    assert (found.without_exploring, found.by_exploring, found.need.numbers) == (6, 0, ())


def test_slips_of_every_right_solution_are_tried_beside_the_mistakes(root):
    (root / "solutions/07_counting/alternatives/pool.py").write_text("def count(workers):\n    queue.put(None)\n")
    found = calibrated(root)
    assert found.programs == 6 + len(found.held) == 6 + 5
    assert "counting.py:4: left out: lock.acquire()" in found.held
    assert "pool.py:2: left out: queue.put(None)" in found.held


def test_only_the_checks_that_explore_are_asked_about_wrong_programs(root):
    grading = Grading()
    calibrated(root, grade=grading)
    of_the_reference, *of_wrong_ones = grading.calls
    assert of_the_reference == {"seed": 1}
    assert [call["checks"] for call in of_wrong_ones] == [(EXPLORES,)] * 10
    assert {(call["budget"].schedules, call["seed"]) for call in of_wrong_ones} == {(60, 1)}


def test_where_nothing_explores_no_wrong_program_is_tried(root):
    grading = Grading(**{SYNCHRONISED.strip().partition(" = ")[0]: a_check(EXPLORES)})
    found = calibrated(root, grade=grading)
    assert (found.checks, found.programs, len(grading.calls)) == ((), 0, 1)


def test_the_order_does_not_depend_on_who_is_done_first(root):
    last_is_done = threading.Event()

    def last_first(exercise, submission, **keywords):
        (source,) = submission.files.values()
        if b"acquire" not in source:
            last_is_done.wait(timeout=20)
        elif b"release" not in source:
            last_is_done.set()
        return Grading()(exercise, submission, **keywords)

    assert calibrated(root, workers=20, grade=last_first) == calibrated(root)


# ------------------------------------------------------------------------------------------- what is found


def test_an_exercise_that_tries_too_few_is_told_how_many(root):
    change(root, f"{FOLDER}/exercise.toml", "\n[[functions]]", "schedules = 24\n\n[[functions]]")
    (found,) = calibrated(root).findings
    assert found.file == f"{FOLDER}/exercise.toml"
    assert found.problem == "24 schedules are tried, where its wrong programs ask for 25"
    assert found.remedy == "write schedules = 25"


def test_one_that_tries_enough_is_left_alone(root):
    assert (calibrated(root).tries, calibrated(root).findings) == (60, ())
    change(root, f"{FOLDER}/exercise.toml", "\n[[functions]]", "schedules = 25\n\n[[functions]]")
    assert (calibrated(root).tries, calibrated(root).findings) == (25, ())


def test_it_is_told_how_many_schedules_there_is_time_for(root):
    slow = a_check(EXPLORES, explorations=(a_search(60), a_search(28), a_search(4)))  # the last one of orders alone
    found = calibrated(root, grade=Grading(**{SYNCHRONISED.strip().partition(" = ")[0]: slow}))
    assert (found.tries, found.reached) == (60, 28)


def test_nothing_is_learned_from_wrong_programs_while_the_right_one_fails(root):
    failing = a_failed_check(EXPLORES, explorations=(a_search(failed=1),))
    found = calibrated(root, grade=Grading(**{SYNCHRONISED.strip().partition(" = ")[0]: failing}))
    assert found.programs == 0
    assert [(each.file, each.ours) for each in found.findings] == [("solutions/07_counting/counting.py", False)]


def test_a_mistake_that_its_own_check_does_not_find_is_told(root):
    (root / "solutions/07_counting/mutants/test_5/too_few.py").write_text("rare = 1\n")
    (found,) = calibrated(root).findings
    assert found.file == "solutions/07_counting/mutants/test_5/too_few.py"
    assert found.problem == "test_5 does not catch it with 60 schedules"


def test_what_could_not_be_judged_is_our_fault_and_no_slip_that_held(root):
    unknown = a_check(EXPLORES, verdict=Verdict.UNKNOWN, seen="the program could not be run")
    found = calibrated(root, grade=Grading(needs=unknown))
    assert [each.ours for each in found.findings] == [True] * 6
    assert "too_few.py could not be judged: the program could not be run" in found.findings[0].problem


# ------------------------------------------------------------------------------------------- the command


def test_the_command_shows_a_table_and_the_slips_that_held(root, capsys, snapshot):
    assert command(root, "07", "-n", "2") == 0
    assert capsys.readouterr().out == snapshot


def test_the_status_is_1_when_too_few_are_tried_and_3_when_it_is_our_fault(root, capsys):
    change(root, f"{FOLDER}/exercise.toml", "\n[[functions]]", "schedules = 5\n\n[[functions]]")
    assert command(root) == 1
    assert "next: write schedules = 25" in capsys.readouterr().out
    assert command(root, grade=Grading(needs=a_check(EXPLORES, verdict=Verdict.UNKNOWN))) == 3


def test_the_json_is_everything(root, capsys):
    assert command(root, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["status"] == 0
    (exercise,) = report["exercises"]
    assert exercise["need"] == {
        "numbers": [1, 1, 2, 3, 4, 5],
        "median": 2.5,
        "percentile_95": 5,
        "most": 5,
        "budget": 25,
    }
    assert (exercise["exercise"], exercise["tries"], len(exercise["held"])) == ("07_counting", 60, 4)
    assert exercise["hardest"] == "too_few.py"


@pytest.mark.parametrize("words", [("--repeat", "2"), ("--load",), ("--thorough",)])
def test_what_is_about_right_solutions_does_not_go_with_it(root, words, capsys):
    assert command(root, *words) == 2
    assert "leave one out" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------- in earnest

COUNTING = """
from multiprocessing import Process, Value


def add(number):
    with number.get_lock():
        number.value += 1


def count(workers):
    number = Value("q", 0)
    children = [Process(target=add, args=(number,)) for _ in range(workers)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    return number.value
"""
SUITE = '''"""07: counting."""

from grader.suite import Student


def test_5(student: Student) -> None:
    """Whatever the schedule, everybody counts."""
    student.explore("count", workers=2, start_method="fork").all_satisfy(lambda run: run.value == 2)
'''


@pytest.mark.slow
def test_a_lock_that_is_left_out_is_found_by_exploring(root):
    (root / HIDDEN).write_text(SUITE)
    (root / "solutions/07_counting/counting.py").write_text(COUNTING)
    found = calibrated(root, grade=really_grade, workers=2)
    assert (found.programs, found.findings) == (6 + 5, ())  # the slips: with, range twice, one loop, join
    assert found.by_exploring == 1
    assert found.need.most > 1
    assert found.held == ("counting.py:13: in one loop: for child in children:; for child in children:",)
