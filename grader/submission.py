"""Find and read what one student handed in: a folder, single files, a zip or a tar. None of it is trusted.

Whatever it is packed in, it becomes a mapping from relative paths to contents, and goes through the same rules: no
name leads out of the submission, nothing is anything but a file or a folder, nothing is there twice, nothing is too
large, and no name takes the place of a module that the sandbox needs in the student's own process. What breaks a rule
is refused in one line that names it; what tools and editors leave behind is passed over. On disk no link is ever
followed and nothing is opened that could block.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import translate
from functools import partial
from itertools import islice
from pathlib import Path

from grader.archives import (
    FILE,
    FOLDER,
    MAX_ARCHIVE_BYTES,
    MAX_ENTRIES,
    MAX_RATIO,
    Entry,
    entries_of,
    kind_of,
    most_bytes,
)
from grader.errors import SubmissionError
from grader.escaping import shown
from grader.model import Exercise

MAX_FILES = 1000
MAX_BYTES = 10 * 2**20
"""Of all files together."""
MAX_PARTS = 20
"""Folders in folders, the file's own name included."""
MAX_NAME_BYTES = 200
"""Of one part of a path, in UTF-8; most file systems end at 255."""

IGNORED = (
    *(".git", ".hg", ".svn"),  # the history of a checkout
    *(".venv", "venv", "node_modules"),  # installed packages
    *("__pycache__", "*.py[co]", ".*_cache", ".hypothesis", ".tox"),  # what tools keep for the next time
    *("__MACOSX", "._*", ".DS_Store", "Icon\r", "Thumbs.db", "desktop.ini"),  # what systems add to a folder
    *(".idea", ".vscode", ".ipynb_checkpoints", "*~", ".*.sw?", "#*#", ".#*"),  # what editors do
    "hidden",  # the suite, where the course's own folder is handed in
)
"""Patterns of names of files and folders that are passed over."""

SUPPLIED = "workshop"
"""The module that the sandbox puts beside the student's file; a copy of it that is handed in is dropped."""
TAKEN = sys.stdlib_module_names | {"conftest", "sitecustomize", "usercustomize", "__main__", "grader", "psutil"}
"""Modules that the driver, or a tool around it, imports by name."""

_IGNORED = re.compile("|".join(map(translate, IGNORED)))
_IMPORTABLE = (".py", ".pyc", ".pyw", ".so", ".pyd")
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Submission:
    """The files that one student handed in, as paths relative to the folder of their main file."""

    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """SHA-256 over names and contents, in hexadecimal; the order of the files does not matter."""
        whole = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            for part in (name.encode("utf-8"), content):
                whole.update(len(part).to_bytes(8, "big") + part)
        return whole.hexdigest()


def read_submission(paths: Sequence[Path], exercise: Exercise) -> Submission:
    """Read folders, files, zips and tars as one submission to an exercise.

    The exercise's main file, `<slug>.py`, may lie at any depth if there is only one: its folder becomes the root. A
    single Python file is the main file whatever its name. Raises SubmissionError, with one line that names the member.
    """
    if len(paths) == 1 and paths[0].suffix == ".py" and not paths[0].is_dir():
        return Submission(read_files(paths[0], called=f"{exercise.slug}.py"))
    files: dict[str, bytes] = {}
    for path in paths:
        add_files(files, read_files(path, called=path.name), shown(str(path)))
    return submission_of(files, exercise)


def read_archive(name: str, content: bytes) -> dict[str, bytes] | None:
    """Read what is in an archive that was itself handed in; None if it is none. Raises SubmissionError."""
    with _about(shown(name)):
        entries = None if name.endswith(".py") else entries_of(content)
        return _taken(entries, most_bytes(len(content), MAX_BYTES)) if entries else None


def add_files(files: dict[str, bytes], more: Mapping[str, bytes], where: str) -> None:
    """Put more files of the same submission beside those that are there. Raises SubmissionError for a name in both."""
    for name, content in more.items():
        if name in files:
            raise SubmissionError(f"{where}: {shown(name)} is there twice")
        files[name] = content


def submission_of(files: Mapping[str, bytes], exercise: Exercise) -> Submission:
    """Choose those of the files that were handed in which are for an exercise, as `read_submission` does."""
    return Submission(_without_shadows(_from_the_folder_of(f"{exercise.slug}.py", files)))


def own_file(exercise: Exercise, folder: Path | None = None) -> Path:
    """Find the student's main file, `<slug>.py`, in a folder (the current one) or else in the exercise's own.

    Raises SubmissionError when it is in neither.
    """
    main = f"{exercise.slug}.py"
    places = (folder or Path.cwd(), Path(exercise.folder))
    for place in places:
        if os.path.lexists(place / main):
            return place / main
    looked = " or ".join(shown(str(place)) for place in places)
    raise SubmissionError(f"there is no {main} in {looked}", hint="name the file or the folder that you hand in")


def is_ignored(parts: Sequence[str]) -> bool:
    """Whether a path is something that tools, systems and editors leave behind."""
    return any(map(_IGNORED.fullmatch, parts))


# ------------------------------------------------------------------------------------------- taking in


def read_files(path: Path, *, called: str, label: str = "") -> dict[str, bytes]:
    """Read one folder, archive or file, whatever it is for; a file gets the name `called`.

    Raises SubmissionError, which names the path, or `label` in its place.
    """
    with _about(shown(label or str(path))):
        if kind_of(path.lstat().st_mode) == FOLDER:
            with _opened(path, os.O_DIRECTORY) as descriptor:
                return _taken(_walk(descriptor, ""), MAX_BYTES)
        content = _content(path, MAX_ARCHIVE_BYTES + 1)
        if len(content) > MAX_ARCHIVE_BYTES:
            raise SubmissionError(f"is larger than {MAX_ARCHIVE_BYTES // 2**20} MiB")
        entries = None if path.suffix == ".py" else entries_of(content)
        if entries:
            return _taken(entries, most_bytes(len(content), MAX_BYTES))
        return _taken([Entry(called, FILE, lambda most: content[:most])], MAX_BYTES)


def _taken(entries: Iterable[Entry], most: int) -> dict[str, bytes]:
    """Take in entries that keep the rules, until there is more than `most` bytes; what is ignored is not even read."""
    files: dict[str, bytes] = {}
    kinds: dict[str, str] = {}
    for count, entry in enumerate(entries):
        parts = _parts(entry.name)
        if count >= MAX_ENTRIES:
            raise SubmissionError(f"has more than {MAX_ENTRIES} files and folders")
        if not parts or is_ignored(parts):
            continue
        _demand_plain(parts, entry)
        _claim(parts, entry, kinds)
        if entry.kind == FILE:
            files["/".join(parts)] = content = _read(entry, most)
            most -= len(content)
        if len(files) > MAX_FILES:
            raise SubmissionError(f"has more than {MAX_FILES} files")
    return files


def _read(entry: Entry, most: int) -> bytes:
    name = shown(entry.name, limit=100)
    with _about(name):
        content = entry.read(most + 1)
    if len(content) > most:
        most_mib = MAX_BYTES // 2**20
        raise SubmissionError(
            f"is too large, at {name}: more than {most_mib} MiB, or {MAX_RATIO} times its packed size"
        )
    return content


def _parts(name: str) -> tuple[str, ...]:
    """Split a path, and refuse one that could lead out of the submission on any system."""
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ".." in parts or re.match("[A-Za-z]:", name):
        raise SubmissionError(f"{shown(name, limit=100)} is not a path inside of the submission")
    return tuple(part for part in parts if part not in ("", "."))


def _demand_plain(parts: Sequence[str], entry: Entry) -> None:
    name = shown(entry.name, limit=100)
    if entry.kind not in (FILE, FOLDER):
        raise SubmissionError(f"{name} is {entry.kind}; only plain files and folders are read")
    if shown(entry.name) != entry.name:
        raise SubmissionError(f"{name} has characters in its name that cannot be seen or written")
    if len(parts) > MAX_PARTS or max(len(part.encode()) for part in parts) > MAX_NAME_BYTES:
        raise SubmissionError(f"{name} has too long a name or lies too deep")


def _claim(parts: Sequence[str], entry: Entry, kinds: dict[str, str]) -> None:
    """Note which names are in use, so that every file system, careful about case or not, would hold the same files."""
    folded = [unicodedata.normalize("NFC", part.casefold()) for part in parts]
    for depth in range(1, len(parts) + 1):
        path = "/".join(folded[:depth])
        kind = FOLDER if depth < len(parts) else entry.kind
        if path in kinds and FILE in (kind, kinds[path]):
            raise SubmissionError(
                f"{shown(entry.name, limit=100)} is there twice, on systems that do not mind the case"
            )
        kinds[path] = kind


# ------------------------------------------------------------------------------------------- on disk


def _walk(folder: int, prefix: str) -> Iterator[Entry]:
    """Give what is in an open folder, and in the folders below it that are not ignored; no link is followed."""
    with os.scandir(folder) as listing:
        names = sorted(item.name for item in islice(listing, MAX_ENTRIES + 1))
    for name in names:
        kind = kind_of(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
        yield Entry(prefix + name, kind, partial(_content, name, folder=folder))
        if kind == FOLDER and not is_ignored((name,)):
            with _opened(name, os.O_DIRECTORY, folder) as inner:
                yield from _walk(inner, f"{prefix}{name}/")


def _content(name: str | Path, most: int, *, folder: int | None = None) -> bytes:
    """Read at most so many bytes of a file, of one of an open folder where there is one."""
    with _opened(name, 0, folder) as descriptor, os.fdopen(descriptor, "rb", closefd=False) as file:
        return file.read(most)


@contextmanager
def _opened(name: str | Path, flags: int, folder: int | None = None) -> Iterator[int]:
    """Open a file or a folder, without following a link and without waiting for whoever writes a pipe."""
    kind = kind_of(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)  # to open a device can be too much
    if kind != (FOLDER if flags else FILE):
        raise SubmissionError(f"is {kind}; only plain files and folders are read")
    descriptor = os.open(name, _READ | flags, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _about(what: str) -> Iterator[None]:
    """Say of what an error is, and make one line of whatever a reader of archives or the system raises."""
    try:
        yield
    except SubmissionError as error:
        raise SubmissionError(f"{what}: {error.message}") from None
    except Exception as error:  # a damaged archive breaks the standard library's readers in many ways
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SubmissionError(f"{what}: cannot be read: {shown(reason or type(error).__name__, limit=200)}") from None


# ------------------------------------------------------------------------------------------- the files that count


def _from_the_folder_of(main: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Make the folder of the main file the root, and leave out what lies elsewhere."""
    places = [name for name in files if name.rpartition("/")[2] == main]
    if main not in files and len(places) != 1:
        what = f"{main} is missing" if not places else f"{main} is there more than once"
        raise SubmissionError(f"{what}; found {_listed(places or list(files))}", hint=f"hand in one file {main}")
    root = "" if main in files else places[0].removesuffix(main)
    return {name.removeprefix(root): content for name, content in files.items() if name.startswith(root)}


def _without_shadows(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Refuse names that take the place of a module that is needed; drop the supplied module."""
    modules = {name: _module(name) for name in files}
    for name, module in modules.items():
        if module.lower() in TAKEN:
            raise SubmissionError(f"{name} would take the place of the module {module}", hint="give it another name")
    return {name: content for name, content in files.items() if modules[name] != SUPPLIED}


def _module(name: str) -> str:
    """Give the name that `import` would find a file or its folder by, or nothing."""
    top, _, inside = name.partition("/")
    if inside:
        return top
    return top.partition(".")[0] if top.endswith(_IMPORTABLE) else ""


def _listed(names: Sequence[str]) -> str:
    """Give the first few names in one line."""
    few = [shown(name, limit=60) for name in names[:5]]
    return ", ".join(few + [f"and {len(names) - 5} more"] * (len(names) > 5)) or "nothing"
