"""The folders that a run may write to, as they were before it: each schedule finds them untouched."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterable

_MOST_FETCHED = 1 << 20
_SHARED = "/dev/shm"  # noqa: S108 - where named shared memory and semaphores are, shm_overview(7)


class Rooms:
    """Remembers what is in some folders, and puts it back."""

    def __init__(self, box: str, temporary: str) -> None:
        self._box = box
        self._folders = [box, temporary, *([_SHARED] if _is_private() else [])]
        self._before = {folder: _contents(folder) for folder in self._folders}

    def tidy(self) -> None:
        """Remove what is new, and write anew what was changed."""
        for folder in self._folders:
            before = self._before[folder]
            for name in _names(folder):
                if name not in before:
                    _remove(os.path.join(folder, name))
            for name, content in before.items():
                path = os.path.join(folder, name)
                if content is not None and _content(path) != content:
                    _remove(path)
                    with open(path, "wb") as file:
                        file.write(content)

    def fetch(self, names: Iterable[str]) -> dict[str, str]:
        """These files of the box as text, as far as they are there."""
        contents = ((name, _content(os.path.join(self._box, name))) for name in names)
        return {name: content.decode("utf-8", "backslashreplace") for name, content in contents if content is not None}


def _is_private() -> bool:
    """Whether nobody but this run can have put anything into shared memory: main's parent is process 1."""
    return os.getppid() == 1


def _names(folder: str) -> list[str]:
    with contextlib.suppress(OSError):
        return os.listdir(folder)
    return []


def _contents(folder: str) -> dict[str, bytes | None]:
    """Each entry's content; None for what is no plain file, or a large one, which only has to be there."""
    return {name: _content(os.path.join(folder, name)) for name in _names(folder)}


def _content(path: str) -> bytes | None:
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        with open(path, "rb") as file:
            content = file.read(_MOST_FETCHED + 1)
        return content if len(content) <= _MOST_FETCHED else None
    except OSError:
        return None


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            os.unlink(path)
