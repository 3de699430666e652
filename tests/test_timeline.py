"""The text picture of a run's processes: what it shows, at which width, and with which characters."""

from __future__ import annotations

import pytest
from builders import a_child, a_run, a_service
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Work
from grader.report.timeline import ASCII, UNICODE, cells, marks_for, timeline


def drawn(evidence, **options):
    return "\n".join(timeline(evidence, **options))


WORKERS = a_run(
    a_child(3, born=0.1, ended=0.8, reaped=0.801),
    a_child(4, born=0.12, ended=0.7, reaped=0.705, exit_code=1),
    work=(
        Work(pid=3, item=1, began=0.2, ended=0.45),
        Work(pid=3, item=2, began=0.45, ended=0.7),
        Work(pid=4, item=3, began=0.3, ended=0.6, failed=True),
    ),
)
FAMILY = a_run(
    a_child(3, born=0.1, ended=0.3, reaped=None),
    a_child(4, born=0.1, ended=0.3, reaped=0.7),
    a_child(5, born=0.2, ended=None, orphaned=0.9, adopted_by=1, command=("/bin/sleep", "9")),
    a_child(6, parent=5, born=0.4, exit_code=None, signal=9, killed=True, reaped=1.0),
    a_service(7),
)


@pytest.mark.parametrize("width", [50, 80, 120])
def test_workers_are_drawn_from_birth_to_end_with_their_work(snapshot, width):
    assert drawn(WORKERS, width=width) == snapshot


@pytest.mark.parametrize("marks", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_orphans_and_zombies_are_shown(snapshot, marks):
    assert drawn(FAMILY, marks=marks) == snapshot


def test_what_is_cut_from_a_label_is_its_beginning():
    chain = [a_child(pid, parent=pid - 1) for pid in range(3, 20)]
    lines = timeline(a_run(*chain), width=48)
    assert [line.split()[-4] for line in lines[10:18]] == [str(pid) for pid in range(11, 19)]


def test_wide_letters_do_not_shift_the_picture():
    lines = timeline(a_run(a_child(3, command=("日本日本日本日本日本日本",))), width=48)
    assert lines[2].endswith("exit 0")
    assert cells(lines[2]) == cells(lines[1])


def test_the_rows_are_limited_and_the_rest_is_counted(snapshot):
    many = a_run(*(a_child(pid, ended=0.1, reaped=0.9) for pid in range(3, 40)))
    assert drawn(many, rows=4) == snapshot


def test_a_run_that_was_only_looked_at_says_so():
    assert "looked at now and then" in drawn(a_run(exact=False), width=200)


def test_a_run_without_processes_says_so():
    assert timeline(a_run(processes=())) == ["No process was recorded."]


def test_a_process_that_was_reaped_at_once_is_no_zombie():
    assert "zombie" not in drawn(WORKERS)


def test_whom_the_grader_ended_is_no_zombie_of_the_program():
    assert "zombie" not in drawn(a_run(a_child(3, ended=0.5, exit_code=None, signal=9, killed=True)))


def test_a_zombie_whose_parent_ends_is_no_orphan():
    assert "its parent ended" not in drawn(a_run(a_child(3, ended=0.5, orphaned=1.0, reaped=1.1)))


def test_a_parent_that_the_grader_ended_makes_no_orphans():
    parent = a_child(3, exit_code=None, signal=9, killed=True)
    assert "its parent ended" not in drawn(a_run(parent, a_child(4, parent=3, ended=0.9, orphaned=0.5)))


def test_a_command_cannot_steer_the_terminal():
    picture = drawn(a_run(a_child(3, command=("/tmp/\x1b[31mred\u202e",))))
    assert "\x1b" not in picture
    assert "\\x1b[31mred\\u202e" in picture


def test_a_pid_that_is_used_again_does_not_make_a_loop():
    again = a_run(a_child(3, ended=0.2), a_child(4, parent=3, born=0.1, ended=0.3), a_child(3, parent=4, born=0.25))
    assert len([line for line in timeline(again) if "exit 0" in line]) == 4


@pytest.mark.parametrize(
    ("encoding", "marks"), [("utf-8", UNICODE), ("ascii", ASCII), ("latin-1", ASCII), (None, ASCII)]
)
def test_the_marks_fit_what_the_stream_can_show(encoding, marks):
    assert marks_for(encoding) is marks


def test_ascii_marks_leave_no_other_character():
    picture = drawn(a_run(a_child(3, command=("/bin/日本語",)), exact=False), marks=ASCII, width=50)
    assert picture.isascii()


lives = st.builds(
    a_child,
    pid=st.integers(3, 12),
    parent=st.integers(0, 12),
    born=st.floats(0, 2),
    ended=st.none() | st.floats(0, 2),
    reaped=st.none() | st.floats(0, 3),
    orphaned=st.none() | st.floats(0, 3),
    command=st.lists(st.text(), max_size=2).map(tuple),
)


@given(st.lists(lives, max_size=12), st.integers(48, 160))
def test_no_line_is_wider_than_asked_for_and_nobody_is_missing(family, width):
    lines = timeline(a_run(*family), width=width, rows=99)
    assert max(map(cells, lines)) <= width
    assert len(lines[1 : lines.index("")]) == len(family) + 1
