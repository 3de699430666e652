"""What can be read off a course's files: a sound course has no finding, and each flaw has just its own."""

from __future__ import annotations

import shutil
import sys

import pytest
from courses import FOLDER, HIDDEN, SOLUTIONS, a_sound_course, change, the_course, written

from grader.verify import course_findings, written_findings
from grader.verify.leaks import hidden_inputs, hidden_lines
from grader.verify.suites import checks_of

README, TOML, STUB = f"{FOLDER}/README.md", f"{FOLDER}/exercise.toml", f"{FOLDER}/counting.py"
REFERENCE, MUTANTS = f"{SOLUTIONS}/counting.py", f"{SOLUTIONS}/mutants"
RETURN = "return sum(one_of_many_workers(each) for each in range(workers))"
NAMES = "['ada', 'grace', 'barbara', '3']"


@pytest.fixture
def root(tmp_path):
    return a_sound_course(tmp_path)


def test_a_sound_course_has_no_finding(root):
    assert written(root) == []
    assert list(course_findings(the_course(root))) == []


FLAWS = {
    "a placeholder": (README, "# Counting", "# <<the title>>", "line 1 is still to be written"),
    "no signature": (README, "count(workers:", "counts(workers:", "does not show def count(workers:…"),
    "no example": (README, ">>>", "", "has no example"),
    "no link": (README, "https://docs.python.org", "https://example.org", "links to no page of the standard library"),
    "no question": (TOML, "Who adds?", "Somebody adds.", "the first hint is no question"),
    "one hint twice": (TOML, "One adds at a time.", "Who adds?", "two hints say the same"),
    "another parameter": (STUB, "def count(workers)", "def count(n)", "has other functions than the contract"),
    "one more function": (STUB, "def count", "def one(): ...\ndef count", "has other functions than the contract"),
    "no function": (REFERENCE, "def count(", "def counts(", "lacks a function of the contract"),
    "no hint": (HIDDEN, '@hint("Hint 3.")\n', "", "test_3 has no hint"),
    "no promise": (HIDDEN, '    """Promise 3."""\n', "", "test_3 promises no full sentence"),
    "half a promise": (HIDDEN, "Promise 3.", "Promise 3", "test_3 promises no full sentence"),
    "a promise twice": (HIDDEN, "Promise 3.", "Promise 2.", "test_3 promises what another check promises"),
    "12 points": (HIDDEN, "@points(1)", "@points(2)", "the checks are worth 12 points together, where 10 are wanted"),
    "a line of the solution": (README, "See", RETURN, f"students see what is hidden: {RETURN}"),
    "a hidden input": (TOML, "One adds", NAMES, f"students see what is hidden: {NAMES}"),
    "a broken suite": (HIDDEN, "MOST = 4", "MOST = 4 / 0", "cannot be imported: ZeroDivisionError: division by zero"),
    "a suite that exits": (HIDDEN, "MOST = 4", "raise SystemExit(3)", "cannot be imported: SystemExit: 3"),
}  # fmt: skip


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_is_found_where_it_is(root, flaw):
    file, old, new, problem = FLAWS[flaw]
    change(root, file, old, new)
    assert written(root) == [(file, problem)]


@pytest.mark.parametrize("file", [STUB, REFERENCE])
def test_a_file_that_is_no_python_is_told_once(root, file):
    change(root, file, "def count(", "def count(4")
    ((found, problem),) = written(root)
    assert found == file
    assert problem.startswith("is not Python: line 4: ")


@pytest.mark.parametrize("file", [README, STUB, HIDDEN, REFERENCE, f"{MUTANTS}/test_3/too_few.py"])
def test_a_file_that_is_no_text_is_told(root, file):
    (root / file).write_bytes(b"\xff")
    assert {found for found, _ in written(root)} == {file}
    assert any("can't decode byte 0xff" in problem for _, problem in written(root))


def test_a_check_that_is_worth_nothing_is_found(root):
    change(root, HIDDEN, '@points(1)\n@hint("Hint 5.")', '@points(0)\n@hint("Hint 5.")')
    assert (HIDDEN, "test_5 is worth nothing") in written(root)


@pytest.mark.parametrize("file", [README, STUB, HIDDEN, REFERENCE])
def test_a_missing_file_is_told_once(root, file):
    (root / file).unlink()
    assert written(root) == [(file, "is missing")]


def test_whatever_is_missing_at_all_is_listed(root):
    shutil.rmtree(root / SOLUTIONS)
    assert written(root) == [(REFERENCE, "is missing")]


@pytest.mark.parametrize(
    ("file", "problems"),
    [
        (f"{SOLUTIONS}/alternatives/pool.py", ["has 1 of at least 2 right solutions in another style"]),
        (f"{MUTANTS}/test_3/too_few.py", ["has 5 of at least 6 mistakes", "holds no mistake"]),
    ],
)
def test_too_few_solutions_are_counted(root, file, problems):
    (root / file).unlink()
    assert [problem for _, problem in written(root)] == problems


def test_a_folder_of_mistakes_names_a_check(root):
    (root / MUTANTS / "test_3").rename(root / MUTANTS / "test_three")
    assert written(root) == [
        (f"{MUTANTS}/test_3", "holds no mistake"),
        (f"{MUTANTS}/test_three", "names no check of the suite"),
    ]


@pytest.mark.parametrize(
    "file",
    [
        f"{FOLDER}/solution.py",
        f"{FOLDER}/hidden/test_more.py",
        f"{SOLUTIONS}/other.py",
        f"{SOLUTIONS}/mutants/lost.py",
        f"{SOLUTIONS}/alternatives/Pool-2.py",
    ],
)
def test_a_file_that_nobody_looks_for_is_found(root, file):
    (root / file).write_text("", encoding="utf-8")
    assert (file, "is a file that nobody looks for") in written(root)


def test_what_tools_leave_behind_is_no_flaw(root):
    for folder in (FOLDER, f"{FOLDER}/hidden", SOLUTIONS):
        (root / folder / "__pycache__").mkdir()
        (root / folder / "__pycache__" / "odd.py").write_text("", encoding="utf-8")
    assert written(root) == []


def test_every_finding_says_what_to_do_next(root):
    shutil.rmtree(root / MUTANTS)
    (root / README).write_text("", encoding="utf-8")
    course = the_course(root)
    assert all(found.remedy for found in written_findings(course, course.exercises[0]))


def test_titles_are_unique_and_solutions_belong_to_an_exercise(root):
    a_sound_course(root, "08")
    (root / "solutions/09_gone").mkdir()
    found = [(each.file, each.problem) for each in course_findings(the_course(root))]
    same = "the title 'Counting' is that of another exercise too"
    assert found[:2] == [(TOML, same), (TOML.replace("07", "08"), same)]
    assert found[2:] == [("solutions/09_gone", "belongs to no exercise")]


def test_a_course_without_exercises_promises_nothing(root):
    shutil.rmtree(root / FOLDER)
    shutil.rmtree(root / "solutions")
    assert [each.problem for each in course_findings(the_course(root))] == ["the course has no exercises"]


# ------------------------------------------------------------------------------------------- reading suites


def test_reading_a_suite_leaves_nothing_behind(root):
    before = sorted(root.rglob("*")), set(sys.modules)
    assert list(checks_of(root / HIDDEN)) == [f"test_{number}" for number in range(6)]
    assert (sorted(root.rglob("*")), set(sys.modules)) == before


def test_a_suite_may_have_dataclasses(root):
    dataclass = "from dataclasses import dataclass\n@dataclass\nclass Seen:\n    number: int\n\nMOST = 4"
    change(root, HIDDEN, "MOST = 4", dataclass)
    assert written(root) == []


def test_what_stub_and_solution_share_is_not_hidden(root):
    assert hidden_lines(root / REFERENCE) == {RETURN}


def test_inputs_are_hidden_from_a_certain_length_on(root):
    assert NAMES in hidden_inputs(root / HIDDEN)
    assert "3" not in hidden_inputs(root / HIDDEN)


def test_a_reference_beside_the_suite_is_looked_for_where_the_suite_names_it(root):
    (root / FOLDER / "hidden/reference.py").write_text("def count(workers):\n    return 1\n", encoding="utf-8")
    named = 'MOST = 4\nLEGAL = outcomes_of(Path(__file__).with_name("reference.py"))'
    change(root, HIDDEN, "MOST = 4", named)
    change(root, HIDDEN, "import Student,", "import Student, outcomes_of,")
    change(root, HIDDEN, "from grader.suite", "from pathlib import Path\n\nfrom grader.suite")
    assert written(root) == []


def test_students_see_no_line_of_a_reference_beside_the_suite(root):
    line = "return sum(1 for each in range(workers) if each is not None)"
    (root / FOLDER / "hidden/reference.py").write_text(f"def count(workers):\n    {line}\n", encoding="utf-8")
    change(root, HIDDEN, "MOST = 4", 'MOST = 4\nNAME = "reference.py"')
    change(root, README, "# Counting", f"# Counting\n\n    {line}")
    assert (README, f"students see what is hidden: {line}") in written(root)
