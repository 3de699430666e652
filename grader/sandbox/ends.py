"""What the descriptors of a family lead to, and who holds the other ends: pipes, sockets, events, timers, processes."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from grader.sandbox.sleepers import read
from grader.sandbox.sockets import Sockets

_FIELD = re.compile(r"^([\w-]+):\s*(.*)$", re.MULTILINE)
_TARGET = re.compile(r"^tfd:\s*(\d+)\s+events:\s*([0-9a-f]+)", re.MULTILINE)
_SPECIAL = {
    "anon_inode:[eventfd]": "event",
    "anon_inode:[eventpoll]": "poll",
    "anon_inode:[timerfd]": "timer",
    "anon_inode:[signalfd]": "signal",
    "anon_inode:[pidfd]": "process",
    "anon_inode:inotify": "notices",
}


@dataclass(frozen=True, slots=True)
class End:
    """One open descriptor of one process."""

    host: int
    number: int
    kind: str
    """`pipe` (a named one as well), `socket`, `queue` (a POSIX one), one of the kernel's special ones, or `file`."""
    key: tuple[int, int]
    """Device and inode: the same for all descriptors of one pipe."""
    path: str
    reads: bool
    writes: bool

    @property
    def facts(self) -> dict[str, str]:
        """What the kernel tells of it beside that, from `/proc/PID/fdinfo`."""
        return dict(_FIELD.findall(self.information))

    @property
    def information(self) -> str:
        """The same as text."""
        return read(f"/proc/{self.host}/fdinfo/{self.number}")

    @property
    def watched(self) -> list[tuple[int, int]]:
        """Descriptors and events that an epoll descriptor watches."""
        return [(int(number), int(events, 16)) for number, events in _TARGET.findall(self.information)]

    @property
    def is_named(self) -> bool:
        """Whether it has a name in some folder, by which others can open it."""
        return self.path.startswith("/") and not self.path.endswith(" (deleted)")


class Ends:
    """All descriptors of a family at one moment."""

    def __init__(self, hosts: Iterable[int], sockets: Sockets) -> None:
        self.sockets = sockets
        self._of: dict[int, dict[int, End]] = {host: {end.number: end for end in ends_of(host)} for host in hosts}
        self._by_key: dict[tuple[int, int], list[End]] = {}
        for ends in self._of.values():
            for end in ends.values():
                self._by_key.setdefault(end.key, []).append(end)
        self._by_inode = {key[1]: ends for key, ends in self._by_key.items() if ends[0].kind == "socket"}

    def of(self, host: int, number: int) -> End | None:
        """What a process's descriptor leads to."""
        return self._of.get(host, {}).get(number)

    def all_of(self, kind: str) -> list[End]:
        """Every descriptor of a kind."""
        return [end for ends in self._of.values() for end in ends.values() if end.kind == kind]

    def same(self, end: End) -> list[End]:
        """All descriptors of the same thing."""
        return self.with_key(end.key)

    def with_key(self, key: tuple[int, int]) -> list[End]:
        """All descriptors of the thing with this device and inode."""
        return self._by_key.get(key, [])

    def serves(self, host: int) -> bool:
        """Whether a process listens at a socket of multiprocessing's own."""
        inodes = [end.key[1] for end in self._of.get(host, {}).values() if end.kind == "socket"]
        found = [self.sockets.local[inode] for inode in inodes if inode in self.sockets.local]
        return any(local.listening and local.is_of_multiprocessing for local in found)

    def of_socket(self, inode: int | None) -> list[End]:
        """All descriptors of the socket with this inode."""
        return self._by_inode.get(inode or 0, [])


def ends_of(host: int | str) -> Iterator[End]:
    """The descriptors of one process; none when it has gone, or must not be looked at."""
    with suppress(OSError):
        for name in os.listdir(f"/proc/{host}/fd"):
            with suppress(OSError):
                path = f"/proc/{host}/fd/{name}"
                facts, link, mode = os.stat(path), os.readlink(path), os.lstat(path).st_mode
                kind = _kind(facts.st_mode, link)
                reads, writes = bool(mode & stat.S_IRUSR), bool(mode & stat.S_IWUSR)
                yield End(int(host) if host != "self" else 0, int(name), kind, _key(facts), link, reads, writes)


def _key(facts: Any) -> tuple[int, int]:
    return facts.st_dev, facts.st_ino


def _kind(mode: int, link: str) -> str:
    if link in _SPECIAL:
        return _SPECIAL[link]
    if stat.S_ISFIFO(mode):
        return "pipe"
    return "socket" if stat.S_ISSOCK(mode) else "file"
