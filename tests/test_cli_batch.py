"""`grader batch` and `grader grades` as an instructor meets them."""

from __future__ import annotations

import csv
import io
import re
import signal

import pytest
from ci_worlds import WATCHED
from courses import FOLDER, a_sound_course, change
from grades import Tty, a_failed_check, a_grade, grader
from packing import unpacked

from grader.batch.running import Progress
from grader.cli.batch import moved
from grader.cli.batch_view import batch_view, summary
from grader.cli.holding import NOT_HELD, SHARED, demand_isolation
from grader.cli.stopping import Stopped, stoppable, stopped_gently
from grader.gradebook import Gradebook, Key, packed
from grader.model import Level

RIGHT = b"def count(workers, names):\n    return workers\n"
WRONG = b"def count(workers, names):\n    return 0\n"


@pytest.fixture
def class_(tmp_path, monkeypatch):
    """A course of one exercise, three students, and the current folder beside them."""
    monkeypatch.chdir(a_sound_course(tmp_path))
    unpacked(tmp_path / "class", {"ada/counting.py": RIGHT, "bob/counting.py": WRONG, "cyd/readme.txt": b""})
    return tmp_path


def batch(*words):
    return grader("batch", "class", "-j", "1", *words)


def table(capsys, *words):
    capsys.readouterr()
    assert grader("grades", "--csv", *words) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))


@pytest.mark.slow
def test_a_class_is_graded_kept_and_not_graded_again(class_, capsys):
    assert batch() == 0
    assert "3 graded: 1 passed, 2 failed" in capsys.readouterr().out
    rows = table(capsys)
    assert [(row["student"], row["verdict"]) for row in rows] == [
        ("ada", "passed"),
        ("bob", "failed"),
        ("cyd", "failed"),
    ]
    assert rows[2]["problem"] == "counting.py is missing; found readme.txt"
    assert rows[2]["max_score"] == rows[0]["score"]
    assert batch() == 0
    assert "0 graded; 3 as before" in capsys.readouterr().out


@pytest.mark.slow
def test_a_regrade_says_which_grades_moved_and_why(class_, capsys):
    batch()
    change(class_, f"{FOLDER}/hidden/test_counting.py", "run.value == workers", "run.value in (0, workers)")
    unpacked(class_ / "class", {"cyd/counting.py": RIGHT})
    capsys.readouterr()
    assert batch("--regrade") == 0
    said = capsys.readouterr().out
    assert "2 grades have moved, of 3 that there were before" in said
    assert "bob · 07_counting: 2/10 failed -> 10/10 passed: suite changed" in said
    assert "cyd · 07_counting: 0/10 failed -> 10/10 passed: submission changed, suite changed" in said


def test_a_grade_that_moves_although_nothing_has_changed_is_called_unstable(tmp_path):
    key = Key(exercise="07_counting", submission="a", suite="b", version="1")
    with Gradebook(tmp_path / "gradebook.db", create=True) as book:
        book.record("ada", key, packed(a_grade()))
        number = book.begin_round()
        book.record("ada", key, packed(a_grade(a_failed_check())), number=number)
        lines = [line.head + line.text for line in moved(list(book.moves(number)))]
    assert lines == [
        "1 grade has moved, of 1 that there were before",
        "ada · 07_counting: 2/2 passed -> 0/2 failed: unstable result: nothing has changed",
    ]


def test_the_gradebook_is_not_taken_for_a_hand_in(class_, capsys):
    unpacked(class_ / "class", {"gradebook.db-wal": b"", "notes.txt": b""})
    assert grader("batch", "class", "--gradebook", "class/gradebook.db", "--dask", "nonsense") == 2
    assert "passed over, as it is nobody's: notes.txt\n" in capsys.readouterr().err


def test_a_class_that_is_not_there_and_a_gradebook_that_is_none(class_, capsys):
    assert grader("batch", "nowhere") == 2
    assert "nowhere: cannot be read" in capsys.readouterr().err
    (class_ / "gradebook.db").write_text("something else " * 100)
    assert batch() == 2
    assert "is not a gradebook" in capsys.readouterr().err
    assert grader("grades") == 2


def test_where_programs_can_only_be_watched_a_class_is_not_graded_unless_that_level_is_asked_for(class_, capsys):
    assert grader("batch", "class", "-j", "1", probe_levels=lambda: WATCHED) == 3
    refused = capsys.readouterr().err
    assert f"error: {NOT_HELD}" in refused
    assert "--level 0 grades all the same" in refused
    with Gradebook(class_ / "gradebook.db") as book:
        assert book.entries() == []


@pytest.mark.parametrize(("level", "words"), [(Level.WATCHED, NOT_HELD), (Level.CONFINED, SHARED)])
def test_weak_isolation_that_was_asked_for_is_warned_of(capsys, level, words):
    demand_isolation(level, allowed=True, option="--level 0", many=True)
    said = capsys.readouterr()
    assert said.out == ""
    assert f"warning: {words}" in " ".join(said.err.split())


@pytest.mark.parametrize(("level", "many"), [(Level.CONFINED, False), (Level.ISOLATED, True), (Level.CONTAINED, True)])
def test_nothing_is_said_where_programs_are_held_as_strongly_as_it_takes(capsys, level, many):
    demand_isolation(level, allowed=False, option="--level 0", many=many)
    assert capsys.readouterr().err == ""


def test_files_of_no_exercise_need_its_name(class_, capsys):
    (class_ / "class" / "ada" / "counting.py").rename(class_ / "class" / "ada" / "mine.py")
    (class_ / "class" / "bob" / "counting.py").unlink()
    assert batch() == 2
    assert "--exercise 05" in capsys.readouterr().err


def test_the_tables_exclude_each_other_and_need_grades(class_, capsys):
    assert grader("grades", "--csv", "--canvas") == 2
    assert "choose one" in capsys.readouterr().err
    assert grader("grades") == 2
    assert "grader batch makes one" in capsys.readouterr().err


# ------------------------------------------------------------------------------------- progress


@pytest.mark.parametrize(
    ("progress", "seconds", "text"),
    [
        (Progress(number=200), 0.0, "0 of 200 graded"),
        (
            Progress(number=200, done=50, passed=40, failed=9, unknown=1, retried=1),
            100.0,
            "50 of 200 graded · 40 passed · 9 failed · 1 could not be judged · 1 second try"
            " · 0.5 per second · 5 min left",
        ),
        (
            Progress(number=20000, done=100, passed=100),
            100.0,
            "100 of 20000 graded · 100 passed · 1 per second · 5 h 32 min left",
        ),
        (Progress(number=3, done=3, passed=3), 0.1, "3 of 3 graded · 3 passed · 30 per second · 0 s left"),
    ],
)
def test_progress_in_a_line(progress, seconds, text):
    assert summary(progress, seconds) == text


def test_a_log_has_a_line_now_and_then_and_one_at_the_end():
    stream, now = io.StringIO(), iter([0.0, 1.0, 2.0, 11.0, 12.0, 13.0])
    with batch_view(stream, clock=lambda: next(now)) as show:
        for done in range(1, 6):
            show(Progress(number=5, done=done, passed=done))
    assert [line.split(" ·")[0] for line in stream.getvalue().splitlines()] == ["3 of 5 graded", "5 of 5 graded"]


def test_a_terminal_shows_who_is_being_graded_and_is_clean_afterwards(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    stream = Tty()
    with batch_view(stream, clock=lambda: 1.0) as show:
        show(Progress(number=5, done=2, passed=2, running=("ada · 05", "\x1b[31meve · 05")))
        bar, graded, now = (line.rstrip() for line in plain(stream.getvalue()).splitlines()[:3])
        assert set(bar) <= set("━╸╺")
        assert (graded, now) == ("2 of 5 graded · 2 passed", "now: ada · 05, \\x1b[31meve · 05")
    assert stream.getvalue().endswith(("\x1b[2K", "\x1b[?25h"))


def plain(text):
    """What was written, without the terminal's own sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


# ------------------------------------------------------------------------------------- stopping


def test_the_first_interrupt_asks_and_the_second_stops():
    asked = []
    with stoppable(), stopped_gently(lambda: asked.append(1)):
        signal.raise_signal(signal.SIGINT)
        assert asked == [1]
        with pytest.raises(Stopped):
            signal.raise_signal(signal.SIGINT)
    assert asked == [1]


def test_a_machine_that_is_in_a_hurry_is_not_asked_to_wait():
    with stoppable(), pytest.raises(Stopped), stopped_gently(pytest.fail):
        signal.raise_signal(signal.SIGTERM)


def test_afterwards_signals_do_what_they_did_before():
    before = signal.getsignal(signal.SIGINT)
    with stoppable(), stopped_gently(lambda: None):
        pass
    assert signal.getsignal(signal.SIGINT) is before
