"""How a gradebook file is laid out, and how an older file becomes a current one.

`PRAGMA application_id` says that a database is a gradebook, `PRAGMA user_version` of which layout. `MIGRATIONS[n]`
brings layout n to n + 1; all that are needed run in one transaction. A file with a newer layout is refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from grader.errors import GradebookError
from grader.escaping import shown

APPLICATION = 0x6772_6462
"""`grdb` in ASCII."""
FIRST = """
CREATE TABLE students (
    name TEXT PRIMARY KEY,
    details TEXT NOT NULL          -- the row of the roster, a JSON object of texts
) WITHOUT ROWID;
CREATE TABLE rounds (              -- each `--regrade` is a round; what is graded otherwise belongs to round 0
    id INTEGER PRIMARY KEY,
    began TEXT NOT NULL,
    finished TEXT
);
CREATE TABLE grades (              -- the newest row of a student and an exercise is in force
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    student TEXT NOT NULL,
    exercise TEXT NOT NULL,
    submission TEXT NOT NULL,
    suite TEXT NOT NULL,
    version TEXT NOT NULL,
    round INTEGER NOT NULL,
    title TEXT NOT NULL,
    verdict TEXT NOT NULL,
    earned REAL NOT NULL,
    possible REAL NOT NULL,
    passed INTEGER NOT NULL,
    checks INTEGER NOT NULL,
    problem TEXT NOT NULL,
    late INTEGER NOT NULL,
    level INTEGER,                 -- null if nothing was run
    seed INTEGER NOT NULL,
    seconds REAL NOT NULL,
    graded_at TEXT NOT NULL,
    record BLOB NOT NULL,          -- the grade with its evidence: JSON, compressed by zlib
    UNIQUE (student, exercise, submission, suite, version, round)
);
CREATE INDEX grades_of_a_student ON grades (student, exercise, id);
CREATE VIEW in_force AS
    SELECT * FROM grades WHERE id IN (SELECT max(id) FROM grades GROUP BY student, exercise);
"""
MIGRATIONS = (FIRST,)


def bring_up_to_date(connection: sqlite3.Connection, file: str, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Lay an empty file out, or bring an older layout up to date.

    Raises GradebookError for a newer layout, and for a database that is something else.
    """
    if _layout(connection, file, len(migrations)) == len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(_layout(connection, file, len(migrations)), len(migrations)):  # nobody else came first
            for statement in _statements(migrations[number]):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _layout(connection: sqlite3.Connection, file: str, newest: int) -> int:
    """The number of a file's layout; 0 for a file that is still empty."""
    application, version, tables = (
        connection.execute(question).fetchone()[0]
        for question in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
    )
    if application != APPLICATION and (application or version or tables):
        raise GradebookError(f"{shown(file)} is a database of something else, not a gradebook")
    if version > newest:
        raise GradebookError(
            f"{shown(file)} was written by a newer grader: its layout is {version}, ours is {newest}",
            hint="install the newer grader to use it; nothing was changed",
        )
    return int(version)


def _statements(script: str) -> list[str]:
    """The statements of a script: `executescript` would end the transaction that they belong to."""
    without_comments = "\n".join(line.partition("--")[0] for line in script.splitlines())
    return [statement for statement in without_comments.split(";") if statement.strip()]
