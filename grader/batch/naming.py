r"""Whose a file or folder is, from its name alone, as learning platforms write them.

Canvas, one file for each attachment (`lib/content_zipper.rb`; the name is the sortable one, in lower case):

    lovelaceada_12345_67890_queue_communication.py         name, user, attachment, file
    lovelaceada_LATE_12345_67890_queue_communication.py    the same, handed in late
    anon_AbC12_67890_queue_communication.py                where grading is anonymous

Moodle, one folder for each student, or one file for each attachment (`mod/assign/locallib.php`):

    Ada Lovelace_4711_assignsubmission_file_/queue_communication.py
    Ada Lovelace_4711_assignsubmission_file_queue_communication.py

Anything else is the student's own name: `ada/`, `ada.zip`, `ada.py`. Two students may have the same name, so where the
platform wrote a number, the number is part of the name here, unless a roster says who it is.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from grader.escaping import shown, utf8

LONGEST_NAME = 100
ARCHIVES = (".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tbz2", ".txz", ".tar", ".zip")
_CANVAS = re.compile(
    r"(?:(?P<name>\w+?)_)??(?P<late>LATE_)?(?P<number>\d+|anon_[A-Za-z0-9]+)_\d+_(?P<file>.+)", re.DOTALL
)
_MOODLE = re.compile(r"(?P<name>[^_]+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What a name says."""

    student: str
    """The student, in printable characters; nobody else is called so."""
    identifiers: tuple[str, ...]
    """By what a roster may know them, the surest first."""
    file: str = ""
    """What the student called the file; empty for a folder."""
    late: bool = False


def read_name(name: str, *, folder: bool) -> Name:
    """Read the name of a folder or a file that somebody handed in."""
    name = utf8(name)
    if found := _MOODLE.fullmatch(name) or (None if folder else _CANVAS.fullmatch(name)):
        parts = found.groupdict()
        own, number = parts["name"] or "", parts["number"]
        return Name(
            student=_visible(f"{own} ({number})" if own else number),
            identifiers=(number, *filter(None, [own])),
            file=parts["file"],
            late=bool(parts.get("late")),
        )
    own = name if folder else _without_suffix(name)
    return Name(student=_visible(own), identifiers=(own,), file="" if folder else name)


def is_hand_in(name: str) -> bool:
    """Whether a file that lies beside the students' folders is somebody's: an archive, a program, or named so."""
    return name.endswith((*ARCHIVES, ".py")) or bool(_CANVAS.fullmatch(name) or _MOODLE.fullmatch(name))


def _without_suffix(name: str) -> str:
    suffix = next((each for each in (*ARCHIVES, ".py") if name.endswith(each)), "")
    return name.removesuffix(suffix) or name


def _visible(name: str) -> str:
    """The name in printable characters; what had others in it, or was too long, gets a mark that is its own."""
    seen = shown(name, limit=LONGEST_NAME)
    if seen == name:
        return name
    return f"{seen} #{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
