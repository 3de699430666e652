"""Makers of grades with good defaults, a course to grade, and a way to call the command line as a process would."""

from __future__ import annotations

import hashlib
import io

from grader.cli import run
from grader.cli.doors import Doors
from grader.model import CheckResult, Grade, Level, Verdict

EXERCISE = """
title = "Counting"
summary = "Count together, in processes of your own."
concepts = ["Process"]
hints = ["Who adds?", "One adds at a time.", "Hold the lock from the read to the write."]

[[functions]]
name = "count"
parameters = ["workers"]
returns = "the sum"
"""


def a_check(name="test_it_counts", **differs):
    good = {"promise": "It counts to the end.", "points": 2, "verdict": Verdict.PASSED}
    return CheckResult(**{"name": name, **good, **differs})


def a_failed_check(name="test_it_adds", **differs):
    good = {"promise": "Nothing is lost.", "verdict": Verdict.FAILED, "seen": "one increment was lost"}
    return a_check(name, **{**good, "hint": "Who else reads the number meanwhile?", **differs})


def a_grade(*checks, **differs):
    good = {"exercise": "07_counting", "title": "Counting", "seed": 11, "level": Level.CONTAINED, "seconds": 0.4}
    submission = hashlib.sha256(b"").hexdigest()
    return Grade(**{"checks": checks or (a_check(),), "submission": submission, "version": "0.1.0", **good, **differs})


def a_course(folder, *numbers):
    """Write a course of exercises that differ in their numbers alone, each with a solution."""
    for number in numbers or ("07",):
        exercise, solution = (folder / part / f"{number}_counting" for part in ("exercises", "solutions"))
        exercise.mkdir(parents=True)
        solution.mkdir(parents=True)
        (exercise / "exercise.toml").write_text(EXERCISE)
        (exercise / "README.md").write_text("# Counting\n\nCount **together**, see `multiprocessing.Value`.\n")
        (exercise / "counting.py").write_text("def count(workers): ...\n")
        (solution / "counting.py").write_text("def count(workers): return workers\n")
    (folder / "exercises" / "course.toml").write_text('title = "Course of counting"\n')
    return folder


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True


def grader(*arguments, grade=None, **doors):
    """Call the command line with stand-ins for what it calls; `grade` may be a Grade, or a function that gives one."""
    give = grade if callable(grade) else lambda *_arguments, **_keywords: grade
    return run(list(arguments), Doors(grade=give, **doors))
