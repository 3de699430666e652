"""Looking into a run's place from outside: names that are left, files that were asked for, room that is used.

The warden, which is inside, opens the folders and the kernel's tables once; the keeper, outside, looks through these
descriptors. So it sees what the run sees, and can follow no path that student code has prepared.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.sandbox import sockets
from grader.sandbox.box import Place, open_folder

_SYSTEM_V = ("shm", "sem", "msg")
_MANY, _MANY_FOLDERS = 20_000, 500


def open_views(place: Place | None, *, private: bool) -> dict[str, int]:
    """Descriptors through which the keeper can look at the place, also from outside of its namespaces.

    `records` to read from; `box`, `temporary`, `shm` and `mqueue` as folders; `sysv_*` as the kernel's tables;
    `sockets` to ask for local ones. What does not exist is left out; outside of a private root the machine's own
    message queues and tables are not looked at, and without a place there is only `shm` and `sockets`.
    """
    views = {}
    folders = {"shm": "/dev/shm"}
    if place is not None:
        views["records"] = os.open(place.records, os.O_RDWR | os.O_NONBLOCK)
        folders |= {"box": place.box, "temporary": place.temporary}
    if private:
        folders["mqueue"] = "/dev/mqueue"
        for table in _SYSTEM_V:
            with contextlib.suppress(OSError):
                views[f"sysv_{table}"] = os.open(f"/proc/sysvipc/{table}", os.O_RDONLY)
    diagnosis = sockets.open_diagnosis()
    if diagnosis is not None:
        views["sockets"] = diagnosis
    for name, path in folders.items():
        with contextlib.suppress(OSError):
            views[name] = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    return views


def names_left(views: Mapping[str, int], *, owner: int | None, before: Iterable[str] = ()) -> list[str]:
    """The named objects there are now: shared memory, named semaphores, message queues, System V objects.

    `owner` restricts /dev/shm, where it is shared with the machine, to names of that uid.
    """
    names = [f"/dev/mqueue/{name}" for name in os.listdir(views["mqueue"])] if "mqueue" in views else []
    for name in os.listdir(views["shm"]) if "shm" in views else ():
        with contextlib.suppress(OSError):
            if owner is None or os.stat(name, dir_fd=views["shm"], follow_symlinks=False).st_uid == owner:
                names.append(f"/dev/shm/{name}")
    for table in _SYSTEM_V:
        if f"sysv_{table}" in views:
            lines = os.pread(views[f"sysv_{table}"], 1 << 16, 0).decode().splitlines()[1:]
            names += [f"System V {table} {line.split()[1]}" for line in lines]
    return sorted(set(names) - set(before))


def detached_memory_mib(views: Mapping[str, int]) -> float:
    """Memory in System V segments that no process has attached, which no process's own size shows."""
    if "sysv_shm" not in views:
        return 0.0
    rows = [line.split() for line in os.pread(views["sysv_shm"], 1 << 16, 0).decode().splitlines()[1:]]
    return sum(int(row[3]) for row in rows if row[6] == "0") / 2**20


def read_file(folder: int, name: str, limit: int = 1 << 20) -> str | None:
    """A regular file below an open folder as text, None if there is none; links, pipes and devices are not followed."""
    parts = Path(name).parts
    if not parts or ".." in parts or Path(name).is_absolute():
        return None
    opened: list[int] = []
    try:
        for part in parts[:-1]:
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
            opened.append(os.open(part, flags, dir_fd=opened[-1] if opened else folder))
        last = os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=opened[-1] if opened else folder)
        opened.append(last)
        if not stat.S_ISREG(os.fstat(last).st_mode):
            return None
        with open(last, "rb", closefd=False) as file:
            return file.read(limit).decode("utf-8", "backslashreplace")
    except OSError:
        return None
    finally:
        for descriptor in opened:
            os.close(descriptor)


def size_of(folder: int, name: str) -> float:
    """MiB that a file takes in an open folder; 0 when it has gone."""
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False).st_blocks * 512 / 2**20
    except OSError:
        return 0.0


def nameless_mib(hosts: Iterable[int]) -> float:
    """MiB in files that some processes have open and that no folder names any more, on disk or in shared memory."""
    sizes: dict[tuple[int, int], int] = {}
    for host in hosts:
        with contextlib.suppress(OSError):
            for entry in os.scandir(f"/proc/{host}/fd"):
                with contextlib.suppress(OSError):
                    facts = os.stat(entry.path)
                    if facts.st_nlink == 0 and stat.S_ISREG(facts.st_mode):
                        sizes[facts.st_dev, facts.st_ino] = facts.st_blocks * 512
    return sum(sizes.values()) / 2**20


def disk_use(folders: Iterable[int], *, unlock: bool) -> tuple[float, int]:
    """MiB and number of files below some open folders; what cannot be walked through counts as very many files.

    Goes from descriptor to descriptor, so that student code, which runs meanwhile, cannot lead it elsewhere by a link.
    `unlock`, for a keeper that is the same user, opens what was locked: the meter is not to be hidden from.
    """
    size, count = 0.0, 0
    waiting = [os.dup(folder) for folder in folders]
    while waiting:
        here = waiting.pop()
        try:
            if unlock:
                os.fchmod(here, 0o700)
            for name in os.listdir(here):
                count += 1
                with contextlib.suppress(OSError):  # it has gone meanwhile
                    facts = os.stat(name, dir_fd=here, follow_symlinks=False)
                    size += facts.st_blocks * 512 / 2**20
                    if stat.S_ISDIR(facts.st_mode):
                        waiting.append(open_folder(here, name, unlock=unlock))
        finally:
            os.close(here)
        if count > _MANY or len(waiting) > _MANY_FOLDERS:
            break
    for descriptor in waiting:
        os.close(descriptor)
    return size, count + _MANY * bool(waiting)
