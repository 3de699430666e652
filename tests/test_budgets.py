"""How many schedules are tried: 60, or what the exercise says, or what somebody asks for."""

from __future__ import annotations

import pytest
from courses import FOLDER, a_sound_course, change, the_course
from grades import a_grade, grader
from suites import an_exercise

from grader.batch.tasks import Task, digest_of_suite, task_to_text
from grader.errors import CourseError, SuiteError
from grader.evidence import from_json, loads_strict
from grader.grading import grade
from grader.kit import write_kit
from grader.schedules import Budget, budget_of
from grader.submission import Submission


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A course whose exercise asks for 20 schedules."""
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    change(a_sound_course(tmp_path), f"{FOLDER}/exercise.toml", "\n[[functions]]", "schedules = 20\n\n[[functions]]")
    return tmp_path


def asked_of_the_runner(exercise, **settings):
    """The budget that the runner of the hidden suite is asked for."""
    asked = []

    def start(request):
        asked.append(request.budget)
        raise SuiteError("nothing is run")

    grade(exercise, Submission({}), start=start, **settings)
    return asked[0]


def test_an_exercise_says_how_many_schedules_are_tried(root):
    assert asked_of_the_runner(the_course(root).exercises[0]).schedules == 20


def test_without_that_sixty_are_tried(tmp_path):
    assert asked_of_the_runner(an_exercise(tmp_path)) == Budget(schedules=60, seconds=2.0)


def test_a_budget_that_is_given_comes_before_the_exercises(root):
    assert asked_of_the_runner(the_course(root).exercises[0], budget=Budget(schedules=3)).schedules == 3


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "true", '"20"', "[20]"])
def test_only_a_whole_number_above_0_will_do(root, number):
    change(root, f"{FOLDER}/exercise.toml", "schedules = 20", f"schedules = {number}")
    with pytest.raises(CourseError, match=r"exercise\.toml: schedules should be a whole number above 0"):
        the_course(root)


@pytest.mark.parametrize(
    ("words", "tried"),
    [((), 20), (("--thorough",), 400), (("--schedules", "7"), 7), (("--schedules", "7", "--thorough"), 140)],
)
def test_the_command_line_goes_on_from_what_the_exercise_says(root, words, tried):
    budgets = []

    def graded(*_arguments, budget, **_keywords):
        budgets.append(budget)
        return a_grade()

    grader("check", "07", "--course", str(root), *words, f"{root}/{FOLDER}/counting.py", grade=graded)
    assert [budget.schedules for budget in budgets] == [tried]


def test_who_asks_for_a_number_of_schedules_gets_the_time_for_slow_ones():
    assert budget_of(8).seconds == 8 > budget_of(usual=8).seconds == 2


def test_an_exercise_that_asks_for_fewer_schedules_gets_no_less_time():
    assert budget_of(usual=20).seconds == budget_of().seconds
    assert budget_of(usual=20, thorough=True).seconds == budget_of(400).seconds


def test_a_kit_and_a_task_of_a_batch_carry_the_number(root, tmp_path):
    exercise = the_course(root).exercises[0]
    write_kit(the_course(root), tmp_path / "kit")
    assert the_course(tmp_path / "kit").exercises[0].schedules == 20
    task = Task(exercise=exercise, files={}, seed=1)
    assert from_json(Task, loads_strict(task_to_text(task))).exercise.schedules == 20


def test_a_batch_grades_again_when_the_number_has_changed(root):
    before = digest_of_suite(the_course(root).exercises[0], "full")
    change(root, f"{FOLDER}/exercise.toml", "schedules = 20", "schedules = 21")
    assert digest_of_suite(the_course(root).exercises[0], "full") != before
