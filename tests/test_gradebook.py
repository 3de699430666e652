"""The gradebook keeps what was graded, whatever happens to the process, the disk or the file."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress

import pytest
from grades import a_check, a_failed_check, a_grade
from hypothesis import given, settings
from strategies import records

from grader.errors import GradebookError, StorageError, UsageError
from grader.gradebook import Gradebook, Key, Student, packed, unpacked
from grader.gradebook.entries import LARGEST_RECORD
from grader.gradebook.schema import APPLICATION, MIGRATIONS, bring_up_to_date
from grader.model import Grade, Verdict

PASSED = packed(a_grade())
FAILED = packed(a_grade(a_check(), a_failed_check()))
UNKNOWN = packed(a_grade(a_check(verdict=Verdict.UNKNOWN)))


def a_key(**differs):
    return Key(**{"exercise": "07_counting", "submission": "a1", "suite": "b2", "version": "0.1.0", **differs})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "gradebook.db"


@pytest.fixture
def book(path):
    with Gradebook(path, create=True) as opened:
        yield opened


def record_many(book, number):
    for each in range(number):
        book.record(f"student {each}", a_key(), PASSED)


def in_force(book, student="ada"):
    return book.in_force(student, "07_counting").verdict


@pytest.mark.slow
@settings(max_examples=15)
@given(records(Grade))
def test_a_grade_comes_out_as_it_went_in(grade):
    assert unpacked(packed(grade).record) == grade


def test_what_was_stored_is_there_when_the_file_is_opened_again(book, path):
    book.record("ada", a_key(), FAILED, late=True)
    with Gradebook(path) as again:
        (entry,) = again.entries()
        assert (entry.student, entry.key, entry.late, entry.earned, entry.possible) == ("ada", a_key(), True, 2, 4)
        assert again.grade("ada", "07_counting") == a_grade(a_check(), a_failed_check())


def test_a_grade_of_other_files_takes_the_place_of_the_old_one(book):
    book.record("ada", a_key(), PASSED)
    book.record("ada", a_key(submission="a2"), FAILED)
    assert [(entry.key.submission, entry.verdict) for entry in book.entries()] == [("a2", "failed")]


def test_files_that_were_graded_before_count_again_once_they_are_handed_in_again(book):
    for submission, grade in (("a1", PASSED), ("a2", FAILED), ("a1", PASSED)):
        book.record("ada", a_key(submission=submission), grade)
    assert in_force(book) == "passed"


def test_a_grade_that_could_not_be_made_never_takes_the_place_of_one_that_could(book):
    book.record("ada", a_key(), PASSED)
    assert not book.record("ada", a_key(), UNKNOWN, number=book.begin_round())
    assert in_force(book) == "passed"


def test_a_grade_of_other_files_that_could_not_be_made_is_in_force_until_it_can(book):
    book.record("ada", a_key(), PASSED)
    assert book.record("ada", a_key(submission="a2"), UNKNOWN)
    assert in_force(book) == "unknown"


def test_a_grade_that_could_not_be_made_gives_way(book):
    book.record("ada", a_key(), UNKNOWN)
    book.record("ada", a_key(), PASSED)
    assert [entry.verdict for entry in book.entries()] == ["passed"]


def test_the_same_grade_twice_is_one(book):
    book.record("ada", a_key(), PASSED)
    book.record("ada", a_key(), PASSED)
    assert book._one("SELECT count(*) FROM grades") == 1


def test_everybody_has_grades_of_their_own(book):
    book.record("ada", a_key(), PASSED)
    book.record("bob", a_key(), FAILED)
    assert (in_force(book), in_force(book, "bob")) == ("passed", "failed")


def test_a_round_that_was_not_finished_goes_on(book):
    first = book.begin_round()
    assert book.begin_round() == first
    book.finish_round(first)
    assert book.begin_round() == first + 1


def test_a_round_knows_which_grades_moved(book):
    book.record("ada", a_key(), PASSED)
    number = book.begin_round()
    book.record("ada", a_key(suite="b3"), FAILED, number=number)
    book.record("bob", a_key(), PASSED, number=number)
    assert [(move.before.verdict, move.after.verdict) for move in book.moves(number)] == [("passed", "failed")]
    assert book.graded_in_round(number) == {("ada", "07_counting"), ("bob", "07_counting")}


def test_the_class_is_who_is_in_the_roster_and_who_handed_in(book):
    book.remember([Student(name="ada", details={"Login": "al1"}), Student(name="cleo")])
    book.record("bob", a_key(), PASSED)
    assert [student.name for student in book.students()] == ["ada", "bob", "cleo"]
    assert book.students()[0].details == {"Login": "al1"}


@pytest.mark.slow
def test_an_enormous_grade_is_cut_and_not_lost():
    noise = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(2 * LARGEST_RECORD))
    small = packed(a_grade(a_failed_check(seen=noise)))
    assert len(small.record) < LARGEST_RECORD
    assert unpacked(small.record).earned == 0


# ------------------------------------------------------------------------------------- what can go wrong


def test_a_missing_gradebook_is_not_made_by_asking_for_it(path):
    with pytest.raises(UsageError, match="there is no gradebook"):
        Gradebook(path)
    assert not path.exists()


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to look like one" * 20, b"SQLite format 3\0"]
)
def test_a_file_that_is_no_gradebook_is_refused_and_left_as_it_is(path, content):
    path.write_bytes(content)
    with pytest.raises(GradebookError, match="is not a gradebook"):
        Gradebook(path, create=True)
    assert path.read_bytes() == content


def test_the_database_of_something_else_is_refused(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE passwords (text)")
    with pytest.raises(GradebookError, match="something else"):
        Gradebook(path, create=True)


def test_a_gradebook_of_a_newer_grader_is_refused(book, path):
    book._connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(GradebookError, match="newer grader") as caught:
        Gradebook(path)
    assert "nothing was changed" in caught.value.hint


def test_an_older_layout_is_brought_up_to_date_with_what_is_in_it(book, path):
    book.record("ada", a_key(), PASSED)
    more = (*MIGRATIONS, "ALTER TABLE students ADD COLUMN section TEXT; -- for groups\n CREATE TABLE later (x);")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        bring_up_to_date(connection, "gradebook.db", more)
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        assert connection.execute("SELECT student FROM in_force, later").fetchall() == []
        assert connection.execute("SELECT student FROM in_force").fetchall() == [("ada",)]


def test_a_migration_that_breaks_changes_nothing(book, path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.Error):
            bring_up_to_date(connection, "gradebook.db", (*MIGRATIONS, "CREATE TABLE later (x); DROP TABLE nowhere;"))
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'later'").fetchall() == []


def test_a_full_disk_loses_nothing_and_the_next_try_goes_on(book):
    book.record("ada", a_key(), PASSED)
    book._connection.execute(f"PRAGMA max_page_count = {book._one('PRAGMA page_count')}")
    with pytest.raises(StorageError, match="full; what was stored before is kept"):
        record_many(book, 1000)
    stored = len(book.entries())
    book._connection.execute("PRAGMA max_page_count = 100000")
    book.record("zoe", a_key(), PASSED)
    assert [entry.student for entry in book.entries()][::stored] == ["ada", "zoe"]


def test_a_locked_gradebook_is_told_in_one_line(book, path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        book._connection.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(StorageError, match="locked") as caught:
            book.record("ada", a_key(), PASSED)
    assert "another grader" in caught.value.hint
    assert book.record("ada", a_key(), PASSED)


def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path):
    with pytest.raises(StorageError, match="unable to open"):
        Gradebook(tmp_path / "nowhere" / "gradebook.db", create=True)


@pytest.mark.parametrize("record", [b"", b"rubbish", packed(a_grade()).record[:-5]])
def test_a_damaged_grade_is_an_error_of_one_line(record):
    with pytest.raises(GradebookError, match="damaged"):
        unpacked(record)


KILLED = """
import os, signal, sys
from pathlib import Path
from grader.gradebook import Gradebook, Key, Packed
grade = Packed(title="", verdict="passed", earned=1, possible=1, passed=1, checks=1, problem="", level=3, seed=1,
               seconds=0, record=b"")
with Gradebook(Path(sys.argv[1]), create=True) as book:
    for number in range(5):
        book.record(f"s{number}", Key(exercise="e", submission="", suite="", version=""), grade)
    with book._transaction():
        book._connection.execute("DELETE FROM grades")
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_leaves_what_it_had_stored(path):
    assert subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False).returncode == -9
    with Gradebook(path) as book:
        assert [entry.student for entry in book.entries()] == [f"s{number}" for number in range(5)]


@pytest.fixture
def small_disk(tmp_path):
    """A disk of half a MiB, where we may have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    command = [mount or "", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)]
    if not (mount and umount) or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only somebody who may mount has a small disk")
    yield disk
    subprocess.run([umount, "-l", str(disk)], check=True)


def test_a_disk_that_is_really_full_loses_nothing_and_the_next_try_goes_on(small_disk):
    with Gradebook(small_disk / "gradebook.db", create=True) as book:
        book.record("ada", a_key(), PASSED)
        filler = small_disk / "filler"
        with suppress(OSError):
            filler.write_bytes(b"x" * 2**20)
        with pytest.raises(StorageError, match="what was stored before is kept"):
            record_many(book, 1000)
        stored = [entry.student for entry in book.entries()]
        filler.unlink()
        book.record("zoe", a_key(), PASSED)
    with Gradebook(small_disk / "gradebook.db") as again:
        assert [entry.student for entry in again.entries()] == [*stored, "zoe"]
