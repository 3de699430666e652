"""What can go wrong, and the exit status that each case ends the command line with.

GraderError               reported as one line, never with a traceback
├── UsageError       (2)  the command was called wrongly; the caller must act
├── CourseError      (2)  the course is wrong; its author must act
├── SubmissionError  (2)  the submission cannot be read; the student must act
├── GradebookError   (2)  a file is no gradebook that this version can use; the caller must act
│   └── StorageError (3)  the gradebook cannot be read or written just now: a full disk, a lock; nothing is lost
├── EvidenceError    (3)  a record of a run cannot be read
├── SuiteError       (3)  the hidden suite itself broke; nobody loses points
└── SandboxError     (3)  our machinery failed; nobody loses points
"""

from __future__ import annotations


class GraderError(Exception):
    """Something that people are told in one line; `hint` says what to try, when there is something to try."""

    exit_status = 3

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(GraderError):
    """The command was called in a way that cannot be carried out."""

    exit_status = 2


class CourseError(GraderError):
    """A course, or one of its exercises, is not as the layout demands. The message names file, exercise and key."""

    exit_status = 2


class SubmissionError(GraderError):
    """A submission is missing, unreadable or unsafe. The message names the file."""

    exit_status = 2


class GradebookError(GraderError):
    """A file is not a gradebook, is damaged, or was written by a newer version. The message names the file."""

    exit_status = 2


class StorageError(GradebookError):
    """A gradebook cannot be read or written just now. What was stored before is still there."""

    exit_status = 3


class EvidenceError(GraderError):
    """A stored record of a run is damaged, or was written by a newer version."""


class SuiteError(GraderError):
    """The hidden suite could not be run to its end."""


class SandboxError(GraderError):
    """The sandbox could not be started, or broke."""
