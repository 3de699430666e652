"""The autograder that is uploaded to Gradescope: one zip with the grader, the exercises to be graded, and two scripts.

Gradescope unpacks it to `/autograder/source` and runs `setup.sh` once, with network, to build an image; then
`run_autograder` for each submission, without, in a container of that image. The solutions stay at home.
"""

from __future__ import annotations

import shlex
import sys
import zipfile
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

import grader
from grader.course import HIDDEN, Course
from grader.errors import CourseError
from grader.model import Exercise

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PACKAGE = "multiprocessing-grader"
SETUP, RUN = "setup.sh", "run_autograder"
EPOCH = (2020, 1, 1, 0, 0, 0)
"""The time of every file, so that the same course gives the same zip."""
LEFT_OUT = {"__pycache__", "_course"}

_SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, to build the image: an environment for the grader, which nobody else can read.
set -eu
autograder=${AUTOGRADER:-/autograder}

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10) and "the grader needs Python 3.10 or newer")'
python3 -m venv "$autograder/venv"
"$autograder/venv/bin/pip" install --quiet --disable-pip-version-check -r "$autograder/source/requirements.txt"
chmod -R go-rwx "$autograder/source"
"""
_RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission. It writes results/results.json as it goes.
set -eu
autograder=${AUTOGRADER:-/autograder}
export PYTHONPATH="$autograder/source" PYTHONDONTWRITEBYTECODE=1
cd "$autograder/source"
exec "$autograder/venv/bin/python" -m grader ci %s --platform gradescope --at "$autograder" --course course%s
"""


def write_bundle(course: Course, exercises: Sequence[Exercise], path: Path, *, weak: bool = False) -> tuple[str, ...]:
    """Write the zip and give the names of its members; `weak` lets it grade where programs can only be watched.

    Raises CourseError if an exercise has no hidden suite.
    """
    members = dict(_members(course, exercises, weak=weak))  # all is read before anything is written
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = (0o755 if name in (SETUP, RUN) else 0o644) << 16
            archive.writestr(member, content)
    return tuple(members)


def requirements() -> tuple[str, ...]:
    """Give what the grader itself needs to be installed, as pip reads it: of this checkout, or as it was installed."""
    project = Path(grader.__file__).parents[1] / "pyproject.toml"
    if project.is_file() and (table := tomllib.loads(project.read_text("utf-8"))["project"])["name"] == PACKAGE:
        return tuple(table["dependencies"])
    return tuple(each for each in metadata.requires(PACKAGE) or () if "extra ==" not in each)


def _members(course: Course, exercises: Sequence[Exercise], *, weak: bool) -> Iterator[tuple[str, bytes]]:
    numbers = shlex.join(exercise.number for exercise in exercises)
    yield SETUP, _SETUP.encode()
    yield RUN, (_RUN % (numbers, " --allow-weak-isolation" if weak else "")).encode()
    yield "requirements.txt", "".join(f"{each}\n" for each in requirements()).encode()
    yield from _files_below(Path(grader.__file__).parent, "grader")
    yield "course/exercises/course.toml", (course.folder / "course.toml").read_bytes()
    for exercise in exercises:
        folder = Path(exercise.folder)
        if not (folder / HIDDEN).is_dir():
            raise CourseError(
                f"{exercise.name} has no hidden suite here", hint="this is a students' copy of the course"
            )
        yield from _files_below(folder, f"course/exercises/{exercise.name}")


def _files_below(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and not LEFT_OUT & set(inner.parts):
            yield f"{name}/{inner.as_posix()}", path.read_bytes()
