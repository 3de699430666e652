"""A new exercise: what is written works already, says where to go on, and overwrites nothing."""

from __future__ import annotations

import pytest
from courses import a_sound_course, the_course
from grades import grader

from grader.errors import UsageError
from grader.grading import grade
from grader.scaffold import FIRST_CHECK, write_exercise
from grader.verify import Role, judge, submission_of, trials_of, written_findings


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    return a_sound_course(tmp_path)


def begun(root):
    write_exercise(the_course(root), "15", "rate_limiter")
    course = the_course(root)
    return course, course.exercise("15")


def contents(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_new_exercise_has_all_of_its_files_but_nothing_for_the_alternatives(root):
    files = write_exercise(the_course(root), "15", "rate-limiter")
    assert all(path.is_file() for path in files)
    assert {path.parts[len(root.parts)] for path in files} == {"exercises", "solutions"}
    assert list((root / "solutions/15_rate_limiter/alternatives").iterdir()) == []


def test_every_finding_of_a_new_exercise_is_something_still_to_be_written(root):
    findings = written_findings(*begun(root))
    assert findings
    left = [each.problem for each in findings if "still to be written" not in each.problem]
    assert left == [
        "the checks are worth 2 points together, where 10 are wanted",
        "has 1 of at least 6 checks",
        "has 0 of at least 2 right solutions in another style",
        "has 1 of at least 6 mistakes",
    ]


def test_what_is_to_be_written_is_said_in_the_place_itself(root):
    findings = written_findings(*begun(root))
    assert "write the title" in {each.remedy for each in findings}
    assert not any("<<" in each.remedy for each in findings)


def test_the_other_exercises_stay_as_they_were(root):
    before = contents(root)
    begun(root)
    assert contents(root).items() >= before.items()


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("15", "Rate Limiter"),
        ("15", "../escape"),
        ("15", "2_fast"),
        ("1", "rate_limiter"),
        ("fifteen", "rate_limiter"),
        ("007", "rate_limiter"),
        ("15", "counting"),
    ],
)
def test_numbers_and_names_that_cannot_be_used_are_refused(root, number, name):
    before = contents(root)
    with pytest.raises(UsageError):
        write_exercise(the_course(root), number, name)
    assert contents(root) == before


@pytest.mark.parametrize("part", ["exercises", "solutions"])
def test_nothing_is_overwritten(root, part):
    course = the_course(root)
    (root / part / "15_rate_limiter").mkdir()
    before = contents(root)
    with pytest.raises(UsageError, match="is there already"):
        write_exercise(course, "15", "rate_limiter")
    assert contents(root) == before


def test_the_command_lists_the_files_and_says_what_is_next(root, capsys):
    assert grader("new", "15", "rate_limiter", "--course", str(root)) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "exercises/15_rate_limiter/README.md"
    assert out[-1] == f"next: grader verify 15 --course {root} says what is still to be written"


def test_the_command_ends_with_2_where_it_may_not_write(root):
    assert grader("new", "07", "again", "--course", str(root)) == 2


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.STUB, Role.REFERENCE, Role.MUTANT])
def test_what_is_begun_works_already(root, role):
    course, exercise = begun(root)
    trial = next(trial for trial in trials_of(course, exercise) if trial.role is role)
    assert trial.check in ("", FIRST_CHECK)
    assert judge(course, trial, grade(exercise, submission_of(trial))) == ()
