"""One grading as it is handed to a worker, and what comes back: texts, so that they can travel to any machine.

A task carries the submission and, where the worker shares no disk with us, the hidden suite as well. Nothing in it is
ever run or unpickled here: it is strict JSON both ways.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from grader.course import HIDDEN, suite_folder
from grader.evidence import from_json, loads_strict, to_json
from grader.gradebook import Packed, packed
from grader.grading import SEEDS, Records, grade, refused
from grader.model import Exercise, Level
from grader.submission import Submission

TASK_DEPTH = 200
"""How deep a task may be nested: recorded evidence may be among what it carries."""
LEFT_OUT = "__pycache__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One submission that is to be graded."""

    exercise: Exercise
    files: Mapping[str, str]
    """The submission: path to content, in base64."""
    problem: str = ""
    """Why the submission could not be read; there are no files then."""
    seed: int
    level: Level | None = None
    feedback: str = "full"
    suite: Mapping[str, str] | None = None
    """The files of the hidden suite in base64, for a worker that cannot read them where the exercise lies."""
    replay: Records | None = None
    """Records to judge, by check, in place of running anything."""


def task_to_text(task: Task) -> str:
    """Write a task as one line of JSON."""
    return json.dumps(to_json(task), separators=(",", ":"))


def carry_out(text: str) -> str:
    """Grade what a task asks for: the function that any executor can run, on any machine that has the grader."""
    return graded(text)


def graded(text: str, **settings: Any) -> str:
    """Grade what a task asks for, and give the result as a text; further `settings` are those of `grading.grade`."""
    task = from_json(Task, loads_strict(text, max_depth=TASK_DEPTH))
    settings |= {"level": task.level, "seed": task.seed, "feedback": task.feedback}
    with exercise_of(task) as exercise:
        if task.problem:
            result = refused(exercise, task.problem, **settings)
        else:
            files = {name: b64decode(content) for name, content in task.files.items()}
            result = grade(exercise, Submission(files), replay=task.replay, **settings)
    return result_to_text(packed(result))


def result_to_text(grade: Packed) -> str:
    """Write a packed grade as one line of JSON."""
    return json.dumps({**_fields_of(grade), "record": b64encode(grade.record).decode()})


def result_from_text(text: str) -> Packed:
    """Read what `result_to_text` wrote."""
    data = loads_strict(text)
    return Packed(**{**data, "record": b64decode(data["record"])})


def _fields_of(grade: Packed) -> dict[str, Any]:
    return {field.name: getattr(grade, field.name) for field in fields(grade)}


def seed_of(exercise: Exercise, submission: str) -> int:
    """The seed of a grading: the same whenever the same files are graded, so that a batch can be repeated."""
    return int.from_bytes(hashlib.sha256(f"{exercise.name} {submission}".encode()).digest()[:8], "big") % SEEDS


# ------------------------------------------------------------------------------------------- suites


def files_of_suite(exercise: Exercise) -> dict[str, str]:
    """The files by which an exercise is judged: path to content, in base64."""
    folder = suite_folder(exercise)
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and LEFT_OUT not in path.parts)
    return {path.relative_to(folder).as_posix(): b64encode(path.read_bytes()).decode() for path in paths}


def digest_of_suite(exercise: Exercise, feedback: str) -> str:
    """SHA-256 over everything of the course that a grade depends on: the suite, the limits, what students are shown."""
    judging = {"suite": files_of_suite(exercise), "limits": to_json(exercise.limits), "feedback": feedback}
    judging |= {"schedules": exercise.schedules}
    return hashlib.sha256(json.dumps([judging, exercise.title], sort_keys=True).encode()).hexdigest()


@contextmanager
def exercise_of(task: Task) -> Iterator[Exercise]:
    """The exercise with its suite on this machine; one that travelled is removed again after the block."""
    if task.suite is None:
        yield task.exercise
        return
    with TemporaryDirectory(prefix="grader-suite-") as temporary:
        folder = Path(temporary, "exercises", task.exercise.name)
        for name, content in task.suite.items():
            path = folder / HIDDEN / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b64decode(content))
        yield replace(task.exercise, folder=str(folder))
