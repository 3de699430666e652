"""The platforms that `grader ci` knows: how each is recognised, where it has the submission, what it reads.

A result that a student might have committed is taken away before anything runs, and a file is always replaced as a
whole, so that no link is followed and no half of a file is ever read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import UsageError
from grader.export import Occasion, classroom, is_undecided, markdown, render
from grader.model import Grade

PASSED, FAILED, OUR_FAULT = 0, 1, 3
LEAST_SUMMARY = 1000
"""Bytes that have to be free in a step's summary: with one byte too many GitHub would show nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the command runs."""

    variables: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    here: Path = field(default_factory=Path.cwd)
    root: Path = Path("/")
    """Below which a platform's own folders lie, such as `autograder`."""
    home: Path | None = None
    """The platform's own folder, where it is not the usual one."""


def verdict_status(grades: Sequence[Grade]) -> int:
    """Give the exit status that says it all: 0 passed, 1 failed, 3 could not be judged."""
    return OUR_FAULT if is_undecided(grades) else PASSED if all(grade.passed for grade in grades) else FAILED


def graded_status(grades: Sequence[Grade]) -> int:
    """Give the exit status where the verdict is in a file: 0 if there is one, 3 if there is none."""
    return OUR_FAULT if is_undecided(grades) else PASSED


def always_well(_grades: Sequence[Grade]) -> int:
    """Give the exit status where any other would throw the file away that says what happened."""
    return PASSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One platform."""

    name: str
    purpose: str
    is_here: Callable[[Place], bool] = lambda _place: False
    home: str = ""
    """Its own folder, such as `autograder`; empty where everything is in the folder where the command runs."""
    handed_in: str = ""
    """Where in its own folder the submission is."""
    files: Mapping[str, str] = field(default_factory=dict)
    """What it reads: paths in its own folder, each with its format."""
    withheld: bool = False
    """Whether these files are left out when something could not be judged, since they have no word for it."""
    status: Callable[[Sequence[Grade]], int] = verdict_status
    as_it_goes: bool = False
    """Whether the files are written after each check."""
    actions: bool = False
    """Whether its log is read by a runner of GitHub Actions."""
    printed: tuple[str, ...] = ()
    """The formats of what has to be printed last."""

    def folder(self, place: Place) -> Path:
        """Give its own folder."""
        return place.home or (place.root / self.home if self.home else place.here)

    def submission(self, place: Place) -> Path:
        """Give the folder with what was handed in."""
        return self.folder(place) / self.handed_in

    def begin(self, place: Place) -> None:
        """Take away the results that are there already."""
        for file in self.files:
            remove(self.folder(place) / file)

    def write(self, grades: Sequence[Grade], occasion: Occasion, place: Place) -> None:
        """Write its files."""
        if self.withheld and is_undecided(grades):
            return
        for file, form in self.files.items():
            replace_whole(self.folder(place) / file, render(form, grades, occasion))


def _in_classroom50(place: Place) -> bool:
    return all(place.variables.get(name) for name in ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG"))


PLATFORMS: tuple[Platform, ...] = (
    Platform(
        name="gradescope",
        purpose="Gradescope: /autograder/results/results.json, written as it goes",
        is_here=lambda place: (place.root / "autograder" / "submission").is_dir(),
        home="autograder",
        handed_in="submission",
        files={"results/results.json": "gradescope"},
        status=graded_status,
        as_it_goes=True,
    ),
    Platform(
        name="prairielearn",
        purpose="PrairieLearn: /grade/results/results.json",
        is_here=lambda place: (place.root / "grade" / "student").is_dir(),
        home="grade",
        handed_in="student",
        files={"results/results.json": "prairielearn"},
        status=always_well,
    ),
    Platform(
        name="classroom50",
        purpose="Classroom 50: result.json and release-body.md",
        is_here=_in_classroom50,
        files={"result.json": "classroom50", "release-body.md": "markdown"},
        withheld=True,
        status=graded_status,
        actions=True,
        printed=("github",),
    ),
    Platform(
        name="github",
        purpose="GitHub Actions: annotations, summary, and outputs for the legacy reporter of GitHub Classroom",
        is_here=lambda place: place.variables.get("GITHUB_ACTIONS") == "true",
        actions=True,
        printed=("github",),
    ),
    Platform(
        name="autolab",
        purpose="Autolab: scores as the last line; never found out, always to be named",
        status=always_well,
        printed=("autolab",),
    ),
    Platform(
        name="junit",
        purpose="any other: grader-junit.xml",
        is_here=lambda place: place.variables.get("CI", "") not in ("", "0", "false"),
        files={"grader-junit.xml": "junit"},
    ),
)
"""In the order in which they are looked for: the more special first."""


def platform_named(name: str | None, place: Place) -> Platform:
    """Give the platform of this name, or else the one that this is. Raises UsageError when it is none that is known."""
    for platform in PLATFORMS:
        if platform.name == name or (name is None and platform.is_here(place)):
            return platform
    known = ", ".join(platform.name for platform in PLATFORMS)
    what = "this is no platform that the grader knows" if name is None else f"there is no platform {name!r}"
    raise UsageError(what, hint=f"name one with --platform: {known}")


# ------------------------------------------------------------------------------------------- GitHub's own files


def write_for_actions(grades: Sequence[Grade], occasion: Occasion, place: Place) -> None:
    """Append the summary and the outputs of this step to the files that the runner named."""
    if summary := place.variables.get("GITHUB_STEP_SUMMARY"):
        path = Path(summary)
        room = markdown.MOST_BYTES - (path.stat().st_size if path.exists() else 0)
        if room > LEAST_SUMMARY:
            _append(path, markdown.summary(grades, occasion, most_bytes=room))
    if outputs := place.variables.get("GITHUB_OUTPUT"):
        _append(Path(outputs), classroom.outputs(grades, occasion))


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


# ------------------------------------------------------------------------------------------- files


def remove(path: Path) -> None:
    """Remove a file or a link, if it is there."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path} is in the way of the result: {error.strerror}") from None


def replace_whole(path: Path, text: str) -> None:
    """Write a file beside its place and put it there at once; a link in its place is replaced, not followed.

    Raises UsageError when it cannot be written there.
    """
    content = text.encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(descriptor, "wb") as file, _removed_on_error(Path(name)):
            file.write(content)
            file.flush()
            os.fchmod(descriptor, 0o644)  # the platform may read it as another user
            Path(name).replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


@contextmanager
def _removed_on_error(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise
