"""Workflows of GitHub Actions that run `grader ci`: for the students' own copy of a course, and for hidden checks.

The versions of everything that they use are fixed, and they ask for no right but to read the repository.
"""

from __future__ import annotations

from collections.abc import Sequence

import grader

PACKAGE = f"multiprocessing-grader=={grader.__version__}"
KEPT = ("GITHUB_ACTIONS", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
"""What `grader ci` reads of its environment on GitHub; sudo drops the rest, tokens among it."""
SECRET = "COURSE_TOKEN"  # noqa: S105  # the name of a secret, which is none

_HEAD = """\
name: grade

on: [%s]

permissions:
  contents: read

jobs:
  grade:
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    steps:
"""
_PYTHON = f"""\
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install {PACKAGE}
"""
_STUDENTS = """\
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
"""
_COURSES = f"""\
      - name: Fetch what was handed in
        uses: actions/checkout@v4
        with:
          path: submission
          persist-credentials: false
      - name: Fetch the course with its hidden checks
        uses: actions/checkout@v4
        with:
          repository: ${{{{ vars.COURSE_REPOSITORY }}}}
          token: ${{{{ secrets.{SECRET} }}}}
          path: course
          persist-credentials: false
"""


def student_workflow() -> str:
    """Give the workflow of a student's copy of a course: it runs the public checks, and needs no secret."""
    return f"{_HEAD % 'push, pull_request'}{_STUDENTS}{_PYTHON}      - run: grader ci --course .\n"


def course_workflow(exercises: Sequence[str], *, sudo: bool = False, weak: bool = False) -> str:
    """Give the workflow of an assignment: it fetches the course from a private repository and runs the hidden checks.

    `sudo` runs the grader as root, so that it can hold programs at level L3; `weak` lets it go on at level L0.
    """
    program = f'sudo --preserve-env={",".join(KEPT)} "$(command -v grader)"' if sudo else "grader"
    words = [program, "ci", *exercises, "--course course", "--submission submission"]
    command = " ".join([*words, *(["--allow-weak-isolation"] if weak else [])])
    return f"{_HEAD % 'push, workflow_dispatch'}{_COURSES}{_PYTHON}      - id: grade\n        run: {command}\n"
