"""Students of one file with good defaults: `a_student(sandbox, "def solve(): return 1", schedules=4)`."""

from __future__ import annotations

from textwrap import dedent

from grader.model import Limits
from grader.schedules import Budget
from grader.suite.student import Assignment, Student


def a_student(sandbox, source, schedules, *, replay=None, seconds=20, beside=None, limits=None):
    """A student whose file is `task.py`, and as many schedules of it as are tried; `beside` are more files."""
    files = {"task.py": dedent(source).encode(), **(beside or {})}
    assignment = Assignment(module="task", files=files, limits=limits or Limits())
    budget = Budget(schedules=schedules, seconds=seconds, replay=replay)
    return Student(sandbox, assignment, seed="1", budget=budget)
