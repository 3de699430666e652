"""How a grade looks to the one who reads it: in a terminal of any width, in a file, without colour or Unicode."""

from __future__ import annotations

import io

import pytest
from builders import a_child, a_failure, a_run
from grades import Tty, a_check, a_failed_check, a_grade
from pictures import a_deadlocked_run

from grader.cli.grade_lines import grade_lines
from grader.cli.progress import progress_line
from grader.cli.terminal import Line, Terminal
from grader.model import Verdict

AGAIN = ["grader", "check", "07", "my file.py", "--seed", "11"]
PROMISE = "Every increment of every worker is in the sum, whatever the order in which the workers run."


class AsciiFile(io.StringIO):
    encoding = "ascii"


def shown_on(stream, grade, **options):
    terminal = Terminal(stream)
    terminal.show(grade_lines(grade, again=AGAIN, width=terminal.width, marks=terminal.marks, **options))
    return stream.getvalue()


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)


MIXED = a_grade(
    a_check(promise=PROMISE),
    a_failed_check(
        seen="the sum is too small\nprocess 3 (child of main) was still alive when the call returned",
        detail="expected 40, got 38",
        evidence=(a_run(a_child(3, ended=None), call="count(workers=2)"),),
    ),
    a_failed_check("test_again", promise="It counts twice.", points=10, seen="the sum is too small"),
    a_failed_check("test_again", promise="It counts for ever.", points=0.5, seen="the sum is too small"),
    a_check("test_more", verdict=Verdict.SKIPPED, seen="because “It counts twice.” does not hold"),
    a_check("test_most", verdict=Verdict.UNKNOWN, seen="the program could not be run, which is our fault"),
)


@pytest.mark.parametrize("columns", ["46", "80", "120"])
def test_a_grade_in_a_terminal_without_colour(columns, monkeypatch, snapshot):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", "1")
    text = shown_on(Tty(), MIXED)
    assert text == snapshot
    assert "\x1b" not in text


def test_colour_only_repeats_what_the_words_say():
    in_colour = shown_on(Tty(), MIXED)
    assert "\x1b[1;31m✗ failed" in in_colour


def test_a_grade_in_a_file_is_plain_and_its_lines_are_whole():
    text = shown_on(io.StringIO(), MIXED)
    assert "\x1b" not in text
    assert f"✓ passed     2/2  {PROMISE}\n" in text


def test_a_grade_with_everything(snapshot):
    assert shown_on(io.StringIO(), MIXED, verbose=True) == snapshot


def test_a_grade_where_only_ascii_can_be_shown():
    text = shown_on(AsciiFile(), a_grade(a_check(), a_failed_check(evidence=(a_run(a_child(3)),))))
    assert "x failed" in text
    assert "=====" in text


def test_what_stops_everything_is_said_once(snapshot):
    problem = "counting.py:3: SyntaxError: '(' was never closed"
    checks = [a_failed_check(f"test_{number}", seen=problem) for number in range(8)]
    text = shown_on(io.StringIO(), a_grade(*checks, problem=problem))
    assert text.count("SyntaxError") == 1
    assert text == snapshot


def a_check_of_a_stub(name, **failure):
    seen = f"the call raised an error: {failure}"
    return a_failed_check(name, seen=seen, evidence=(a_run(failure=a_failure(**failure)),))


@pytest.mark.parametrize(
    "failure", [{"kind": "missing"}, {"kind": "signature"}, {"type": "NotImplementedError"}], ids=str
)
def test_a_function_that_is_not_there_yet_is_said_once(failure):
    skipped = a_check("test_c", verdict=Verdict.SKIPPED, seen="is looked at later")
    grade = a_grade(a_check_of_a_stub("test_a", **failure), skipped, a_check_of_a_stub("test_b", **failure))
    text = shown_on(io.StringIO(), grade)
    assert text.count("the call raised an error") == 1
    assert "3 checks wait for this." in text
    assert "hint:" not in text


@pytest.mark.parametrize(
    "other",
    [a_check(), a_failed_check(seen="something else"), a_check_of_a_stub("test_b", type="ValueError")],
    ids=["one passes", "another reason", "an error of its own"],
)
def test_what_is_not_the_only_problem_is_said_with_its_check(other):
    text = shown_on(io.StringIO(), a_grade(a_check_of_a_stub("test_a", kind="missing"), other))
    assert "wait for this" not in text
    assert "hint:" in text


def test_an_error_that_all_checks_meet_is_no_missing_function():
    text = shown_on(io.StringIO(), a_grade(*(a_check_of_a_stub(name, type="ValueError") for name in ("a", "b"))))
    assert "hint:" in text


def test_what_a_student_wrote_is_neither_markup_nor_control():
    seen = "the call raised an error: [bold]x[/bold] \x1b[2J \u202e :smile:"
    text = shown_on(Tty(), a_grade(a_failed_check(seen=seen, detail="[red]\x07")), verbose=True)
    assert "[bold]x[/bold] \\x1b[2J \\u202e :smile:" in text
    assert "[red]\\x07" in text


HOSTILE = "\x1b[2Jx"


@pytest.mark.parametrize(
    "grade",
    [
        a_grade(a_check(promise=HOSTILE)),
        a_grade(a_failed_check(hint=HOSTILE)),
        a_grade(a_failed_check(), problem=HOSTILE),
        a_grade(a_failed_check(evidence=(a_run(a_child(), call=HOSTILE),))),
    ],
    ids=["promise", "hint", "problem", "call"],
)
def test_no_text_of_a_grade_reaches_the_terminal_as_it_is(grade):
    text = shown_on(io.StringIO(), grade)
    assert "\x1b" not in text
    assert "\\x1b[2Jx" in text


def test_what_a_stream_cannot_encode_is_spelled_out():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    Terminal(stream).show([Line("日 · ✓")])
    stream.flush()
    assert stream.buffer.getvalue() == b"\\u65e5 - +\n"


def test_long_texts_are_cut():
    text = shown_on(io.StringIO(), a_grade(a_failed_check(seen="x" * 100_000)))
    assert len(text) < 4000


def test_wrapped_lines_stand_under_their_beginning():
    stream = Tty()
    Terminal(stream, width=30).show([Line("one two three four five six seven", head="hint: ", indent=2)])
    assert stream.getvalue() == "  hint: one two three four\n        five six seven\n"


def test_progress_is_one_line_that_is_erased(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    stream = Tty()
    with progress_line(stream) as show:
        show("1 of 2 · \x07 a promise that is too long")
    assert stream.getvalue() == "\r\x1b[K1 of 2 · \\x07 a pro\r\x1b[K"


@pytest.mark.parametrize(("stream", "term"), [(io.StringIO(), "xterm"), (Tty(), "dumb")])
def test_there_is_no_progress_where_it_would_not_be_seen(stream, term, monkeypatch):
    monkeypatch.setenv("TERM", term)
    with progress_line(stream) as show:
        show("1 of 2")
    assert stream.getvalue() == ""


def test_who_waits_for_whom_is_told_below_the_processes():
    text = shown_on(io.StringIO(), a_grade(a_failed_check(evidence=(a_deadlocked_run(),))))
    assert "process 3 ─▶ lock 2 ─▶ process 4" in text.partition("Who waits for whom:")[2]
