"""`grader check --all`: exercises side by side, told in their order."""

from __future__ import annotations

import threading

import pytest
from grades import Tty, a_course, a_grade, grader

from grader.cli import options
from grader.cli.progress import ERASE
from grader.evidence import decode
from grader.model import Grade

SOME = ("check", "--all", "--course", "more")


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    monkeypatch.chdir(tmp_path)
    a_course(tmp_path / "more", "01", "02", "03", "04")


def test_one_exercise_more_than_there_are_processors_is_looked_at_at_once_and_told_in_order(capsys):
    together, last_has_begun = threading.Barrier(3), threading.Event()

    def grade(exercise, _submission, **_keywords):
        last_has_begun.set() if exercise.number == "04" else together.wait(timeout=20)
        assert exercise.number != "01" or last_has_begun.wait(timeout=20)
        return a_grade(exercise=exercise.name)

    assert grader(*SOME, "--json", "-n", "2", grade=grade) == 0
    told = [decode(Grade, line) for line in capsys.readouterr().out.splitlines()]
    assert [each.exercise[:2] for each in told] == ["01", "02", "03", "04"]


def test_without_a_number_all_processors_are_kept_busy(monkeypatch):
    monkeypatch.setattr(options, "usable_processors", lambda: 3)
    together = threading.Barrier(4)
    assert grader(*SOME, grade=lambda *_, **__: together.wait(timeout=20) >= 0 and a_grade()) == 0


def test_who_asks_for_one_gets_one_exercise_and_one_check_after_the_other():
    hands = set()

    def grade(*_arguments, at_once, **_keywords):
        hands.add((threading.get_ident(), at_once))
        return a_grade()

    assert grader(*SOME, "-n", "1", grade=grade) == 0
    assert [at_once for _, at_once in hands] == [1]


def test_the_last_exercises_get_the_workers_that_have_nothing_else_to_do(capsys):
    def grade(exercise, _submission, *, at_once, **_keywords):
        return a_grade(exercise=exercise.name, seed=at_once)

    grader(*SOME, "--json", "-n", "3", grade=grade)
    told = [decode(Grade, line) for line in capsys.readouterr().out.splitlines()]
    assert [each.seed for each in told] == [1, 2, 2, 4]


def test_what_is_told_stands_in_a_line_of_its_own(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout", stream := Tty())
    monkeypatch.setattr("sys.stderr", stream)
    grader(*SOME, "--json", "-n", "1", grade=a_grade())
    (first, *_) = [line for line in stream.getvalue().split("\n") if "{" in line]
    assert "\x1b[K{" in first


def test_nobody_shows_what_goes_on_where_something_is_told(monkeypatch):
    shown = threading.Event()

    class Slow(Tty):
        def write(self, text):
            written = super().write(text)
            if threading.current_thread() is not threading.main_thread():
                shown.set()
            elif text == ERASE:
                shown.clear()
                shown.wait(0.2)  # whoever could come between does so now
            return written

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout", stream := Slow())
    monkeypatch.setattr("sys.stderr", stream)
    grader(*SOME, "--json", "-n", "1", grade=a_grade())
    told = [line for line in stream.getvalue().split("\n") if "{" in line]
    assert [line.rpartition(ERASE)[2][0] for line in told] == ["{"] * 4
