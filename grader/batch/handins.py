"""Who handed in what: a folder with a folder, an archive, a checkout or single files for each student.

A hand-in is only listed here; it is read when it is needed, each time anew, and as `grader.submission` reads anything
that a student wrote. What cannot be read is the problem of that one hand-in.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.batch.naming import Name, is_hand_in, read_name
from grader.errors import UsageError
from grader.escaping import shown, utf8
from grader.gradebook.roster import Roster
from grader.model import Exercise
from grader.submission import Submission, add_files, is_ignored, read_archive, read_files, submission_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """What one student handed in."""

    student: str
    parts: tuple[tuple[Path, str], ...]
    """Folders, archives and files, each with what the student called it."""
    late: bool = False

    def files(self) -> dict[str, bytes]:
        """Read all of it; archives among the files are opened. Raises SubmissionError."""
        files: dict[str, bytes] = {}
        for path, called in self.parts:
            add_files(files, read_files(path, called=called or path.name, label=path.name), shown(path.name))
        return _with_archives_opened(files)


@dataclass(frozen=True, slots=True)
class Class:
    """What a class handed in."""

    hand_ins: tuple[HandIn, ...]
    """By the names of the students."""
    passed_over: tuple[str, ...] = ()
    """Files that are nobody's."""
    strangers: tuple[str, ...] = ()
    """Students who are not in the roster, where there is one."""


def find_hand_ins(folder: Path, roster: Roster | None = None, *, besides: Iterable[Path] = ()) -> Class:
    """List what lies in a folder, and whose it is; files `besides` are none of it. Raises UsageError if it is empty."""
    ours = {path.absolute() for path in besides}
    listed = [
        (path, is_folder)
        for path, is_folder in _listed(folder)
        if path.absolute() not in ours and not is_ignored((path.name,))
    ]
    prefix = _common_prefix([path.name for path, is_folder in listed if is_folder])
    found: dict[str, HandIn] = {}
    passed_over, strangers = [], set()
    for path, is_folder in listed:
        if not is_folder and not is_hand_in(utf8(path.name)):
            passed_over.append(shown(utf8(path.name)))
            continue
        name = read_name(path.name, folder=is_folder)
        known = roster and roster.find([*name.identifiers, path.name.removeprefix(prefix)])
        student = known or name.student
        if roster and not known:
            strangers.add(student)
        found[student] = _joined(found.get(student), student, path, name)
    if not found:
        raise UsageError(
            f"there is no submission in {shown(str(folder))}",
            hint="it should have a folder or an archive for each student",
        )
    ordered = tuple(found[student] for student in sorted(found))
    return Class(ordered, tuple(passed_over), tuple(sorted(strangers)))


def submission_for(exercise: Exercise, files: Mapping[str, bytes], *, alone: bool) -> Submission:
    """Choose what is for an exercise, also if a platform or a browser gave the main file a number.

    If the class handed in nothing but this (`alone`), a single Python file of any name is the main file. Raises
    SubmissionError.
    """
    main = f"{exercise.slug}.py"
    if any(name.rpartition("/")[2] == main for name in files):
        return submission_of(files, exercise)
    numbered = re.compile(re.escape(exercise.slug) + r"(?:[-_ ]\d+| ?\(\d+\))\.py")
    candidates = [name for name in files if numbered.fullmatch(name.rpartition("/")[2])]
    if alone and not candidates:
        candidates = [name for name in files if name.endswith(".py")]
    if len(candidates) != 1:
        return submission_of(files, exercise)
    (candidate,) = candidates
    folder = candidate.rpartition("/")[0]
    renamed = {name: content for name, content in files.items() if name != candidate}
    return submission_of({**renamed, f"{folder}/{main}".lstrip("/"): files[candidate]}, exercise)


def _listed(folder: Path) -> Iterator[tuple[Path, bool]]:
    """What lies in the folder, and whether it is a folder itself; no link is followed."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        hint = "unpack it into a folder first" if folder.is_file() else ""
        raise UsageError(f"{shown(str(folder))}: cannot be read: {error.strerror}", hint=hint) from None
    for entry in entries:
        yield folder / entry.name, entry.is_dir(follow_symlinks=False) or entry.is_symlink()


def _common_prefix(names: Sequence[str]) -> str:
    """What all names begin with, up to a hyphen: checkouts are often called `exercise-login`."""
    common = os.path.commonprefix(names) if len(names) > 1 else ""  # noqa: RUF071 - the names are no paths
    return common[: common.rfind("-") + 1]


def _joined(before: HandIn | None, student: str, path: Path, name: Name) -> HandIn:
    part = (path, name.file)
    if before is None:
        return HandIn(student=student, parts=(part,), late=name.late)
    return replace(before, parts=(*before.parts, part), late=before.late or name.late)


def _with_archives_opened(files: dict[str, bytes]) -> dict[str, bytes]:
    """Put what is in the archives at the top in their place, below their names, if there is no program beside them."""
    if any(name.endswith(".py") for name in files):
        return files
    opened: dict[str, bytes] = {}
    for name, content in files.items():
        inside = read_archive(name, content) if "/" not in name else None
        add_files(opened, {name: content} if inside is None else _below(name, inside), shown(name))
    return opened


def _below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": content for name, content in files.items()}
