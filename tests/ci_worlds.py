"""Places where `grader ci` runs, made in a temporary folder, and a way to run it there without grading anything."""

from __future__ import annotations

import re

from courses import a_sound_course

from grader.cli.ci import Request, ci
from grader.cli.doors import Doors
from grader.cli.platforms import Place
from grader.model import Level
from grader.sandbox.levels import LevelReport

CLASSROOM50 = {
    "CLASSROOM": "systems",
    "ASSIGNMENT": "queues",
    "USERNAME": "ada",
    "SUBMISSION_TAG": "submit/20261121T101500Z-ab12cd3",
    "COMMIT_URL": "https://example.org/commit",
    "RELEASE_URL": "https://example.org/release",
}
"""The environment that Classroom 50 gives to a grader."""
HELD = (LevelReport(level=Level.CONFINED, works=True, gives="", missing=()),)
WATCHED = (LevelReport(level=Level.WATCHED, works=True, gives="", missing=()),)


def a_world(folder):
    """A course, a checkout of a student beside it, and a root folder with nothing in it."""
    a_sound_course(folder / "course")
    for name in ("checkout", "root"):
        (folder / name).mkdir()
    (folder / "checkout" / "counting.py").write_text("def count(workers, names): ...\n")
    return folder


def run(world, made, *, variables=None, levels=HELD, **differs):
    """Call the command with a stand-in for grading; `made` is a Grade, or a function that gives one."""
    give = made if callable(made) else lambda *_arguments, **_keywords: made
    place = Place(variables=variables or {}, here=world / "checkout", root=world / "root")
    request = Request(**{"course": world / "course", **differs})
    return ci(request, Doors(grade=give, probe_levels=lambda: levels), place)


def on_github(world):
    """The environment of a job of GitHub Actions."""
    return {
        "GITHUB_ACTIONS": "true",
        "CI": "true",
        "GITHUB_OUTPUT": str(world / "output"),
        "GITHUB_STEP_SUMMARY": str(world / "summary"),
        "GITHUB_WORKSPACE": str(world / "checkout"),
    }


def on_gradescope(world):
    """Lay out the folders of Gradescope, and give the place of the results."""
    folder = world / "root" / "autograder" / "submission"
    folder.mkdir(parents=True)
    (folder / "counting.py").write_text("def count(workers, names): ...\n")
    return folder.parent / "results" / "results.json"


def commands_in(log):
    """Read a log as the runner of GitHub Actions does, and give the commands that it would carry out."""
    found, token = [], ""
    for line in log.splitlines():
        new, old = re.match(r"\s*::(\S+?)(?: (.*?))?::(.*)", line), re.search(r"##\[([^\]\s]+)([^\]]*)\](.*)", line)
        name, properties, message = (new or old).groups() if new or old else ("", "", "")
        if token:
            token = "" if name == token else token
        elif name == "stop-commands":
            token = message
        elif name:
            found.append((name, properties or "", message))
    return found
