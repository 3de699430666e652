"""What the grade of each kind of program says about the course."""

from __future__ import annotations

import pytest
from builders import a_run
from courses import a_sound_course, the_course
from grades import a_check, a_failed_check, a_grade

from grader.model import Verdict
from grader.suite.verdicts import NOTHING_SAID
from grader.verify import Role, judge, trials_of

BEGIN = "the call raised an error: counting.py:6: NotImplementedError: start with a counter"
SKIPPED = a_check("test_1", verdict=Verdict.SKIPPED, seen="is looked at once “It counts” holds")


@pytest.fixture
def course(tmp_path):
    return the_course(a_sound_course(tmp_path))


def a_trial(course, role):
    """The first program of this kind; for a mistake, the one that test_0 must catch."""
    return next(trial for trial in trials_of(course, course.exercises[0]) if trial.role is role)


def judged(course, role, *checks, **differs):
    findings = judge(course, a_trial(course, role), a_grade(*checks, **differs))
    return [(found.problem, found.remedy) for found in findings]


def caught(**differs):
    return a_failed_check("test_0", **{"evidence": (a_run(),), **differs})


# ------------------------------------------------------------------------------------------- programs


def test_every_program_of_an_exercise_is_tried_once(course):
    roles = [trial.role for trial in trials_of(course, course.exercises[0])]
    assert roles == [Role.STUB, Role.REFERENCE, *[Role.ALTERNATIVE] * 2, *[Role.MUTANT] * 6]


def test_the_finding_names_the_program_and_the_seed(course):
    (found,) = judge(course, a_trial(course, Role.ALTERNATIVE), a_grade(a_failed_check()))
    assert found.file == "solutions/07_counting/alternatives/executor.py"
    assert found.problem == "test_it_adds failed: one increment was lost (seed 11)"


# ------------------------------------------------------------------------------------------- stubs


def test_a_stub_that_fails_kindly_is_as_it_should_be(course):
    assert judged(course, Role.STUB, a_failed_check(seen=BEGIN), SKIPPED) == []


def test_a_stub_that_passes_something_by_accident_is_told(course):
    (found,) = judged(course, Role.STUB, a_failed_check(seen=BEGIN), a_check("test_1"))
    assert found[0].startswith("passes test_1 by accident")


def test_a_stub_that_does_not_say_how_to_begin_is_told(course):
    (found,) = judged(course, Role.STUB, a_failed_check(seen="NotImplementedError"))
    assert found[0].startswith("does not say what to start with, but: NotImplementedError")


# ------------------------------------------------------------------------------------------- right solutions


@pytest.mark.parametrize("role", [Role.REFERENCE, Role.ALTERNATIVE])
def test_a_right_solution_passes_everything(course, role):
    assert judged(course, role, a_check()) == []
    assert [problem for problem, _ in judged(course, role, a_check(), a_failed_check(), SKIPPED)] == [
        "test_it_adds failed: one increment was lost (seed 11)"
    ]


def test_a_check_that_skips_itself_has_not_passed(course):
    (found,) = judged(course, Role.REFERENCE, a_check(), SKIPPED)
    assert found[0].startswith("test_1 skipped: ")


# ------------------------------------------------------------------------------------------- mistakes


def test_a_mistake_is_caught_with_a_sentence_a_hint_and_evidence(course):
    assert judged(course, Role.MUTANT, caught(), a_check("test_1")) == []


@pytest.mark.parametrize(
    ("differs", "problem"),
    [
        ({"seen": NOTHING_SAID}, "test_0 does not say what was seen (seed 11)"),
        ({"hint": ""}, "test_0 fails without a hint (seed 11)"),
        ({"evidence": ()}, "test_0 fails without evidence (seed 11)"),
    ],
)
def test_a_check_that_says_too_little_is_told(course, differs, problem):
    assert [found for found, _ in judged(course, Role.MUTANT, caught(**differs))] == [problem]


def test_a_mistake_that_nobody_catches_is_told(course):
    (found,) = judged(course, Role.MUTANT, a_check("test_0"))
    assert found == ("test_0 passed it; no check catches it (seed 11)", "let test_0 look closer")


def test_a_mistake_that_another_check_catches_is_to_be_moved(course):
    skipped = a_check("test_0", verdict=Verdict.SKIPPED)
    (found,) = judged(course, Role.MUTANT, skipped, a_failed_check("test_4"))
    assert found == ("test_0 skipped it; caught by test_4 (seed 11)", "move it to mutants/test_4/")


# ------------------------------------------------------------------------------------------- the suite, and we


def ours(course, *checks, **differs):
    return [found.ours for found in judge(course, a_trial(course, Role.STUB), a_grade(*checks, **differs))]


def test_a_suite_that_breaks_is_its_authors_fault(course):
    broken = a_check(verdict=Verdict.UNKNOWN, seen="the suite itself broke: test_x.py:3: KeyError: 'a'")
    assert ours(course, broken) == [False]


def test_what_could_not_be_judged_otherwise_is_ours(course):
    assert ours(course, a_check(verdict=Verdict.UNKNOWN, seen="the program could not be run")) == [True]


@pytest.mark.parametrize(
    ("problem", "fault"),
    [("the hidden suite cannot be read: SyntaxError", False), ("the runner of the hidden suite died", True)],
)
def test_no_check_at_all_is_told_with_its_reason(course, problem, fault):
    assert ours(course, checks=(), problem=problem) == [fault]
