"""Verifying a course: who is graded, how often, beside what; and what the command line makes of it."""

from __future__ import annotations

import json
import os
import threading

import psutil
import pytest
from builders import a_run
from courses import FOLDER, a_sound_course, change, the_course
from grades import a_check, a_failed_check, a_grade, grader

from grader.model import Verdict
from grader.schedules.budget import SCHEDULES
from grader.verify import verify
from grader.verify.load import busy_processes, number_under_load

BEGIN = "the call raised an error: counting.py:6: NotImplementedError: start with a counter"


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    return a_sound_course(tmp_path)


@pytest.fixture
def mistakes(root):
    """Make the mistakes tell themselves apart: each holds the name of the check that must catch it."""
    for number in range(6):
        (root / f"solutions/07_counting/mutants/test_{number}/too_few.py").write_text(f"# test_{number}\n")


class Grading:
    """A stand-in for grading that gives each program of the toy course the grade that it should get."""

    def __init__(self, **wrong):
        self.calls = []
        self.wrong = wrong

    def __call__(self, _exercise, submission, **keywords):
        (source,) = submission.files.values()
        self.calls.append(keywords)
        return a_grade(*self.checks(source.decode()), seed=len(self.calls))

    def checks(self, source):
        if "NotImplementedError" in source:
            return [a_failed_check(f"test_{number}", seen=BEGIN) for number in range(6)]
        caught = {"evidence": (a_run(),), "verdict": Verdict.FAILED, "seen": "too few", "hint": "Who adds?"}
        return [
            a_check(name, **(caught if source == f"# {name}\n" else {}), **self.wrong)
            for name in (f"test_{number}" for number in range(6))
        ]


def command(root, *words, grade=None):
    return grader("verify", "--course", str(root), *words, grade=grade or Grading())


# ------------------------------------------------------------------------------------------- who is graded


def test_a_sound_course_keeps_every_promise(root, mistakes):
    report = verify(the_course(root), grade=Grading(), workers=3)
    (exercise,) = report.exercises
    tallies = (exercise.stub, exercise.references, exercise.alternatives, exercise.mutants)
    assert [(tally.held, tally.all) for tally in tallies] == [(1, 1), (1, 1), (2, 2), (6, 6)]
    assert (exercise.checks, exercise.points, report.all_findings, report.status) == (6, 10, (), 0)


def test_a_mistake_is_judged_by_its_own_check_and_by_all_if_that_does_not_catch_it(root, mistakes):
    (root / "solutions/07_counting/mutants/test_3/too_few.py").write_text("# test_4\n")
    grading = Grading()
    report = verify(the_course(root), grade=grading)
    wanted = [call["checks"] for call in grading.calls if "checks" in call]
    assert wanted == [(f"test_{number}",) for number in range(6)]
    assert len(grading.calls) == 1 + 1 + 2 + 6 + 1
    (found,) = report.all_findings
    assert "caught by test_4" in found.problem


def test_references_alone_are_graded_again(root, mistakes):
    grading = Grading()
    report = verify(the_course(root), repeat=5, grade=grading)
    assert report.exercises[0].references.all == 5
    assert len(grading.calls) == 9 + 5


def test_a_grade_that_was_not_full_is_told_with_its_seed(root, mistakes):
    grading = Grading()

    def flaky(exercise, submission, **keywords):
        good = grading(exercise, submission, **keywords)
        return a_grade(a_failed_check("test_4"), seed=good.seed) if good.seed == 12 else good

    report = verify(the_course(root), repeat=5, grade=flaky)
    assert report.exercises[0].references.held == 4
    assert [found.problem for found in report.all_findings] == ["test_4 failed: one increment was lost (seed 12)"]


def test_only_the_exercises_that_were_named_are_graded(root, mistakes):
    a_sound_course(root, "08")
    course = the_course(root)
    assert [each.exercise for each in verify(course, [course.exercise("08")], grade=Grading()).exercises] == [
        "08_counting"
    ]


def test_what_is_wrong_elsewhere_does_not_concern_the_exercises_that_were_named(root, mistakes):
    (root / "solutions/09_gone").mkdir()
    course = the_course(root)
    assert verify(course, course.exercises, grade=Grading()).status == 0
    assert verify(course, grade=Grading()).status == 1


def test_nothing_is_graded_by_a_suite_that_cannot_be_read(root):
    (root / FOLDER / "hidden/test_counting.py").write_text("1 / 0")
    grading = Grading()
    assert verify(the_course(root), grade=grading).status == 1
    assert grading.calls == []


def test_what_could_not_be_judged_is_our_fault(root, mistakes):
    grading = Grading(verdict=Verdict.UNKNOWN, seen="the program could not be run")
    assert verify(the_course(root), grade=lambda *_, **_more: a_grade(*grading.checks(""))).status == 3


def test_progress_is_told_to_the_end(root, mistakes):
    told = []
    verify(the_course(root), grade=Grading(), on_progress=lambda *progress: told.append(progress[:2]))
    assert told == [(done, 10) for done in range(1, 11)]


def test_programs_are_graded_side_by_side(root, mistakes):
    together = threading.Barrier(3)
    grading, first_three = Grading(), iter(range(3))

    def meeting(*words, **keywords):
        if next(first_three, None) is not None:
            together.wait(timeout=20)
        return grading(*words, **keywords)

    assert verify(the_course(root), grade=meeting, workers=3).status == 0


def test_whoever_is_stopped_gives_up_the_gradings_under_way(root, mistakes):
    begun, given_up = threading.Event(), threading.Event()

    def endless(*_words, wanted_until, **_keywords):
        begun.set()
        assert os.read(wanted_until, 1) == b""
        given_up.set()
        raise BrokenPipeError

    def one_breaks(*words, **keywords):
        if b"test_3" not in next(iter(words[1].files.values())):
            endless(*words, **keywords)
        begun.wait(timeout=20)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(the_course(root), grade=one_breaks, workers=20)
    assert given_up.is_set()


def test_right_solutions_can_be_looked_at_under_many_more_schedules(root, mistakes):
    asked = {}

    def grade(exercise, submission, budget=None, **keywords):
        asked.setdefault(budget and budget.schedules, []).extend(submission.files.values())
        return Grading()(exercise, submission, **keywords)

    assert grader("verify", "--course", str(root), "--thorough", grade=grade) == 0
    course = the_course(root)
    (exercise,) = course.exercises
    right = [path.read_bytes() for path in (course.reference(exercise), *course.alternatives(exercise))]
    assert set(asked) == {None, 20 * SCHEDULES}
    assert sorted(asked[20 * SCHEDULES]) == sorted(right)


# ------------------------------------------------------------------------------------------- the load


def test_the_load_is_busy_during_the_block_and_gone_after_it():
    with busy_processes(2) as pids:
        assert [psutil.Process(pid).nice() for pid in pids] == [os.nice(0)] * 2
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_the_references_are_graded_beside_the_load_and_nothing_else_is(root, mistakes):
    seen, before = [], set(psutil.Process().children())

    def looking(exercise, submission, **keywords):
        seen.append(len(set(psutil.Process().children()) - before))
        return Grading()(exercise, submission, **keywords)

    verify(the_course(root), repeat=2, load=True, grade=looking)
    assert seen == [0] * 9 + [number_under_load()] * 2


# ------------------------------------------------------------------------------------------- the command


def test_the_command_shows_a_table_and_no_finding(root, mistakes, capsys):
    assert command(root, "07", "--repeat", "2", "-n", "2") == 0
    head, row, *_, last = capsys.readouterr().out.splitlines()
    assert head.split() == ["exercise", "checks", "points", "stub", "reference", "alternatives", "mistakes", "slowest"]
    assert row.split() == ["07_counting", "6", "10", "1/1", "2/2", "2/2", "6/6", "0.4", "s"]
    assert last == "1 exercise: every promise is kept"


def test_the_command_lists_what_to_do_next(root, mistakes, capsys, snapshot):
    change(root, f"{FOLDER}/README.md", ">>>", "")
    (root / "solutions/07_counting/mutants/test_3/too_few.py").write_text("# nothing that anybody catches\n")
    assert command(root) == 1
    assert capsys.readouterr().out == snapshot


def test_the_json_is_the_whole_report(root, mistakes, capsys):
    (root / FOLDER / "README.md").unlink()
    assert command(root, "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert report["status"] == 1
    assert report["exercises"][0]["mutants"] == {"held": 6, "all": 6}
    assert report["exercises"][0]["findings"][0]["file"] == f"{FOLDER}/README.md"


@pytest.mark.parametrize("words", [("99",), ("--repeat", "0"), ("-n", "none")], ids=" ".join)
def test_wrong_use_ends_with_2(root, words):
    assert command(root, *words) == 2


def test_a_course_that_cannot_be_read_ends_with_2(root, capsys):
    change(root, f"{FOLDER}/exercise.toml", "title", "titel")
    assert command(root) == 2
    assert "did you mean title?" in capsys.readouterr().err


def test_our_own_fault_ends_with_3(root, mistakes, capsys):
    unknown = a_grade(a_check(verdict=Verdict.UNKNOWN, seen="the program could not be run"))
    assert command(root, grade=lambda *_words, **_keywords: unknown) == 3
