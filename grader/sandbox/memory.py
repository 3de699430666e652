"""Looking into the memory of a process that sleeps: what lies at an address, and who holds one of CPython's SemLocks.

A futex in memory that processes share is known by the file behind the mapping and the place in it, the same in every
process. CPython keeps, for each of multiprocessing's locks and semaphores, a small object in the process's own memory,
which counts how often this process has acquired it: the kernel does not know that, and the semaphore itself neither.

What is read here was written by student code. It is only ever compared and counted, and decides nothing but what a
standstill is called; a process that lies here lies about its own deadlock.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from grader.sandbox.sleepers import read

_MOST_SEARCHED = 256 << 20
"""In all processes of a family together: more than half a second is not spent on it."""
_NEAR = 64
"""Files whose numbers differ by more were not made one after the other."""
_SEM_LOCK = struct.Struct("=QQiii")
"""From `handle` on: SemLockObject in CPython's Modules/_multiprocessing/semaphore.c, 3.10 to 3.14."""
_RECURSIVE, _PLAIN = 0, 1


@dataclass(frozen=True, slots=True)
class Mapping:
    """One line of proc_pid_maps(5)."""

    start: int
    end: int
    writable: bool
    shared: bool
    offset: int
    device: str
    inode: int
    path: str

    @property
    def file(self) -> tuple[str, int]:
        """What lies behind it."""
        return self.device, self.inode


@dataclass(frozen=True, slots=True)
class SemLock:
    """What one process's object says of one of multiprocessing's locks or semaphores."""

    acquired: int
    """How often this process has acquired it, less how often it has released it."""
    most: int
    """1 for a Lock and an RLock, the bound of a BoundedSemaphore, a very large number for a Semaphore."""
    recursive: bool

    @property
    def is_lock(self) -> bool:
        """Whether it can be held by one only."""
        return self.most == 1


class Allowance:
    """How many bytes may still be searched."""

    def __init__(self) -> None:
        self._left = _MOST_SEARCHED

    def takes(self, size: int) -> bool:
        """Whether so many may be searched; they are taken off then."""
        if size > self._left:
            return False
        self._left -= size
        return True


class Memory:
    """The memory of one process that sleeps, as it is now."""

    def __init__(self, host: int, allowance: Allowance | None = None) -> None:
        self.host = host
        self._allowance = allowance or Allowance()
        self.mappings = [mapping for line in read(f"/proc/{host}/maps").splitlines() if (mapping := _mapping(line))]
        self._sem_locks: dict[int, SemLock | None] = {}
        self.shared_files = {mapping.file for mapping in self.mappings if mapping.shared}

    def at(self, address: int) -> Mapping | None:
        """The mapping that holds an address."""
        return next((mapping for mapping in self.mappings if mapping.start <= address < mapping.end), None)

    def of(self, file: tuple[str, int]) -> Mapping | None:
        """The first shared mapping of a file."""
        return next((mapping for mapping in self.mappings if mapping.shared and mapping.file == file), None)

    def beside(self, file: tuple[str, int], step: int) -> Mapping | None:
        """The semaphore that was made so many steps after that in `file`, or before it, as the numbers of files tell.

        Between them others on the machine may have made some, where they share the folder.
        """
        device, inode = file
        known = {each.inode: each for each in self.mappings if each.shared and "/sem." in each.path}
        numbers = sorted(number for number, each in known.items() if each.device == device)
        place = numbers.index(inode) + step if inode in numbers else -1
        near = 0 <= place < len(numbers) and abs(numbers[place] - inode) <= _NEAR
        return known[numbers[place]] if near else None

    def read(self, address: int, size: int) -> bytes:
        """Bytes at an address; fewer or none where there is no memory."""
        try:
            descriptor = os.open(f"/proc/{self.host}/mem", os.O_RDONLY)
        except OSError:
            return b""
        try:
            return os.pread(descriptor, size, address)
        except (OSError, OverflowError):
            return b""
        finally:
            os.close(descriptor)

    def word(self, address: int) -> int | None:
        """The 32 bits at an address."""
        data = self.read(address, 4)
        return int.from_bytes(data, "little") if len(data) == 4 else None

    def sem_locks(self, addresses: Iterable[int]) -> dict[int, SemLock]:
        """CPython's objects for the semaphores at these addresses, as far as this process has any."""
        unknown = set(addresses) - self._sem_locks.keys()
        found: dict[int, list[SemLock]] = {address: [] for address in unknown}
        for data in self._objects() if unknown else ():
            for address in unknown:
                found[address] += _sem_locks_in(data, struct.pack("=Q", address))
        for address, locks in found.items():  # an object that has been freed may still be legible
            self._sem_locks[address] = max(locks, key=lambda lock: lock.acquired, default=None)
        return {address: lock for address in addresses if (lock := self._sem_locks[address]) is not None}

    def _objects(self) -> Iterator[bytes]:
        """The memory that CPython keeps small objects in: mapped for it alone, nameless, no stack."""
        for below, mapping in pairwise(self.mappings):
            size = mapping.end - mapping.start
            is_stack = below.end == mapping.start and not below.path and not below.writable  # on top of its guard
            nameless = mapping.writable and not mapping.shared and not mapping.path
            if nameless and not is_stack and self._allowance.takes(size):
                yield self.read(mapping.start, size)


def _sem_locks_in(data: bytes, pattern: bytes) -> Iterator[SemLock]:
    telling = pattern[1:5]  # an address ends in zeros, of which memory is full, and so much text is found far sooner
    at = data.find(telling) - 1
    while at >= 0:
        if at % 8 == 0 and data.startswith(pattern, at) and at + _SEM_LOCK.size <= len(data):
            _, _, acquired, most, kind = _SEM_LOCK.unpack_from(data, at)
            if kind in (_RECURSIVE, _PLAIN) and most >= 1 and abs(acquired) <= 1 << 20:
                yield SemLock(acquired, most, kind == _RECURSIVE)
        at = data.find(telling, at + 2) - 1


def _mapping(line: str) -> Mapping | None:
    words = line.split(None, 5)
    with suppress(ValueError, IndexError):
        start, end = (int(word, 16) for word in words[0].split("-"))
        flags, path = words[1], words[5] if len(words) > 5 else ""
        return Mapping(start, end, "w" in flags, "s" in flags, int(words[2], 16), words[3], int(words[4]), path)
    return None
