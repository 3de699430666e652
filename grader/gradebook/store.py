"""The gradebook's file: one transaction for each grade, so that whatever happens, what was graded stays graded.

Grades are filed by student and exercise, each under its `Key`. Nothing is overwritten as long as it says something: a
grade under another key, or of another round, is a row of its own, and the newest is in force. Only a grade that could
not be decided gives way to the next try, and never the other way round.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.errors import GradebookError, StorageError, UsageError
from grader.escaping import shown
from grader.gradebook.entries import Entry, Key, Packed, Student, unpacked
from grader.gradebook.schema import bring_up_to_date
from grader.model import Grade, Level, Verdict

PATIENCE_SECONDS = 10.0
"""How long to wait for somebody else who writes into the same file."""
_KEY = ("exercise", "submission", "suite", "version")
_ENTRY = ("title", "verdict", "earned", "possible", "passed", "checks", "problem", "seed", "seconds", "graded_at")
_COLUMNS = ", ".join(("student", *_KEY, *_ENTRY, "late", "level"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A grade that was made again, and the one that was in force before."""

    before: Entry
    after: Entry


class Gradebook:
    """An open gradebook; use it as a `with` block.

    Every method raises StorageError when the file cannot be read or written just now, and GradebookError when it is
    damaged; what was stored before stays stored.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file; `create` makes a new one where there is none, otherwise that is a UsageError."""
        self._file = str(path)
        if not create and not path.exists():
            raise UsageError(f"there is no gradebook {shown(self._file)}", hint="grader batch makes one")
        with self._told():
            self._connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
            try:
                self._connection.row_factory = sqlite3.Row
                bring_up_to_date(self._connection, self._file)
                if create:
                    self._connection.execute("PRAGMA journal_mode = WAL")
                    self._connection.execute("PRAGMA synchronous = FULL")  # a grade survives a loss of power
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(sqlite3.Error):  # what was committed is safe in the log beside the file
            self._connection.close()

    # --------------------------------------------------------------------------------------- writing

    def record(self, student: str, key: Key, grade: Packed, *, late: bool = False, number: int = 0) -> bool:
        """Store a grade in a round, and say whether it is in force now.

        It is not, and is not stored, if it could not be decided while one under the same key was.
        """
        with self._transaction():
            before = self.in_force(student, key.exercise)
            if grade.verdict == Verdict.UNKNOWN.value and before and before.key == key and not before.undecided:
                return False
            values = {
                **{name: getattr(key, name) for name in _KEY},
                **{name: getattr(grade, name) for name in _ENTRY if name != "graded_at"},
                "level": grade.level,
                "record": grade.record,
                "student": student,
                "late": int(late),
                "round": number,
                "graded_at": _now(),
            }
            names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
            self._connection.execute(f"INSERT OR REPLACE INTO grades ({names}) VALUES ({places})", values)  # noqa: S608
        return True

    def mark_late(self, student: str, exercise: str, late: bool) -> None:
        """Note whether the hand-in that the grade in force is for came late."""
        with self._transaction():
            self._connection.execute(
                "UPDATE grades SET late = ? WHERE id = (SELECT max(id) FROM grades WHERE student = ? AND exercise = ?)",
                (int(late), student, exercise),
            )

    def remember(self, students: Iterable[Student]) -> None:
        """Note who is in the class; a newer row of the roster takes the place of an older one."""
        rows = [(student.name, json.dumps(dict(student.details))) for student in students]
        with self._transaction():
            self._connection.executemany("INSERT OR REPLACE INTO students VALUES (?, ?)", rows)

    def begin_round(self) -> int:
        """Go on with a round that was not finished, or begin one; its number is from 1."""
        with self._transaction():
            open_round = self._one("SELECT max(id) FROM rounds WHERE finished IS NULL")
            if open_round is not None:
                return int(open_round)
            self._connection.execute("INSERT INTO rounds (began) VALUES (?)", (_now(),))
            return int(self._one("SELECT max(id) FROM rounds"))

    def finish_round(self, number: int) -> None:
        """Note that everything of a round was graded."""
        with self._transaction():
            self._connection.execute("UPDATE rounds SET finished = ? WHERE id = ?", (_now(), number))

    # --------------------------------------------------------------------------------------- reading

    def in_force(self, student: str, exercise: str) -> Entry | None:
        """The grade of a student for an exercise that counts now."""
        found = self._entries("WHERE student = ? AND exercise = ? ORDER BY id DESC LIMIT 1", student, exercise)
        return found[0] if found else None

    def graded_in_round(self, number: int) -> set[tuple[str, str]]:
        """The students and exercises that a round has decided grades of."""
        question = "SELECT student, exercise FROM grades WHERE round = ? AND verdict != ?"
        return {tuple(row) for row in self._all(question, number, Verdict.UNKNOWN.value)}

    def entries(self) -> list[Entry]:
        """The grades in force, by student and exercise."""
        return self._entries("WHERE id IN (SELECT id FROM in_force) ORDER BY student, exercise")

    def moves(self, number: int) -> Iterator[Move]:
        """The grades of a round beside those that were in force before it."""
        for after in self._entries("WHERE round = ? ORDER BY student, exercise", number):
            where = "WHERE student = ? AND exercise = ? AND round != ? ORDER BY id DESC LIMIT 1"
            for before in self._entries(where, after.student, after.key.exercise, number):
                yield Move(before=before, after=after)

    def grade(self, student: str, exercise: str) -> Grade:
        """The grade in force with all its evidence. Raises LookupError if there is none."""
        question = "SELECT record FROM grades WHERE student = ? AND exercise = ? ORDER BY id DESC LIMIT 1"
        for (record,) in self._all(question, student, exercise):
            return unpacked(record)
        raise LookupError(f"there is no grade of {student!r} for {exercise}")

    def students(self) -> list[Student]:
        """Everybody in the class: those of the roster, and those who handed something in; by name."""
        question = (
            "SELECT name, details FROM students UNION "
            "SELECT DISTINCT student, '{}' FROM grades WHERE student NOT IN (SELECT name FROM students) ORDER BY 1"
        )
        return [Student(name=name, details=json.loads(details)) for name, details in self._all(question)]

    # --------------------------------------------------------------------------------------- SQLite

    def _entries(self, where: str, *values: Any) -> list[Entry]:
        rows = self._all(f"SELECT {_COLUMNS} FROM grades {where}", *values)  # noqa: S608 - our own texts
        return [_entry(row) for row in rows]

    def _all(self, question: str, *values: Any) -> list[Any]:
        with self._told():
            return self._connection.execute(question, values).fetchall()

    def _one(self, question: str) -> Any:
        return self._all(question)[0][0]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of the block or nothing of it."""
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # some errors have ended it already
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Make one line of what SQLite raises."""
        try:
            yield
        except sqlite3.Error as error:
            raise _in_words(self._file, error) from None


def _in_words(file: str, error: sqlite3.Error) -> GradebookError:
    """What is wrong, and what would help. The texts are SQLite's own: before Python 3.11 there were no codes."""
    text = str(error)
    if "not a database" in text or "malformed" in text:
        return GradebookError(f"{shown(file)} is not a gradebook, or is damaged: {shown(text)}")
    hint = next((hint for mark, hint in _HINTS.items() if mark in text), "")
    return StorageError(f"{shown(file)}: {shown(text)}; what was stored before is kept", hint=hint)


_HINTS = {
    "full": "make room on the disk, then run the same command again: it goes on where it was",
    "locked": "another grader is writing into it; run the same command again when it is done",
    "readonly": "let yourself write to it, and to its folder",
    "unable to open": "name a file in a folder that is there, and that you may write to",
}


def _entry(row: sqlite3.Row) -> Entry:
    key = Key(**{name: row[name] for name in _KEY})
    return Entry(
        student=row["student"],
        key=key,
        late=bool(row["late"]),
        level=None if row["level"] is None else Level(row["level"]),
        **{name: row[name] for name in _ENTRY},
    )


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
