"""`grader watch`: one check for each version of the files, whatever editors do, until the user has seen enough."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from grades import Tty, a_course, a_grade, grader

from grader.cli.doors import Doors

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    """The student's file, in the current folder."""
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    monkeypatch.chdir(a_course(tmp_path))
    (tmp_path / "counting.py").write_text("first")
    return tmp_path / "counting.py"


def watched(*steps, grade=None):
    """Watch while these steps happen, one at each look; give the contents that were checked."""
    seen = []

    def take(_exercise, submission, **_keywords):
        seen.append(submission.files["counting.py"].decode())
        return grade() if grade else a_grade()

    def changes(_folders):
        for step in steps:
            step()
            yield None

    assert grader("watch", "07", grade=take, changes=changes) == 0
    return seen


def nothing():
    """Nothing happens: a second has passed."""


def test_each_version_is_checked_once(file):
    steps = [
        nothing,
        lambda: file.write_text("second"),
        nothing,
        lambda: file.touch(),
        lambda: file.write_text("third"),
    ]
    assert watched(*steps) == ["first", "second", "third"]


def test_a_file_that_is_replaced_is_checked(file):
    def replace():
        file.with_name("new").write_text("second")
        file.with_name("new").replace(file)

    assert watched(replace) == ["first", "second"]


def test_what_was_saved_during_a_check_is_checked_after_it(file):
    def slow():
        file.write_text("second")
        return a_grade()

    assert watched(nothing, nothing, grade=slow) == ["first", "second"]


def test_a_file_that_is_gone_for_a_moment_is_waited_for(file, capsys):
    assert watched(file.unlink, nothing, lambda: file.write_text("back")) == ["first", "back"]
    assert "counting.py: cannot be read: No such file" in capsys.readouterr().err


def test_what_cannot_be_read_is_told_once_and_watched_on(file, capsys):
    def spoil():
        file.unlink()
        file.symlink_to("elsewhere.py")

    def mend():
        file.unlink()
        file.write_text("mended")

    assert watched(spoil, nothing, nothing, mend) == ["first", "mended"]
    assert capsys.readouterr().err.count("is a symbolic link") == 1


def test_ctrl_c_is_how_it_ends():
    def interrupt():
        os.kill(os.getpid(), signal.SIGINT)

    assert watched(interrupt, nothing) == ["first"]


def test_a_file_that_was_never_there_is_an_error(file, capsys):
    file.unlink()
    (file.parent / "exercises" / "07_counting" / "counting.py").unlink()
    assert grader("watch", "07", grade=a_grade()) == 2
    assert "there is no counting.py" in capsys.readouterr().err


def test_each_check_begins_on_an_empty_screen(monkeypatch):
    screen = Tty()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    watched()
    assert "\x1b[2J" in screen.getvalue()
    assert screen.getvalue().index("\x1b[2J") < screen.getvalue().index("Counting")


def test_the_real_door_tells_of_a_save_and_of_each_second(tmp_path):
    changes = Doors().changes([tmp_path])
    assert next(changes) == set()
    (tmp_path / "saved.py").write_text("")
    assert any("saved.py" in str(found) for found in (next(changes) for _ in range(5)))
    changes.close()


@pytest.mark.slow
def test_a_save_is_checked_for_real_and_ctrl_c_leaves_in_order(tmp_path):
    solution = tmp_path / "queue_communication.py"
    solution.write_text("def run_queue(batches, consumers, capacity):\n    raise NotImplementedError\n")
    with subprocess.Popen(
        [sys.executable, "-m", "grader", "watch", "05", "--course", str(ROOT)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        lines = iter(process.stdout.readline, "")
        assert next(line for line in lines if "points" in line).endswith("0 of 10 points\n")
        solution.write_bytes((ROOT / "solutions" / "05_queue_communication" / solution.name).read_bytes())
        assert next(line for line in lines if "points" in line).endswith("10 of 10 points\n")
        next(line for line in lines if "waiting until" in line)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""
