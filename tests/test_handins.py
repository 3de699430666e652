"""Whatever a class hands in, and however platforms name it: everybody's files are found, and are nobody else's."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packing import CODE, EXERCISE, MAIN, every_packer, tarred, unpacked, zipped

from grader.batch.handins import find_hand_ins, submission_for
from grader.batch.naming import read_name
from grader.errors import SubmissionError, UsageError
from grader.gradebook.roster import read_roster


def students(folder, roster=None):
    return {each.student: each for each in find_hand_ins(folder, roster).hand_ins}


def handed_in(hand_in, *, alone=False):
    return dict(submission_for(EXERCISE, hand_in.files(), alone=alone).files)


def a_roster(folder, text):
    path = folder / "roster.csv"
    path.write_text(text, "utf-8")
    return read_roster(path)


# ------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "student", "file", "late"),
    [
        ("lovelaceada_12_345_queue.py", "lovelaceada (12)", "queue.py", False),
        ("lovelaceada_LATE_12_345_my queue-1.py", "lovelaceada (12)", "my queue-1.py", True),
        ("de_la_cruzana_7_8_a_1_2_b.zip", "de_la_cruzana (7)", "a_1_2_b.zip", False),
        ("latesmith_LATE_7_8_x.py", "latesmith (7)", "x.py", True),
        ("anon_AbC12_8_x.py", "anon_AbC12", "x.py", False),
        ("LATE_anon_AbC12_8_x.py", "anon_AbC12", "x.py", True),
        ("Ada Lovelace_4711_assignsubmission_file_queue.py", "Ada Lovelace (4711)", "queue.py", False),
        ("Group A-Ada_4711_assignsubmission_file_q_1_2_.py", "Group A-Ada (4711)", "q_1_2_.py", False),
        ("ada.tar.gz", "ada", "ada.tar.gz", False),
        ("ada.b.zip", "ada.b", "ada.b.zip", False),
        (".zip", ".zip", ".zip", False),
    ],
)
def test_the_name_of_a_file_says_whose_it_is(name, student, file, late):
    read = read_name(name, folder=False)
    assert (read.student, read.file, read.late) == (student, file, late)


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Ada Lovelace_4711_assignsubmission_file_", "Ada Lovelace (4711)"),
        ("Ada Lovelace_4711_assignsubmission_file", "Ada Lovelace (4711)"),
        ("ada_1_2_lab", "ada_1_2_lab"),
        ("ada.zip", "ada.zip"),
    ],
)
def test_the_name_of_a_folder_says_whose_it_is(name, student):
    assert read_name(name, folder=True).student == student


@given(st.text(min_size=1), st.text(min_size=1), st.booleans())
def test_different_names_are_different_students_and_can_be_printed(one, other, folder):
    names = [read_name(name, folder=folder).student for name in (one, other)]
    assert all(name.isprintable() for name in names)
    if folder and one != other and not any("assignsubmission" in name for name in (one, other)):
        assert names[0] != names[1]


# ------------------------------------------------------------------------------------- folders


@every_packer
def test_folders_and_archives_of_each_student(tmp_path, pack):
    for name in ("ada", "bob"):
        pack(tmp_path / (name if pack is unpacked else f"{name}.zip"), {MAIN: CODE + name.encode()})
    assert {name: handed_in(each) for name, each in students(tmp_path).items()} == {
        name: {MAIN: CODE + name.encode()} for name in ("ada", "bob")
    }


def test_a_checkout_is_read_without_its_history(tmp_path):
    unpacked(tmp_path / "ada", {".git/config": b"[core]", f"exercises/05_q/{MAIN}": CODE, "README.md": b""})
    assert handed_in(students(tmp_path)["ada"]) == {MAIN: CODE}


def test_files_that_canvas_lists_one_by_one_are_put_together(tmp_path):
    files = {"lovelaceada_12_1_helping.py": b"x = 1\n", f"lovelaceada_LATE_12_2_{MAIN}": CODE}
    (ada,) = students(unpacked(tmp_path, files)).values()
    assert handed_in(ada) == {MAIN: CODE, "helping.py": b"x = 1\n"}
    assert ada.late


def test_an_archive_inside_of_a_students_folder_is_opened(tmp_path):
    folder = tmp_path / "Ada Lovelace_4711_assignsubmission_file_"
    folder.mkdir()
    tarred(folder / "my work.tar", {f"work/{MAIN}": CODE})
    assert handed_in(students(tmp_path)["Ada Lovelace (4711)"]) == {MAIN: CODE}


def test_an_archive_beside_a_program_is_left_alone(tmp_path):
    unpacked(tmp_path / "ada", {MAIN: CODE, "old.zip": b"PK\x03\x04 broken"})
    assert handed_in(students(tmp_path)["ada"])[MAIN] == CODE


@pytest.mark.parametrize("name", ["queue_communication-1.py", "queue_communication (2).py", "queue_communication_3.py"])
def test_a_number_that_a_platform_or_a_browser_has_added_does_not_matter(tmp_path, name):
    unpacked(tmp_path / "ada", {name: CODE, "other.py": b""})
    assert handed_in(students(tmp_path)["ada"]) == {MAIN: CODE, "other.py": b""}


def test_a_single_file_of_any_name_will_do_where_there_is_one_exercise(tmp_path):
    unpacked(tmp_path / "ada", {"solution.py": CODE})
    assert handed_in(students(tmp_path)["ada"], alone=True) == {MAIN: CODE}
    with pytest.raises(SubmissionError, match=r"is missing; found solution\.py"):
        handed_in(students(tmp_path)["ada"])


def test_two_files_of_other_names_are_nobodys_main_file(tmp_path):
    unpacked(tmp_path / "ada", {"a.py": CODE, "b.py": CODE})
    with pytest.raises(SubmissionError, match="is missing"):
        handed_in(students(tmp_path)["ada"], alone=True)


def test_the_same_student_twice_with_the_same_file_is_told(tmp_path):
    zipped(tmp_path / "ada.zip", {MAIN: CODE})
    unpacked(tmp_path / "ada", {MAIN: b"other"})
    with pytest.raises(SubmissionError, match="there twice"):
        students(tmp_path)["ada"].files()


def test_what_is_nobodys_is_passed_over_and_told(tmp_path):
    unpacked(tmp_path, {f"ada/{MAIN}": CODE, "notes.txt": b"", ".DS_Store": b"", "gradebook.db": b""})
    found = find_hand_ins(tmp_path, besides=[tmp_path / "gradebook.db"])
    assert (len(found.hand_ins), found.passed_over) == (1, ("notes.txt",))


def test_a_link_is_not_followed(tmp_path):
    unpacked(tmp_path / "elsewhere", {MAIN: CODE})
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "eve").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SubmissionError, match="symbolic link"):
        students(tmp_path / "class")["eve"].files()


def test_a_hostile_name_is_shown_escaped_and_is_nobody_elses(tmp_path):
    for name in (b"ad\x1b[31ma", b"ad\\x1b[31ma", b"\xff"):
        (tmp_path / os.fsdecode(name)).mkdir()
    assert len(students(tmp_path)) == 3
    assert all(name.isprintable() for name in students(tmp_path))


def test_an_empty_folder_and_a_missing_one_are_told(tmp_path):
    for folder, reason in ((tmp_path, "no submission"), (tmp_path / "nowhere", "No such file")):
        with pytest.raises(UsageError, match=reason):
            find_hand_ins(folder)


def test_what_cannot_be_read_is_told_without_the_path_of_the_machine(tmp_path):
    zipped(tmp_path / "eve.zip", {"../../evil.py": CODE})
    with pytest.raises(SubmissionError) as caught:
        students(tmp_path)["eve"].files()
    assert str(tmp_path) not in caught.value.message


# ------------------------------------------------------------------------------------- rosters

CANVAS = 'Student,ID,SIS Login ID,Section\n"Lovelace, Ada",12,al1,A\n"Hopper, Grace",13,gh2,A\n'
MOODLE = "Identifier;Full name;Grade\nParticipant 4711;Ada Lovelace;\nParticipant 4712;Ada Lovelace;\n"


@pytest.mark.parametrize(
    "name", ["lovelaceada_12_1_x.py", "x_LATE_12_1_x.py", "al1.zip", "Lovelace, Ada.zip", "AL1.zip"]
)
def test_a_student_is_known_by_whatever_the_roster_says_of_nobody_else(tmp_path, name):
    roster = a_roster(tmp_path, CANVAS)
    assert list(students(unpacked(tmp_path / "class", {name: CODE}), roster)) == ["Lovelace, Ada"]


def test_what_the_roster_says_of_two_students_is_neither(tmp_path):
    roster = a_roster(tmp_path, MOODLE)
    found = find_hand_ins(unpacked(tmp_path / "class", {"Ada Lovelace.zip": CODE, "A.zip": CODE}), roster)
    assert found.strangers == ("A", "Ada Lovelace")


def test_a_worksheet_of_moodle_is_a_roster(tmp_path):
    roster = a_roster(tmp_path, MOODLE)
    names = ["Ada Lovelace_4711_assignsubmission_file_", "Ada Lovelace_4712_assignsubmission_file_"]
    class_ = unpacked(tmp_path / "class", {f"{name}/{MAIN}": CODE for name in names})
    assert list(students(class_, roster)) == ["Participant 4711", "Participant 4712"]


def test_checkouts_that_are_called_after_the_exercise_are_known_by_the_rest(tmp_path):
    roster = a_roster(tmp_path, "identifier,github_username\nada,al-1\ngrace,gh2\n")
    names = ["lab-5-al-1", "lab-5-gh2", "lab-5-eve-gh2"]
    class_ = unpacked(tmp_path / "class", {f"{name}/{MAIN}": CODE for name in names})
    assert list(students(class_, roster)) == ["ada", "grace", "lab-5-eve-gh2"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "is empty"),
        (b"name\nada\nAda\n", "two students are called"),
        (b"name\n\xff\n", "is not a table in UTF-8"),
        (b'name\n"ada\n', "is no CSV"),
    ],
)
def test_a_roster_that_cannot_be_used_is_told_in_one_line(tmp_path, text, reason):
    (tmp_path / "roster.csv").write_bytes(text)
    with pytest.raises(UsageError, match=reason):
        read_roster(tmp_path / "roster.csv")
