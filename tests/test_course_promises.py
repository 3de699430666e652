"""The course keeps its promises, for whatever exercises it has: nothing here names one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path

import pytest

from grader.course import read_course
from grader.grading import grade
from grader.model import Exercise, Grade, Verdict
from grader.submission import Submission
from grader.suite.marks import marks_of, promise_of

COURSE = read_course(Path(__file__).parents[1] / "exercises")
POINTS = 10
FEWEST_CHECKS = 6
FEWEST_MUTANTS = 6
FEWEST_ALTERNATIVES = 2


def checks_of(exercise: Exercise) -> dict[str, object]:
    """Give the test functions of an exercise's hidden suite by their names."""
    names = run_path(str(COURSE.suite(exercise)))
    return {name: check for name, check in names.items() if name.startswith("test_")}


def alternatives() -> Iterator[object]:
    for exercise in COURSE.exercises:
        for path in COURSE.alternatives(exercise):
            yield pytest.param(exercise, path, id=f"{exercise.name}-{path.stem}")


def mutants() -> Iterator[object]:
    for exercise in COURSE.exercises:
        for check, paths in COURSE.mutants(exercise).items():
            for path in paths:
                yield pytest.param(exercise, check, path, id=f"{exercise.name}-{check}-{path.stem}")


def graded(exercise: Exercise, path: Path) -> Grade:
    """Grade one file as if a student had handed it in."""
    return grade(exercise, Submission({f"{exercise.slug}.py": path.read_bytes()}))


def verdicts(result: Grade) -> dict[str, Verdict]:
    assert result.problem == ""
    return {check.name: check.verdict for check in result.checks}


def faults(result: Grade) -> dict[str, str]:
    """What kept a grade from being a full one."""
    return {check.name: check.seen for check in result.checks if check.verdict is not Verdict.PASSED}


def signatures(path: Path) -> dict[str, tuple[str, ...]]:
    """Give the parameters of each function at the top of a file."""
    functions = (node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef))
    return {node.name: tuple(argument.arg for argument in node.args.args) for node in functions}


every_exercise = pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)


# ------------------------------------------------------------------------------------------ what is written


def test_there_are_exercises_and_no_two_share_a_title():
    titles = [exercise.title for exercise in COURSE.exercises]
    assert titles
    assert len(set(titles)) == len(titles)


@every_exercise
def test_a_suite_is_worth_ten_points_in_six_checks_or_more(exercise):
    checks = checks_of(exercise)
    assert sum(marks_of(check).points for check in checks.values()) == POINTS
    assert len(checks) >= FEWEST_CHECKS


@every_exercise
def test_every_check_is_worth_something_and_has_a_promise_and_a_hint(exercise):
    for check in checks_of(exercise).values():
        assert marks_of(check).points > 0
        assert promise_of(check).endswith(".")
        assert marks_of(check).hint


@every_exercise
def test_no_two_checks_promise_the_same(exercise):
    promises = [promise_of(check) for check in checks_of(exercise).values()]
    assert len(set(promises)) == len(promises)


@every_exercise
def test_hints_lead_in_three_steps_from_a_question_on(exercise):
    assert len(set(exercise.hints)) == 3
    assert exercise.hints[0].endswith("?")


@every_exercise
def test_the_task_page_shows_each_function_and_an_example_and_links_to_the_library(exercise):
    task = COURSE.task(exercise)
    assert all(f"def {function.name}({function.parameters[0]}:" in task for function in exercise.functions)
    assert ">>>" in task
    assert "https://docs.python.org/3/library/" in task


@every_exercise
def test_stub_and_reference_have_the_functions_of_the_contract(exercise):
    wanted = {function.name: function.parameters for function in exercise.functions}
    assert signatures(COURSE.stub(exercise)) == wanted
    assert signatures(COURSE.reference(exercise)).items() >= wanted.items()


@every_exercise
def test_there_are_enough_alternatives_and_mistakes(exercise):
    assert len(COURSE.alternatives(exercise)) >= FEWEST_ALTERNATIVES
    assert sum(map(len, COURSE.mutants(exercise).values())) >= FEWEST_MUTANTS


@every_exercise
def test_every_check_has_a_mistake_to_catch_and_every_mistake_a_check(exercise):
    assert {name for name, paths in COURSE.mutants(exercise).items() if paths} == checks_of(exercise).keys()


# ------------------------------------------------------------------------------------------ what is judged


@every_exercise
def test_the_reference_passes_every_check(exercise):
    result = graded(exercise, COURSE.reference(exercise))
    assert faults(result) == {}
    assert result.passed
    assert result.earned == POINTS


@every_exercise
def test_the_stub_passes_no_check_and_is_told_what_to_do_first(exercise):
    result = graded(exercise, COURSE.stub(exercise))
    assert set(verdicts(result).values()) <= {Verdict.FAILED, Verdict.SKIPPED}
    assert "NotImplementedError: start with" in result.checks[0].seen


@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "path"), list(alternatives()))
def test_a_right_solution_in_another_style_passes_every_check(exercise, path):
    result = graded(exercise, path)
    assert faults(result) == {}
    assert result.passed


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize(("exercise", "check", "path"), list(mutants()))
def test_a_mistake_is_caught_by_the_check_its_folder_names(exercise, check, path):
    assert verdicts(graded(exercise, path))[check] is Verdict.FAILED
