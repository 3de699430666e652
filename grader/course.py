"""A course: find it, read its TOML strictly, and know where the parts of its exercises lie.

A course is a folder `exercises` with a `course.toml` and one numbered folder for each exercise, and beside it, where
there is one, a folder `solutions` with the same names in it. Nothing is listed anywhere: the names follow from the
folders. A course is code that its author is trusted with (its hidden suites run as you), so `find_course` says in
its docstring where it looks, and looks nowhere else.
"""

from __future__ import annotations

import math
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from grader.errors import CourseError, UsageError
from grader.escaping import shown
from grader.model import Exercise, Function, Limits

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VARIABLE = "GRADER_COURSE"
FEEDBACK = ("full", "promise")
HIDDEN, PUBLIC = "hidden", "public"
"""Folders of an exercise: its suite, and what a student's copy of the course has of it."""
HINTS = 3
"""A question, a direction, the line of thought."""

_FOLDER = re.compile(r"(?P<number>[0-9]{2,4})_(?P<slug>[a-z][a-z0-9_]*)")
_HERE = Path(__file__).resolve().parent
_BUNDLED = (_HERE / "_course" / "exercises", _HERE.parent / "exercises")
"""Where a course comes with the grader itself: in an installed wheel, and in a checkout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course as its TOML files describe it, and the way to the files of its exercises.

    What gives a path or a text raises CourseError when the file is not there.
    """

    folder: Path
    """The folder `exercises`, an absolute path."""
    title: str
    feedback: str
    """`full` shows a student expected and got, `promise` only the promise, what was seen and the hint."""
    exercises: tuple[Exercise, ...]
    """In the order of their numbers."""

    @property
    def solutions(self) -> Path | None:
        """The folder `solutions` beside the exercises; a student's copy of the course has none."""
        folder = self.folder.parent / "solutions"
        return folder if folder.is_dir() else None

    def exercise(self, name: str) -> Exercise:
        """Look up `05`, `5`, `queue_communication`, `05_queue_communication`, or a path that ends so.

        Raises UsageError, with the nearest name or all of them, when there is no such exercise.
        """
        wanted = Path(name).name.lower().replace("-", "_")
        for exercise in self.exercises:
            if wanted in (exercise.name, exercise.slug) or _same_number(wanted, exercise.number):
                return exercise
        raise UsageError(f"there is no exercise {shown(name, limit=60)!r}", hint=self._suggestion(wanted))

    def task(self, exercise: Exercise) -> str:
        """The task page that the student reads, in Markdown."""
        return _there(Path(exercise.folder, "README.md")).read_text(encoding="utf-8")

    def stub(self, exercise: Exercise) -> Path:
        """The file that the student edits."""
        return _there(Path(exercise.folder, f"{exercise.slug}.py"))

    def suite(self, exercise: Exercise) -> Path:
        """The file of hidden tests."""
        return _there(Path(exercise.folder, HIDDEN, f"test_{exercise.slug}.py"))

    def reference(self, exercise: Exercise) -> Path:
        """The solution that shows how it is meant."""
        return _there(self._solutions_of(exercise) / f"{exercise.slug}.py")

    def alternatives(self, exercise: Exercise) -> tuple[Path, ...]:
        """Other right solutions, which must pass as well; sorted by name."""
        return tuple(sorted(self._solutions_of(exercise).glob("alternatives/*.py")))

    def mutants(self, exercise: Exercise) -> dict[str, tuple[Path, ...]]:
        """Wrong solutions, sorted, under the name of the check that must catch them."""
        folders = sorted(folder for folder in self._solutions_of(exercise).glob("mutants/*") if folder.is_dir())
        return {folder.name: tuple(sorted(folder.glob("*.py"))) for folder in folders}

    def _solutions_of(self, exercise: Exercise) -> Path:
        return _there((self.solutions or self.folder.parent / "solutions") / exercise.name)

    def _suggestion(self, wanted: str) -> str:
        names = {known: exercise.name for exercise in self.exercises for known in (exercise.name, exercise.slug)}
        if nearest := get_close_matches(wanted, names, n=1):
            return f"did you mean {names[nearest[0]]}?"
        return "there are: " + (", ".join(exercise.name for exercise in self.exercises) or "none at all")


def find_course(path: Path | None = None) -> Course:
    """Find a course and read it.

    It is `path`, or else what the environment variable GRADER_COURSE names, or else the first folder upward from the
    current one that has a course in it, or else the course that came with the grader. A course is named by its folder
    `exercises` or by the folder around it.

    Raises UsageError when there is none, CourseError when it cannot be read.
    """
    named = path or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named:
        if folder := _course_in(named.absolute()):
            return read_course(folder)
        source = "--course" if path else f"${VARIABLE}"
        raise UsageError(f"{source}: no course in {shown(str(named))}, neither exercises/course.toml nor course.toml")
    here = Path.cwd()
    for folder in (*(above / "exercises" for above in (here, *here.parents)), *_BUNDLED):
        if (folder / "course.toml").is_file():
            return read_course(folder)
    raise UsageError(f"there is no course in {shown(str(here))} or above", hint="name one with --course")


def suite_folder(exercise: Exercise) -> Path:
    """The folder of the checks by which an exercise is judged: the hidden ones, or else the public ones.

    Raises UsageError in a student's copy of the course that has no public checks for it.
    """
    for folder in (Path(exercise.folder, HIDDEN), Path(exercise.folder, PUBLIC)):
        if folder.is_dir():
            return folder
    raise UsageError(f"there are no checks for {exercise.name} here", hint="it is graded when you hand it in")


def has_only_public_checks(exercise: Exercise) -> bool:
    """Whether this is a student's copy of an exercise: the rest of its checks is somewhere else."""
    return Path(exercise.folder, PUBLIC).is_dir() and not Path(exercise.folder, HIDDEN).is_dir()


def read_course(folder: Path) -> Course:
    """Read the course in a folder `exercises`. Raises CourseError that names the file, the exercise and the key."""
    place = _Place(folder / "course.toml")
    table = _table(_toml(place), place, {"title": _line}, {"feedback": _feedback, "limits": _limits})
    limits = replace(Limits(), **table.get("limits", {}))
    exercises = [_exercise(inner, limits) for inner in sorted(folder.iterdir()) if _is_exercise(inner)]
    exercises.sort(key=lambda exercise: int(exercise.number))
    for one, other in pairwise(exercises):
        if int(one.number) == int(other.number):
            raise CourseError(f"{folder}: {one.name} and {other.name} have the same number")
    feedback = table.get("feedback", FEEDBACK[0])
    return Course(folder=folder.resolve(), title=table["title"], feedback=feedback, exercises=tuple(exercises))


def _course_in(folder: Path) -> Path | None:
    """The folder `exercises` that is meant by itself or by the folder around it."""
    return next((inner for inner in (folder / "exercises", folder) if (inner / "course.toml").is_file()), None)


def _is_exercise(folder: Path) -> bool:
    return folder.is_dir() and (bool(_FOLDER.fullmatch(folder.name)) or (folder / "exercise.toml").exists())


def _exercise(folder: Path, limits: Limits) -> Exercise:
    place = _Place(folder / "exercise.toml")
    name = _FOLDER.fullmatch(folder.name)
    if not name:
        raise CourseError(f"{place.file}: its folder is called {folder.name!r}, which should be a number and a name")
    required = {"title": _line, "summary": _line, "concepts": _list_of(_line), "hints": _hints, "functions": _functions}
    table = _table(_toml(place), place, required, {"limits": _limits, "schedules": _amount(int)})
    table["limits"] = replace(limits, **table.get("limits", {}))
    return Exercise(number=name["number"], slug=name["slug"], folder=str(folder.resolve()), **table)


def _same_number(wanted: str, number: str) -> bool:
    return wanted.isdecimal() and wanted.lstrip("0") == number.lstrip("0")


def _there(path: Path) -> Path:
    if not path.exists():
        raise CourseError(f"{path}: is missing")
    return path


# ------------------------------------------------------------------------------------------- strict TOML


class _Place(NamedTuple):
    """A key of a file, for saying what is wrong with it."""

    file: Path
    key: str = ""

    def at(self, key: str | int) -> _Place:
        inner = f"[{key}]" if isinstance(key, int) else f".{key}" if self.key else key
        return _Place(self.file, self.key + inner)

    def wrong(self, why: str, *, hint: str = "") -> CourseError:
        key = f"{shown(self.key, limit=100)} " if self.key else ""
        return CourseError(f"{self.file}: {key}{why}", hint=hint)


_Reader = Callable[[Any, _Place], Any]


def _toml(place: _Place) -> dict[str, Any]:
    try:
        return tomllib.loads(place.file.read_bytes().decode("utf-8"))
    except OSError as error:
        raise place.wrong(f"cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise place.wrong(f"is not TOML: {shown(str(error))}") from None


def _table(
    data: Any, place: _Place, required: Mapping[str, _Reader], optional: Mapping[str, _Reader]
) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise place.wrong("should be a table")
    readers = {**required, **optional}
    for key in data:
        if key not in readers:
            nearest = get_close_matches(key, readers, n=1)
            known = f"did you mean {nearest[0]}?" if nearest else f"known keys: {', '.join(readers)}"
            raise place.at(key).wrong("is not a known key", hint=known)
    for key in required:
        if key not in data:
            raise place.at(key).wrong("is missing")
    return {key: readers[key](value, place.at(key)) for key, value in data.items()}


def _line(value: Any, place: _Place) -> str:
    if not isinstance(value, str) or not value.strip() or len(value.splitlines()) > 1:
        raise place.wrong("should be one line of text")
    return value


def _name(value: Any, place: _Place) -> str:
    if not isinstance(value, str) or not value.isidentifier():
        raise place.wrong("should be a name such as run_queue")
    return value


def _feedback(value: Any, place: _Place) -> str:
    if value not in FEEDBACK:
        raise place.wrong(f"should be {' or '.join(FEEDBACK)}")
    return str(value)


def _list_of(reader: _Reader) -> _Reader:
    def read(value: Any, place: _Place) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise place.wrong("should be a list")
        return tuple(reader(item, place.at(index)) for index, item in enumerate(value))

    return read


def _hints(value: Any, place: _Place) -> tuple[str, ...]:
    hints: tuple[str, ...] = _list_of(_line)(value, place)
    if len(hints) != HINTS:
        raise place.wrong(f"should be {HINTS}: a question, a direction, the line of thought; there are {len(hints)}")
    return hints


def _functions(value: Any, place: _Place) -> tuple[Function, ...]:
    found: tuple[Function, ...] = _list_of(_function)(value, place)
    names = [function.name for function in found]
    if not names or len(set(names)) < len(names):
        raise place.wrong("should be at least one, each with a name of its own")
    return found


def _function(value: Any, place: _Place) -> Function:
    return Function(**_table(value, place, {"name": _name, "parameters": _list_of(_name), "returns": _line}, {}))


def _limits(value: Any, place: _Place) -> dict[str, float]:
    return _table(value, place, {}, {field.name: _amount(type(field.default)) for field in fields(Limits)})


def _amount(kind: type) -> _Reader:
    def read(value: Any, place: _Place) -> Any:
        allowed = (int, float) if kind is float else (int,)
        if type(value) not in allowed or not 0 < value < math.inf:
            raise place.wrong(f"should be a {'number' if kind is float else 'whole number'} above 0")
        return kind(value)

    return read
