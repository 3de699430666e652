"""The tables that spreadsheets and course platforms read: complete, in their own form, and harmless to open."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.gradebook import Entry, Key, Student
from grader.gradebook.tables import CANVAS, PLAIN, canvas_table, moodle_table, plain_table
from grader.model import Level

FORMULAS = tuple("=+@\t\r\n\uff1d\uff0b\uff0d\uff20")
WORKSHEET = ["Identifier", "Full name", "Status", "Grade", "Maximum grade", "Feedback comments"]
ROWS = [
    ["Participant 4711", "Ada Lovelace", "Submitted", "", "100.00", "=1+1"],
    ["Participant 4712", "Ada Lovelace", "-", "55.00", "100.00", ""],
    ["Participant 4713", "Grace Hopper", "Submitted", "", "100.00", ""],
]


def an_entry(student="ada", exercise="05_queues", **differs):
    good = {"title": "Queues", "verdict": "failed", "earned": 6.5, "possible": 10.0, "passed": 3, "checks": 5}
    good |= {"problem": "", "late": False, "level": Level.CONTAINED, "seed": 1, "seconds": 1.0}
    key = Key(exercise=exercise, submission="ab12", suite="cd", version="0.1.0")
    return Entry(**{"student": student, "key": key, "graded_at": "2026-11-21T15:04:05Z", **good, **differs})


def rows(table):
    return list(csv.reader(io.StringIO(table, newline="")))


def test_the_plain_table_has_a_row_for_each_grade():
    header, row = rows(plain_table([an_entry(late=True)], []))
    assert tuple(header) == PLAIN
    assert row[:6] == ["ada", "05_queues", "6.5", "10", "failed", "late"]
    assert row[6:10] == ["2026-11-21T15:04:05Z", "L3 contained", "0.1.0", "ab12"]


def test_who_handed_in_nothing_is_in_the_table_without_a_score():
    table = rows(plain_table([an_entry()], [Student(name="ada"), Student(name="bob")]))
    assert table[2][:5] == ["bob", "05_queues", "", "", "missing"]


def test_what_could_not_be_judged_has_no_score_anywhere():
    unknown = an_entry(verdict="unknown")
    assert rows(plain_table([unknown], []))[1][2] == ""
    assert rows(canvas_table([unknown], [Student(name="ada")]))[2][-1] == ""
    worksheet, _ = moodle_table(WORKSHEET, ROWS, [an_entry("Ada Lovelace (4712)", verdict="unknown")], [])
    assert rows(worksheet)[2][3] == "55.00"


def test_canvas_gets_a_column_for_each_exercise_and_the_points():
    entries = [an_entry(), an_entry(exercise="06_pipes", title="Pipes", earned=1.0, possible=4.0)]
    header, possible, ada, bob = rows(canvas_table(entries, [Student(name="ada"), Student(name="bob")]))
    assert header == [*CANVAS, "Queues", "Pipes"]
    assert possible == ["    Points Possible", "", "", "", "", "10", "4"]
    assert (ada[-2:], bob[-2:]) == (["6.5", "1"], ["", ""])


@pytest.mark.parametrize("title", ["Queues (991)", "queues", "05_queues (7)", "05 Queues (8)"])
def test_what_canvas_knows_of_students_and_assignments_comes_from_its_own_export(title):
    details = {
        "Student": "Lovelace, Ada",
        "ID": "12",
        "SIS Login ID": "al1",
        "Section": "A",
        "Other (2)": "",
        title: "",
    }
    header, _, ada = rows(canvas_table([an_entry("Lovelace, Ada")], [Student(name="Lovelace, Ada", details=details)]))
    assert header[-1] == title
    assert ada == ["Lovelace, Ada", "12", "", "al1", "A", "6.5"]


def test_a_worksheet_of_moodle_is_filled_and_nothing_else_in_it_is_changed():
    entries = [an_entry("Ada Lovelace (4712)"), an_entry("Grace Hopper"), an_entry("eve")]
    table, absent = moodle_table(WORKSHEET, ROWS, entries, [])
    filled = rows(table)
    assert [row[3] for row in filled] == ["Grade", "", "65.00", "65.00"]
    assert [row[:3] + row[4:5] for row in filled[1:]] == [row[:3] + row[4:5] for row in ROWS]
    assert absent == ["eve"]


def test_two_students_of_one_name_are_told_apart_or_left_alone():
    table, absent = moodle_table(WORKSHEET, ROWS, [an_entry("Ada Lovelace")], [])
    assert absent == ["Ada Lovelace"]
    assert [row[3] for row in rows(table)[1:]] == ["", "55.00", ""]


def test_a_worksheet_in_another_language_is_understood():
    headers = ["ID", "Vollständiger Name", "Bewertung", "Bestwertung", "Feedback als Kommentar"]
    table, _ = moodle_table(headers, [["Teilnehmer/in 7", "Ada", "", "20,00", ""]], [an_entry("Ada (7)")], [])
    assert rows(table)[1][2] == "13,00"


def test_a_column_for_grades_may_be_named_and_must_be_there():
    headers, row = ["Identifier", "Points"], ["Participant 7", ""]
    assert rows(moodle_table(headers, [row], [an_entry("Ada (7)")], [], column="Points")[0])[1][1] == "6.50"
    for column in ("", "Mark"):
        with pytest.raises(UsageError, match="no column") as caught:
            moodle_table(headers, [row], [], [], column=column)
        assert "Identifier, Points" in caught.value.hint


@given(st.text(), st.text())
def test_no_cell_is_a_formula(student, problem):
    entry = an_entry(student, problem=problem)
    tables = [
        plain_table([entry], [Student(name=student)]),
        canvas_table([entry], [Student(name=student, details={"Student": problem, "ID": student})]),
        moodle_table([*WORKSHEET, student], [[*ROWS[0], problem]], [entry], [])[0],
    ]
    cells = [cell for table in tables for row in rows(table) for cell in row]
    assert [cell for cell in cells if cell[:1] in FORMULAS and not cell[1:].isdecimal()] == []


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"])
def test_a_formula_is_marked_as_text(text):
    assert rows(plain_table([an_entry(text)], []))[1][0] == f"'{text}"


@pytest.mark.parametrize("text", ["-", "-3", "+4.5", "ada", "1e5"])
def test_what_is_no_formula_stays_as_it_is(text):
    assert rows(plain_table([an_entry(text)], []))[1][0] == text
