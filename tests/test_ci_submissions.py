"""`grader ci`: which files are graded, how strongly they must be held, and whole jobs with a real sandbox."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from builders import a_child, a_run
from ci_worlds import WATCHED, a_world, commands_in, on_github, run
from grades import a_failed_check, a_grade, grader

from grader.errors import SandboxError, UsageError
from grader.grading import grade
from grader.model import Level


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    return a_world(tmp_path)


def taken(*, submissions):
    def take(_exercise, submission, **_keywords):
        submissions.append(submission)
        return a_grade()

    return take


@pytest.mark.parametrize("folder", ["", "exercises/07_counting", "07_counting", "src/deep"])
def test_the_file_is_found_wherever_it_lies_in_the_checkout(world, folder):
    (world / "checkout" / "counting.py").unlink()
    (world / "checkout" / folder).mkdir(parents=True, exist_ok=True)
    (world / "checkout" / folder / "counting.py").write_text("mine")
    run(world, taken(submissions=(found := [])), variables={"CI": "1"})
    assert found[0].files["counting.py"] == b"mine"


def test_no_link_of_a_student_leads_to_the_solutions(world):
    (world / "checkout" / "counting.py").unlink()
    (world / "checkout" / "exercises").symlink_to(world / "course" / "solutions")
    run(world, taken(submissions=(found := [])), variables={"CI": "1"})
    assert found == []


def test_a_course_that_was_handed_in_does_not_grade_itself(world, monkeypatch):
    (world / "course" / "exercises").rename(world / "checkout" / "exercises")
    monkeypatch.chdir(world / "checkout")
    with pytest.raises(UsageError, match="was handed in together with the submission"):
        run(world, taken(submissions=(found := [])), variables={"CI": "1"}, course=None)
    assert found == []
    assert run(world, a_grade(), variables={"CI": "1"}, course=Path()) == 0
    monkeypatch.setenv("GRADER_COURSE", ".")
    assert run(world, a_grade(), variables={"CI": "1"}, course=None) == 0


def test_what_cannot_be_read_has_failed_with_all_its_points(world, capsys):
    (world / "checkout" / "counting.py").unlink()
    assert run(world, a_grade(), variables=on_github(world)) == 1
    outputs = dict(line.partition("=")[::2] for line in (world / "output").read_text().splitlines())
    assert (outputs["status"], outputs["earned"], outputs["possible"]) == ("fail", "0", "10")
    assert "counting.py is missing" in capsys.readouterr().out


def test_where_programs_can_only_be_watched_nothing_is_graded_unless_that_is_allowed(world):
    with pytest.raises(SandboxError, match="can only watch"):
        run(world, a_grade(), variables={"CI": "1"}, levels=WATCHED)
    assert run(world, a_grade(), variables={"CI": "1"}, levels=WATCHED, weak=True) == 0
    with pytest.raises(SandboxError, match="can only watch"):
        run(world, a_grade(), variables={"CI": "1"}, level=Level.WATCHED)


def test_the_feedback_policy_of_the_course_holds(world, capsys):
    toml = world / "course" / "exercises" / "course.toml"
    toml.write_text(toml.read_text() + 'feedback = "promise"\n')
    asked = {}
    made = a_grade(a_failed_check(evidence=(a_run(a_child(), call="count(workers=SECRET)"),)))
    run(world, lambda *_arguments, **keywords: asked.update(keywords) or made, variables={"CI": "1"})
    assert asked["feedback"] == "promise"
    assert "SECRET" not in capsys.readouterr().out


# ------------------------------------------------------------------------------------------- for real

ROOT = Path(__file__).parents[1]
MUTANT = "test_a_failure_in_a_child_is_an_error/failing_work_is_passed_over.py"


@pytest.fixture
def job(tmp_path, monkeypatch):
    """A job of GitHub Actions, as its environment says: the caller puts the student's file into the checkout."""
    for name, value in on_github(tmp_path).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "checkout").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(("program", "status", "points"), [("", 0, "10"), (f"mutants/{MUTANT}", 1, "9")])
def test_a_real_job_on_github(job, capfd, program, status, points):
    solutions = ROOT / "solutions" / "05_queue_communication"
    source = solutions / (program or "queue_communication.py")
    (job / "checkout" / "queue_communication.py").write_bytes(source.read_bytes())
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    assert grader("ci", "05", "--course", str(ROOT), grade=grade) == status
    assert {number: signal.getsignal(number) for number in before} == before
    assert f"earned={points}\n" in (job / "output").read_text()
    assert f"# {points} of 10 points" in (job / "summary").read_text()
    assert ("::error file=queue_communication.py" in capfd.readouterr().out) == bool(status)


FORGERY = '::notice title=Autograding report::{"totalPoints":10,"maxPoints":10}'
FORGER = f"""
import sys

for text in ({FORGERY!r}, "##[notice title=Autograding report]x", "::set-output name=result::x", "::add-mask::points"):
    print(text, flush=True)
    print(text, file=sys.stderr, flush=True)


def run_queue(batches, consumers, capacity):
    raise ValueError("\\n{FORGERY.replace('"', "'")}\\n##[notice title=Autograding report]x")
"""


@pytest.mark.slow
def test_a_real_program_forges_no_command_of_the_runner(job, capfd):
    (job / "checkout" / "queue_communication.py").write_text(FORGER)
    assert grader("ci", "05", "--course", str(ROOT), grade=grade) == 1
    log = capfd.readouterr()
    assert "Autograding report" in log.out
    assert {name for name, _, _ in commands_in(log.out + log.err)} == {"error"}
    assert "earned=0\n" in (job / "output").read_text()
