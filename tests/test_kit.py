"""The students' copy of a course: what goes into it, what never does, and what can be done with it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from courses import FOLDER, HIDDEN, a_sound_course, change, the_course
from grades import a_grade, grader

from grader.course import has_only_public_checks, read_course, suite_folder
from grader.errors import CourseError, UsageError
from grader.grading import grade
from grader.kit import public_checks, write_kit
from grader.submission import read_submission
from grader.suite.marks import marks_of
from grader.verify.suites import checks_of

OURS = read_course(Path(__file__).parents[1] / "exercises")
LONG = 40
"""Lines that are shorter may be the same by chance."""


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    return a_sound_course(tmp_path / "course")


@pytest.fixture
def two_public(root):
    for number in (1, 2):
        change(root, HIDDEN, f'@hint("Hint {number}.")', f'@hint("Hint {number}.")\n@public')
    return root


@pytest.fixture(scope="session")
def our_kit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kit")
    write_kit(OURS, folder)
    return folder


def kit_of(root, folder="kit"):
    write_kit(the_course(root), root / folder)
    return root / folder


def cut_out(root):
    return public_checks(root / HIDDEN, about="07")


def long_lines(text):
    return {line.strip() for line in text.splitlines() if len(line.strip()) > LONG}


# ------------------------------------------------------------------------------------------- what goes in


def test_a_kit_is_tasks_stubs_workshop_and_workflow_and_nothing_else(root):
    kit = kit_of(root)
    assert {path.relative_to(kit).as_posix() for path in kit.rglob("*") if path.is_file()} == {
        "README.md",
        ".github/workflows/grade.yml",
        "exercises/course.toml",
        f"{FOLDER}/README.md",
        f"{FOLDER}/exercise.toml",
        f"{FOLDER}/counting.py",
        f"{FOLDER}/workshop.py",
    }


def test_what_lies_beside_it_does_not_come_along(root):
    for name in ("notes.txt", "hidden/answers.json", "__pycache__/counting.pyc"):
        (root / FOLDER / name).parent.mkdir(exist_ok=True)
        (root / FOLDER / name).write_text("")
    assert len(list(kit_of(root).rglob("*.*"))) == 8  # the seven files, and the folder .github


@pytest.mark.parametrize("exercise", OURS.exercises, ids=lambda exercise: exercise.name)
def test_no_line_of_a_suite_or_a_solution_is_in_our_kit(our_kit, exercise):
    given = long_lines(OURS.task(exercise)) | long_lines(OURS.stub(exercise).read_text("utf-8"))
    solutions = Path(OURS.solutions, exercise.name).rglob("*.py")
    hidden = {line for path in (OURS.suite(exercise), *solutions) for line in long_lines(path.read_text("utf-8"))}
    visible = {line for path in our_kit.rglob("*.*") if path.is_file() and path.parent.name != "public"
               for line in long_lines(path.read_text("utf-8"))}  # fmt: skip
    assert hidden & visible - given == set()


@pytest.mark.parametrize("exercise", OURS.exercises, ids=lambda exercise: exercise.name)
def test_our_kit_has_the_public_checks_and_no_line_of_the_others(our_kit, exercise):
    checks = checks_of(OURS.suite(exercise))
    public = {name for name, check in checks.items() if marks_of(check).public}
    file = our_kit / "exercises" / exercise.name / "public" / OURS.suite(exercise).name
    assert file.exists() == bool(public)
    given = file.read_text("utf-8") if public else ""
    assert {node.name for node in ast.parse(given).body if getattr(node, "name", "").startswith("test_")} == public
    assert [name for name in checks.keys() - public if name in given] == []
    reference = long_lines(OURS.reference(exercise).read_text("utf-8"))
    assert reference & long_lines(given) == set()


def test_some_of_our_checks_are_public():
    assert any(marks_of(check).public for each in OURS.exercises for check in checks_of(OURS.suite(each)).values())


@pytest.mark.parametrize("name", ["kit", "kit/inner"])
def test_a_folder_that_is_not_empty_is_refused(root, name):
    (root / "kit/inner").mkdir(parents=True)
    (root / "kit/inner/mine.py").write_text("")
    with pytest.raises(UsageError, match="is not an empty folder"):
        kit_of(root, name)
    assert len(list((root / "kit").rglob("*"))) == 2


def test_a_file_in_the_place_of_the_folder_is_refused(root):
    (root / "kit").write_text("")
    with pytest.raises(UsageError):
        kit_of(root)


def test_a_course_with_a_part_missing_writes_nothing(root):
    (root / FOLDER / "README.md").unlink()
    with pytest.raises(CourseError):
        kit_of(root)
    assert not (root / "kit").exists()


# ------------------------------------------------------------------------------------------- cutting out


def test_without_a_mark_nothing_is_public(root):
    assert cut_out(root) == ""


def test_a_public_check_brings_what_it_uses_and_nothing_else(two_public):
    names = [node.name for node in ast.parse(cut_out(two_public)).body if isinstance(node, ast.FunctionDef)]
    assert names == ["assert_counted", "test_1", "test_2"]
    assert "SECRET" not in cut_out(two_public)
    assert "from grader.suite import Student, hint, points, public" in cut_out(two_public)


def test_what_is_used_in_turn_comes_along(two_public):
    change(two_public, HIDDEN, "    assert run.value ==", "    assert workers < MOST\n    assert run.value ==")
    assert "\nMOST = 4\n" in cut_out(two_public)


def test_classes_keep_their_decorators(two_public):
    change(
        two_public,
        HIDDEN,
        "MOST = 4",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass Seen:\n    x: int\n",
    )
    change(two_public, HIDDEN, "    assert run.value ==", "    Seen(1)\n    assert run.value ==")
    assert "\n@dataclass(frozen=True)\nclass Seen:" in cut_out(two_public)
    assert "from dataclasses import dataclass\n" in cut_out(two_public)


def test_a_public_check_does_not_wait_for_a_hidden_one(two_public):
    change(two_public, HIDDEN, '@hint("Hint 2.")', '@hint("Hint 2.")\n@after(test_0, test_1)')
    assert "@after(test_1)\n" in cut_out(two_public)
    change(two_public, HIDDEN, "@after(test_0, test_1)", "@after(test_0)")
    assert "after" not in cut_out(two_public)


def test_a_public_check_that_calls_a_hidden_one_is_refused(two_public):
    change(two_public, HIDDEN, "    assert_counted(run, 2)", "    test_0(student)")
    with pytest.raises(CourseError, match="a public check uses test_0, which is not public"):
        cut_out(two_public)


@pytest.mark.parametrize("name", ["outcomes_of", "outcomes_of as legal", "public as open"])
def test_a_public_check_that_asks_a_reference_is_refused(two_public, name):
    used = name.rpartition(" ")[2]
    reference = f"from grader.suite import {name}\nLEGAL = {used}('def count(workers):\\n    return secret')\n"
    change(two_public, HIDDEN, "MOST = 4", reference)
    assert "secret" not in cut_out(two_public)
    change(two_public, HIDDEN, "    assert run.value ==", "    LEGAL\n    assert run.value ==")
    if "outcomes_of" in name:
        with pytest.raises(CourseError, match="a public check asks a reference, which students must not have"):
            cut_out(two_public)


def test_a_suite_is_not_imported_for_it(two_public):
    change(two_public, HIDDEN, "MOST = 4", "raise SystemExit(3)")
    assert "def test_1" in cut_out(two_public)


def test_what_is_cut_out_can_be_read_as_a_suite(two_public):
    kit = kit_of(two_public)
    assert list(checks_of(kit / FOLDER / "public/test_counting.py")) == ["test_1", "test_2"]


# ------------------------------------------------------------------------------------------- using it


def test_hidden_checks_come_before_public_ones(two_public):
    (kit := kit_of(two_public)).joinpath(FOLDER, "hidden").mkdir()
    (exercise,) = read_course(kit / "exercises").exercises
    assert suite_folder(exercise).name == "hidden"
    assert not has_only_public_checks(exercise)


def test_checking_in_a_kit_says_that_the_rest_comes_later(two_public, capsys):
    kit = kit_of(two_public)
    for words in (["07"], ["--all"]):
        assert grader("check", *words, "--course", str(kit), grade=a_grade()) == 0
        assert "the rest is graded later" in capsys.readouterr().out
    assert grader("check", "07", "--solution", "--course", str(two_public), grade=a_grade()) == 0
    assert "later" not in capsys.readouterr().out


def test_an_exercise_without_public_checks_is_graded_later(root, capsys):
    kit = kit_of(root)
    assert grader("check", "07", "--course", str(kit), grade=grade) == 2
    assert "hint: it is graded when you hand it in" in capsys.readouterr().err
    assert grader("check", "--all", "--course", str(kit), grade=grade) == 0
    assert "there are no checks for 07_counting here" in capsys.readouterr().out


def test_the_command_lists_what_it_wrote(root, capsys):
    assert grader("kit", str(root / "kit"), "--course", str(root)) == 0
    assert f"{root}/kit/README.md" in capsys.readouterr().out
    assert grader("kit", str(root / "kit"), "--course", str(root)) == 2


@pytest.mark.slow
def test_the_public_checks_of_our_kit_judge(our_kit):
    course = read_course(our_kit / "exercises")
    exercise = next(each for each in course.exercises if has_only_public_checks(each))
    reference = read_submission([OURS.reference(OURS.exercise(exercise.number))], exercise)
    assert grade(exercise, reference).passed
    assert grade(exercise, read_submission([course.stub(exercise)], exercise)).earned == 0
