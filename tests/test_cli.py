"""The command line: exit statuses, what goes to which stream, and errors in a line."""

from __future__ import annotations

import json
import os
import signal

import pytest
from grades import Tty, a_check, a_course, a_failed_check, a_grade, grader

from grader import __version__
from grader.cli import options
from grader.errors import GraderError, SandboxError
from grader.evidence import decode
from grader.model import Grade, Level, Verdict
from grader.sandbox.levels import LevelReport
from grader.suite.events import Collected, Decided, Planned, Started


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    monkeypatch.delenv("GRADER_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(a_course(tmp_path))
    return tmp_path


@pytest.fixture
def levels():
    return (
        LevelReport(
            level=Level.WATCHED, works=True, gives="deadlines, and a record of processes", missing=("files are open",)
        ),
        LevelReport(
            level=Level.ISOLATED,
            works=False,
            gives="a private filesystem",
            missing=("exact memory",),
            why_not="mount: not permitted",
            remedy="use sudo",
        ),
    )


UNKNOWN = a_check(verdict=Verdict.UNKNOWN, seen="the sandbox could not be started, which is our fault")


@pytest.mark.parametrize(
    ("checks", "status"),
    [((a_check(),), 0), ((a_check(), a_failed_check()), 1), ((a_failed_check(), UNKNOWN), 3)],
    ids=["all passed", "some failed", "some unknown"],
)
def test_the_exit_status_says_how_the_grade_came_out(checks, status):
    assert grader("check", "07", grade=a_grade(*checks)) == status


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["check", "07", "--all"],
        ["check", "99"],
        ["check", "07", "--level", "9"],
        ["check", "07", "-n", "zero"],
        ["check", "07", "missing.py"],
        ["check", "07", "counting.py", "--solution"],
        ["check", "07", "--no-such-option"],
        ["hint", "07", "--step", "4"],
        ["show", "07", "--course", "nowhere"],
        ["trace", "--"],
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2_and_says_why_on_stderr(words, capsys):
    assert grader(*words, grade=a_grade()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "error: " in err.lower()
    assert "Traceback" not in err


def test_an_error_is_a_line_and_its_hint_another(capsys):
    def broken(*_arguments, **_keywords):
        raise SandboxError("the launcher did not answer", hint="grader doctor says what works here")

    assert grader("check", "07", grade=broken) == 3
    assert capsys.readouterr().err == "error: the launcher did not answer\nhint: grader doctor says what works here\n"


def test_a_mistake_of_ours_is_told_without_a_traceback(capsys):
    def broken(*_arguments, **_keywords):
        raise ZeroDivisionError("\x1b[31mred")

    assert grader("check", "07", grade=broken) == 3
    assert capsys.readouterr().err.startswith("error: ZeroDivisionError: \\x1b[31mred\nhint: ")


def test_for_debugging_an_error_is_raised(monkeypatch):
    monkeypatch.setenv("GRADER_DEBUG", "1")
    with pytest.raises(GraderError):
        grader("check", "99")


def test_json_is_the_grade_on_stdout_and_nothing_else(capsys):
    grade = a_grade(a_check(), a_failed_check())
    assert grader("check", "07", "--json", grade=grade) == 1
    out, err = capsys.readouterr()
    assert decode(Grade, out) == grade
    assert err == ""


def test_json_of_all_exercises_is_a_line_for_each(capsys):
    assert grader("check", "--all", "--json", grade=a_grade()) == 0
    assert [decode(Grade, line) for line in capsys.readouterr().out.splitlines()] == [a_grade()]


def test_all_exercises_are_summed_up(capsys):
    assert grader("check", "--all", grade=a_grade(a_check(), a_failed_check())) == 1
    assert "2/4  07_counting: 1 of 2 checks" in capsys.readouterr().out


def test_of_all_exercises_the_worst_decides_and_one_that_cannot_be_read_stops_nobody(course, capsys):
    a_course(course / "more", "01", "02", "03")
    (course / "more" / "exercises" / "02_counting" / "counting.py").unlink()

    def grade(exercise, _submission, **_keywords):
        return a_grade(UNKNOWN if exercise.number == "01" else a_check(), exercise=exercise.name)

    assert grader("check", "--all", "--course", "more", grade=grade) == 3
    assert [line[:9] for line in capsys.readouterr().out.splitlines()] == ["? unknown", "? 02_coun", "✓ passed "]


def test_one_that_cannot_be_read_does_not_pass(course):
    (course / "exercises" / "07_counting" / "counting.py").unlink()
    assert grader("check", "--all") == 2


def test_all_exercises_can_be_told_in_full(capsys):
    grader("check", "--all", "-v", grade=a_grade())
    assert "again: " in capsys.readouterr().out


@pytest.mark.parametrize(("words", "there"), [([], True), (["--solution"], False)])
def test_a_student_is_told_how_to_go_on(words, there, capsys):
    grader("check", "07", *words, grade=a_grade(a_failed_check()))
    assert ("next: " in capsys.readouterr().out) is there


def test_progress_tells_which_promise_is_looked_at(monkeypatch):
    def grade(*_arguments, on_event, **_keywords):
        on_event(Collected(tuple(Planned(name=name, promise=f"promise {name}", points=1) for name in ("a", "b"))))
        on_event(Started("a"))
        on_event(Decided(a_check("a")))
        on_event(Started("b"))
        return a_grade()

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", stream := Tty())
    grader("check", "07", grade=grade)
    shown = [text.rstrip("\r") for text in stream.getvalue().split("\x1b[K")]
    assert shown[2:] == ["07 · Counting · 0 of 2 · promise a", "07 · Counting · 1 of 2 · promise b", ""]


def test_what_was_asked_for_reaches_the_grading():
    asked = {}

    def grade(exercise, submission, **keywords):
        asked.update(keywords, exercise=exercise.name, files=submission.files)
        return a_grade()

    grader("check", "07", "--seed", "5", "-n", "7", "--level", "L2", grade=grade)
    assert asked["files"] == {"counting.py": b"def count(workers): ...\n"}
    wanted = {"seed": 5, "at_once": 7, "level": Level.ISOLATED, "feedback": "full", "exercise": "07_counting"}
    assert {key: asked[key] for key in wanted} == wanted


@pytest.mark.parametrize(("processors", "at_once"), [(1, 1), (3, 3), (64, 4)])
def test_without_a_number_as_many_checks_as_gain_time_are_looked_at_side_by_side(monkeypatch, processors, at_once):
    monkeypatch.setattr(options, "usable_processors", lambda: processors)
    assert [options.number_at_once(words) for words in (None, "auto", "7")] == [at_once, at_once, 7]
    wanted = [at_once + 1, at_once + 1, 8, 1]
    assert [options.exercises_at_once(words) for words in (None, "auto", "7", options.workers_of("01"))] == wanted


@pytest.mark.parametrize("words", [["--solution"], ["solutions/07_counting/counting.py"]], ids=" ".join)
def test_the_solution_can_be_checked(words):
    seen = []
    grader("check", "07", *words, grade=lambda _exercise, files, **_rest: seen.append(files.files) or a_grade())
    assert seen == [{"counting.py": b"def count(workers): return workers\n"}]


def test_the_file_in_the_current_folder_comes_first(course):
    (course / "counting.py").write_text("mine = True\n")
    seen = []
    grader("check", "07", grade=lambda _exercise, files, **_rest: seen.append(files.files) or a_grade())
    assert seen == [{"counting.py": b"mine = True\n"}]


def test_a_grade_can_be_repeated_from_its_last_lines(capsys):
    grader("check", "07", "--level", "1", "--solution", grade=a_grade())
    assert "again: grader check 07 --solution --level 1 --seed 11\n" in capsys.readouterr().out


def test_a_grader_that_is_not_on_the_path_says_where_it_is(capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", [".venv/bin/grader"])
    monkeypatch.setenv("PATH", "/nowhere")
    grader("check", "07", grade=a_grade())
    assert "again: .venv/bin/grader check 07 --seed 11\n" in capsys.readouterr().out


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_command_in_order(number, status, capsys):
    cleaned, before = [], signal.getsignal(signal.SIGINT)

    def grade(*_arguments, **_keywords):
        try:
            os.kill(os.getpid(), number)
            signal.pause()
        finally:
            cleaned.append(True)

    assert grader("check", "07", grade=grade) == status
    assert cleaned
    assert f"stopped by {number.name}" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_signal_does_not_cut_the_cleaning_short():
    cleaned = []

    def grade(*_arguments, **_keywords):
        try:
            os.kill(os.getpid(), signal.SIGINT)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            cleaned.append(True)

    assert grader("check", "07", grade=grade) == 130
    assert cleaned


def test_the_version(capsys):
    assert grader("--version") == 0
    assert capsys.readouterr().out == f"grader {__version__}\n"


def test_the_exercises_are_listed(capsys, snapshot):
    assert grader("list") == 0
    assert capsys.readouterr().out == snapshot


def test_a_task_that_goes_to_a_file_is_its_markdown(capsys, course):
    assert grader("show", "7") == 0
    assert capsys.readouterr().out == (course / "exercises/07_counting/README.md").read_text()


def test_a_task_in_a_terminal_is_rendered(monkeypatch):
    monkeypatch.setattr("sys.stdout", stream := Tty())
    grader("show", "7")
    assert "together" in stream.getvalue()
    assert "**" not in stream.getvalue()


@pytest.mark.parametrize("step", ["1", "3"])
def test_hints_come_in_steps(step, capsys, snapshot):
    assert grader("hint", "07", "--step", step) == 0
    assert capsys.readouterr().out == snapshot


def test_doctor_says_what_works_and_what_would_help(capsys, snapshot, levels):
    assert grader("doctor", probe_levels=lambda: levels) == 0
    assert capsys.readouterr().out.partition("\n")[2] == snapshot


def test_doctor_can_speak_json(capsys, levels):
    assert grader("doctor", "--json", probe_levels=lambda: levels) == 0
    assert [level["level"] for level in json.loads(capsys.readouterr().out)] == ["isolated", "watched"]


def test_doctor_fails_where_nothing_works():
    assert grader("doctor", probe_levels=list) == 3
