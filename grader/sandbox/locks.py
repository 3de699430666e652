"""Which kind of lock somebody waits for, and who holds it, as far as that can be told from outside.

A POSIX semaphore does not record who has taken it. CPython's SemLock does, in each process for itself; a pthread mutex
names its owner. Everything else has no holder that we know, only processes that share it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from grader.sandbox.blocking import FUTEX_PRIVATE
from grader.sandbox.memory import SemLock
from grader.sandbox.waits import Scene, Wait

_LOCKED_WITH_WAITERS = 2
"""Of a plain pthread mutex; its owner's thread id stands 8 bytes behind (glibc, struct __pthread_mutex_s)."""
_OWNER = struct.Struct("=iIiI")
_OWNER_BITS = 0x3FFFFFFF  # FUTEX_TID_MASK in linux/futex.h
_INHERITING = (6, 13)  # FUTEX_LOCK_PI, FUTEX_LOCK_PI2


@dataclass(frozen=True, slots=True)
class Lock:
    """What is known of one lock that is waited for."""

    word: str
    """What it is called: `lock`, `semaphore`, `condition`, `event`, `barrier`, `queue`, `mutex`; or `thread`."""
    holders: frozenset[int] | None
    """Host pids of the living who have it now; None if nobody can know."""
    owner: int | None = None
    """The thread that has it, as the program counts, where a mutex tells."""


UNKNOWN = Lock("lock", None)


def lock_of(scene: Scene, wait: Wait) -> Lock:
    """What somebody waits for in a futex, shared or not."""
    address, operation, expected = wait.sleeper.call.arguments[:3]
    if wait.kind == "lock" and (known := _of_python(scene, wait, address)):
        return known
    if wait.kind == "thread" and not operation & FUTEX_PRIVATE:  # as the kernel wakes who joins a thread
        return Lock("thread", None, expected)
    memory = scene.memory(wait.process)
    word = memory.word(address)
    if operation & 0x7F in _INHERITING and word is not None:
        return _mutex(scene, word & _OWNER_BITS)
    data = memory.read(address, _OWNER.size)
    if expected == _LOCKED_WITH_WAITERS == word and len(data) == _OWNER.size:
        _, _, owner, users = _OWNER.unpack(data)
        if owner > 0 and users:
            return _mutex(scene, owner)
    mapping = memory.at(address)
    return Lock("semaphore" if mapping and "/sem." in mapping.path else "lock", None)


def _mutex(scene: Scene, owner: int) -> Lock:
    return Lock("mutex", frozenset(sleeper.process for sleeper in scene.sleepers if sleeper.thread == owner), owner)


def _of_python(scene: Scene, wait: Wait, address: int) -> Lock | None:
    """The same for one of multiprocessing's, which is a semaphore in a file of its own."""
    mapping = scene.memory(wait.process).at(address)
    if mapping is None or wait.providers is None:
        return None
    objects = sem_locks(scene, wait.providers, mapping.file)
    if not objects:
        return None
    any_object = next(iter(objects.values()))
    holders = frozenset(host for host, lock in objects.items() if lock.acquired > 0)
    if any_object.is_lock:
        return Lock("lock", holders)
    if known := _condition(scene, wait, mapping.file):
        return known
    if _is_of_a_queue(scene, wait, mapping.file):
        return Lock("queue", None)
    # Who waits for more than it has had already uses it to be told something, not to lock.
    return Lock("semaphore", holders - {wait.process} or None)


def sem_locks(scene: Scene, hosts: Iterable[int], file: tuple[str, int]) -> dict[int, SemLock]:
    """What each of some processes knows of the semaphore behind a file."""
    found: dict[int, SemLock] = {}
    for host in hosts:
        mapping = scene.memory(host).of(file)
        for lock in scene.memory(host).sem_locks([mapping.start]).values() if mapping else ():
            found[host] = lock
    return found


def holds_a_lock(scene: Scene, host: int) -> bool:
    """Whether a process has one of multiprocessing's locks: who takes from a Queue does, and who puts into its pipe."""
    memory = scene.memory(host)
    semaphores = [mapping.start for mapping in memory.mappings if mapping.shared and "/sem." in mapping.path]
    return any(lock.is_lock and lock.acquired > 0 for lock in memory.sem_locks(semaphores).values())


def _condition(scene: Scene, wait: Wait, file: tuple[str, int]) -> Lock | None:
    """A Condition, or what is made of one: its lock, the number of sleepers, of the woken, and what they sleep on.

    The four are made one after the other, so their files are neighbours. An Event has its flag behind them; a Barrier
    has a Condition, whose lock is recursive, and keeps in shared memory how many have come.
    """
    memory = scene.memory(wait.process)
    parts = [memory.beside(file, step) for step in (-3, -2, -1, 1)]
    lock, sleeping, woken, flag = parts
    if lock is None or sleeping is None or woken is None:
        return None
    known = memory.sem_locks([part.start for part in parts if part])
    its_lock, number = known.get(lock.start), memory.word(sleeping.start)
    if its_lock is None or not its_lock.is_lock or not number:
        return None
    if not its_lock.recursive:
        is_event = flag is not None and flag.start in known and not known[flag.start].is_lock
        return Lock("event" if is_event else "condition", None)
    return Lock("barrier" if _counts(scene, wait, number) else "condition", None)


def _is_of_a_queue(scene: Scene, wait: Wait, file: tuple[str, int]) -> bool:
    """Whether it counts the free places of a Queue, which makes it after the locks of its two ends."""
    memory = scene.memory(wait.process)
    ends = [memory.beside(file, step) for step in (-2, -1)]
    locks = memory.sem_locks([end.start for end in ends if end])
    return len(locks) == len(ends) and all(lock.is_lock and not lock.recursive for lock in locks.values())


def _counts(scene: Scene, wait: Wait, number: int) -> bool:
    """Whether multiprocessing's shared memory holds a barrier's state, in which this many have come: `0, number`."""
    memory = scene.memory(wait.process)
    for arena in (mapping for mapping in memory.mappings if mapping.shared and "/pym-" in mapping.path):
        data = memory.read(arena.start, 4096)
        if any(pair == (0, number) for pair in struct.iter_unpack("=ii", data[: len(data) // 8 * 8])):
            return True
    return False
