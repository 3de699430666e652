"""A course is read from its folders and its TOML, strictly, and found where one would look for it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import course as module
from grader.course import Course, find_course, read_course
from grader.errors import CourseError, UsageError
from grader.model import Function, Limits

EXERCISE = """
title = "Queue communication"
summary = "Send items from producers to consumers."
concepts = ["Queue", "sentinel"]
hints = ["Who ends the consumers?", "Think of one sentinel for each.", "Put them after the producers were joined."]

[[functions]]
name = "run_queue"
parameters = ["batches", "consumers", "capacity"]
returns = "one list of items per consumer"
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a course of two exercises in it."""
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    write(tmp_path / "exercises/course.toml", 'title = "Processes"\n[limits]\nwall_seconds = 7\nprocesses = 32\n')
    write(tmp_path / "exercises/05_queue_communication/exercise.toml", EXERCISE)
    write(tmp_path / "exercises/14_zombie/exercise.toml", EXERCISE + "[limits]\nprocesses = 8\n")
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refused(root: Path) -> CourseError:
    with pytest.raises(CourseError) as caught:
        read_course(root / "exercises")
    return caught.value


# ------------------------------------------------------------------------------------------- reading


def test_a_course_is_its_exercises_in_the_order_of_their_numbers(root):
    write(root / "exercises/100_last/exercise.toml", EXERCISE)
    course = read_course(root / "exercises")
    assert [exercise.name for exercise in course.exercises] == ["05_queue_communication", "14_zombie", "100_last"]
    assert (course.title, course.feedback, course.solutions) == ("Processes", "full", None)


def test_an_exercise_is_what_its_toml_says(root):
    exercise = read_course(root / "exercises").exercise("05")
    assert exercise.folder == str((root / "exercises/05_queue_communication").resolve())
    assert exercise.concepts == ("Queue", "sentinel")
    assert exercise.functions == (
        Function(
            name="run_queue",
            parameters=("batches", "consumers", "capacity"),
            returns="one list of items per consumer",
        ),
    )


def test_limits_come_from_the_exercise_then_the_course_then_the_defaults(root):
    limits = read_course(root / "exercises").exercise("14").limits
    assert limits == Limits(processes=8, wall_seconds=7.0)
    assert isinstance(limits.wall_seconds, float)


def test_folders_that_are_no_exercises_are_left_alone(root):
    for name in ("__pycache__", ".git", "pictures"):
        (root / "exercises" / name).mkdir()
    write(root / "exercises/README.md", "")
    assert len(read_course(root / "exercises").exercises) == 2


def test_two_exercises_with_one_number_are_refused(root):
    write(root / "exercises/005_again/exercise.toml", EXERCISE)
    assert "005_again and 05_queue_communication have the same number" in refused(root).message


@pytest.mark.parametrize("name", ["queue", "5_queue", "05_Queue", "05-queue", "05_"])
def test_a_misnamed_folder_is_refused(root, name):
    write(root / "exercises" / name / "exercise.toml", EXERCISE)
    assert name in refused(root).message


def test_a_numbered_folder_without_its_toml_is_refused(root):
    (root / "exercises/06_pipe").mkdir()
    assert "06_pipe/exercise.toml: cannot be read" in refused(root).message


# ------------------------------------------------------------------------------------------- strictness


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("summary =", "sumary =", "sumary is not a known key"),
        ('title = "Queue communication"\n', "", "title is missing"),
        ('title = "Queue communication"', "title = 5", "title should be one line of text"),
        ('title = "Queue communication"', 'title = " "', "title should be one line of text"),
        ('title = "Queue communication"', 'title = "a\\nb"', "title should be one line of text"),
        ('concepts = ["Queue", "sentinel"]', 'concepts = "Queue"', "concepts should be a list"),
        ('"sentinel"]', "1]", "concepts[1] should be one line of text"),
        ('hints = ["Who ends the consumers?", ', "hints = [", "hints should be 3"),
        ('name = "run_queue"', 'name = "run queue"', "functions[0].name should be a name"),
        ('name = "run_queue"', "", "functions[0].name is missing"),
        ('name = "run_queue"', 'nmae = "run_queue"', "functions[0].nmae is not a known key"),
        ('["batches", ', "[1, ", "functions[0].parameters[0] should be a name"),
        ("[[functions]]", "[functions]", "functions should be a list"),
        ("[[functions]]", "[limits]\nseconds = 1\n[[functions]]", "limits.seconds is not a known key"),
        ("[[functions]]", "[limits]\nprocesses = 0\n[[functions]]", "limits.processes should be a whole number"),
        ("[[functions]]", "[limits]\nprocesses = 1.5\n[[functions]]", "limits.processes should be a whole number"),
        ("[[functions]]", "[limits]\nprocesses = true\n[[functions]]", "limits.processes should be a whole number"),
        ("[[functions]]", "[limits]\ncpu_seconds = nan\n[[functions]]", "limits.cpu_seconds should be a number"),
        ("[[functions]]", "[limits]\nwall_seconds = inf\n[[functions]]", "limits.wall_seconds should be a number"),
        ("[[functions]]", '[limits]\nwall_seconds = "9"\n[[functions]]', "limits.wall_seconds should be a number"),
        ("[[functions]]", "limits = 3\n[[functions]]", "limits should be a table"),
        ("title =", "title", "is not TOML"),
    ],
)
def test_what_is_wrong_is_named_by_file_exercise_and_key(root, old, new, said):
    file = root / "exercises/05_queue_communication/exercise.toml"
    write(file, EXERCISE.replace(old, new, 1))
    assert refused(root).message.startswith(f"{file}: {said}")


def test_an_unknown_key_says_which_one_was_probably_meant(root):
    write(root / "exercises/05_queue_communication/exercise.toml", EXERCISE.replace("hints", "hint"))
    assert refused(root).hint == "did you mean hints?"


@pytest.mark.parametrize("text", ['feedback = "some"', "feedback = []", "feedbacks = 1", "exercises = []"])
def test_the_course_file_is_read_strictly_too(root, text):
    write(root / "exercises/course.toml", f'title = "Processes"\n{text}')
    assert refused(root).message.startswith(f"{root}/exercises/course.toml: {text.split()[0]} ")


def test_no_function_and_two_of_one_name_are_refused(root):
    file = root / "exercises/05_queue_communication/exercise.toml"
    head, function = EXERCISE.split("[[functions]]")
    for functions in ("functions = []", ("[[functions]]" + function) * 2):
        write(file, head + functions)
        assert "functions should be at least one" in refused(root).message


def test_a_file_that_is_not_text_is_refused(root):
    (root / "exercises/course.toml").write_bytes(b'title = "\xff"')
    assert "is not TOML" in refused(root).message


@given(st.text(st.characters(codec="utf-8")))
def test_whatever_a_file_says_it_is_a_course_or_a_course_error(tmp_path_factory, text):
    file = write(tmp_path_factory.getbasetemp() / "any/course.toml", text)
    with suppress(CourseError):
        read_course(file.parent)


# ------------------------------------------------------------------------------------------- looking up


@pytest.mark.parametrize(
    "name",
    [
        "05",
        "5",
        "005",
        "queue_communication",
        "queue-communication",
        "Queue_Communication",
        "05_queue_communication",
        "exercises/05_queue_communication/",
    ],
)
def test_an_exercise_has_several_names(root, name):
    assert read_course(root / "exercises").exercise(name).slug == "queue_communication"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("queue_comunication", "did you mean 05_queue_communication?"),
        ("14_zombi", "did you mean 14_zombie?"),
        ("99", "there are: 05_queue_communication, 14_zombie"),
        ("", "there are: 05_queue_communication, 14_zombie"),
        ("\u0665", "there are: 05_queue_communication, 14_zombie"),
        ("9" * 5000, "there are: 05_queue_communication, 14_zombie"),
    ],
)
def test_an_unknown_exercise_gets_the_nearest_or_all(root, name, hint):
    with pytest.raises(UsageError) as caught:
        read_course(root / "exercises").exercise(name)
    assert caught.value.hint == hint
    assert len(caught.value.message) < 120


# ------------------------------------------------------------------------------------------- finding


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with no course in it or above."""
    folder = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(folder)
    return folder


def found(course: Course) -> Path:
    return course.folder.parent


def test_a_course_is_found_by_either_of_its_folders(root, elsewhere):
    assert found(find_course(root)) == found(find_course(root / "exercises")) == root


def test_a_course_is_found_by_the_environment(root, elsewhere, monkeypatch):
    monkeypatch.setenv("GRADER_COURSE", str(root))
    assert found(find_course()) == root


def test_the_argument_comes_before_the_environment(root, elsewhere, monkeypatch):
    monkeypatch.setenv("GRADER_COURSE", str(elsewhere))
    assert found(find_course(root)) == root


@pytest.mark.parametrize("below", [".", "exercises", "exercises/05_queue_communication", "a/b/c"])
def test_a_course_is_found_upward(root, tmp_path_factory, monkeypatch, below):
    bundled = write(tmp_path_factory.mktemp("bundled") / "exercises/course.toml", 'title = "Bundled"')
    monkeypatch.setattr(module, "_BUNDLED", (bundled.parent,))
    (root / below).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(root / below)
    assert found(find_course()) == root


def test_the_last_resort_is_the_course_that_came_with_the_grader(root, elsewhere, monkeypatch):
    monkeypatch.setattr(module, "_BUNDLED", (elsewhere, root / "exercises"))
    assert found(find_course()) == root


def test_no_course_at_all_says_where_it_was_looked_for(root, elsewhere, monkeypatch):
    monkeypatch.setattr(module, "_BUNDLED", (elsewhere,))
    with pytest.raises(UsageError, match=elsewhere.name):
        find_course()


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_named_course_that_is_none_is_an_error_and_nothing_else_is_tried(root, monkeypatch, elsewhere, name):
    monkeypatch.setattr(module, "_BUNDLED", (root / "exercises",))
    with pytest.raises(UsageError, match=r"^--course: no course"):
        find_course(Path(name))
    monkeypatch.setenv("GRADER_COURSE", name)
    with pytest.raises(UsageError, match=r"^\$GRADER_COURSE: no course"):
        find_course()


# ------------------------------------------------------------------------------------------- the parts


def test_the_parts_of_an_exercise_lie_where_the_layout_says(root):
    folder, solutions = root / "exercises/05_queue_communication", root / "solutions/05_queue_communication"
    write(folder / "README.md", "# Tâche")
    stub = write(folder / "queue_communication.py", "")
    suite = write(folder / "hidden/test_queue_communication.py", "")
    reference = write(solutions / "queue_communication.py", "")
    course = read_course(root / "exercises")
    exercise = course.exercise("05")
    assert course.task(exercise) == "# Tâche"
    assert (course.stub(exercise), course.suite(exercise), course.reference(exercise)) == (stub, suite, reference)
    assert course.solutions == root / "solutions"


def test_mutants_are_found_by_the_check_that_must_catch_them(root):
    solutions = root / "solutions/05_queue_communication"
    names = ("alternatives/with_pool.py", "mutants/ends/b.py", "mutants/ends/a.py", "mutants/order/c.py")
    files = [write(solutions / name, "") for name in names]
    course = read_course(root / "exercises")
    exercise = course.exercise("05")
    assert course.alternatives(exercise) == (files[0],)
    assert course.mutants(exercise) == {"ends": (files[2], files[1]), "order": (files[3],)}


@pytest.mark.parametrize("part", ["task", "stub", "suite", "reference", "alternatives", "mutants"])
def test_a_part_that_is_missing_is_named(root, part):
    course = read_course(root / "exercises")
    with pytest.raises(CourseError, match=r"14_zombie.*: is missing"):
        getattr(course, part)(course.exercise("14"))
