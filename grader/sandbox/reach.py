"""Who could make a descriptor ready: a pipe or a socket by its other end, others by what the kernel tells of them.

Who could end a wait are its providers. None in their place means that something else could: time that passes, or
somebody who is not of the family. Where the kernel does not tell, it is None as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.sandbox.ends import End, Ends
from grader.sandbox.sockets import has_a_timeout

_POLLIN = 0x01
_DEEPEST = 3
"""How many epoll descriptors may lie within each other."""

Providers = frozenset[int] | None
NOBODY: Providers = frozenset()
ANYTHING: Providers = None
"""Time, or somebody outside, could end the wait."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What is waited for: the same for all who wait for the same."""

    kind: str
    """`process`, `lock`, `thread`, `pipe`, `socket`, …: the word it goes by, with a number, in the graph."""
    key: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Who belongs together, by host pids, and what surrounds them."""

    pids: Mapping[int, int]
    """Host pid to the pid that student code sees, of everyone alive."""
    private: bool
    """Whether they have namespaces of their own."""
    alone: bool
    """Whether nobody outside deals with them: false for a program in the caller's terminal."""
    services: Collection[int] = ()
    """Those of them that are the standard library's own helpers."""
    started: Mapping[int, Collection[int]] = field(default_factory=dict)
    """Who lives of those that a fork server of multiprocessing has started, by that server."""
    others: Collection[tuple[int, int]] = ()
    """Keys of the descriptors that the keeper holds: it reads and writes there at any time."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One of the descriptors that somebody waits for."""

    thing: Thing
    reading: bool
    providers: Providers


class Reach:
    """What the descriptors of a family lead to."""

    def __init__(self, family: Family, ends: Ends) -> None:
        self._family = family
        self._ends = ends
        self._hosts = {pid: host for host, pid in family.pids.items()}
        self.everyone = frozenset(family.pids)

    @property
    def signallers(self) -> Providers:
        """Who could send a signal."""
        return self.everyone if self._family.alone else ANYTHING

    def host_of(self, pid: int) -> Providers:
        """The process with this pid, as the family counts; anything if there is none that we know."""
        return frozenset({self._hosts[pid]}) if pid in self._hosts else ANYTHING

    def behind(self, host: int, wanted: Iterable[tuple[int, bool]], depth: int = 0) -> Iterator[Behind]:
        """What some descriptors of a process lead to, each wanted for reading or for writing."""
        for number, reading in wanted:
            end = self._ends.of(host, number)
            if end is None or end.key in self._family.others:
                yield Behind(Thing("file"), reading, ANYTHING)
            elif end.kind == "poll" and depth < _DEEPEST:
                watched = [(inner, bool(events & _POLLIN)) for inner, events in end.watched]
                yield from self.behind(host, watched, depth + 1)
            else:
                thing, providers = self._one(host, end, reading)
                yield Behind(thing, reading, providers)

    def _one(self, host: int, end: End, reading: bool) -> tuple[Thing, Providers]:
        thing = Thing(end.kind, end.key)
        match end.kind:
            case "pipe" if not end.is_named or self._family.alone:
                ends = self._ends.same(end)
                holders = frozenset(other.host for other in ends if (other.writes if reading else other.reads))
                if reading and holders != {host} and (children := self._told_of(end, holders)):
                    pids = sorted(self._family.pids[child] for child in children)
                    return Thing("process", " or ".join(map(str, pids))), children
                return thing, holders or self.everyone  # an end that nobody holds is on its way to somebody
            case "socket":
                return thing, self._socket(end)
            case "event":
                number = end.facts.get("eventfd-id")
                same = [other for other in self._ends.all_of("event") if other.facts.get("eventfd-id") == number]
                return Thing("event", number), frozenset(other.host for other in same)
            case "timer":
                return thing, frozenset({host}) if "it_value: (0, 0)" in end.information else ANYTHING
            case "process":
                pid = int(end.facts.get("NSpid", "0").split()[-1])
                return Thing("process", pid), self.host_of(pid)
            case "signal":
                return thing, self.signallers
        return thing, ANYTHING

    def _told_of(self, end: End, writers: frozenset[int]) -> frozenset[int]:
        """The child whose end a fork server of multiprocessing will tell by a pipe; all it may be, if that is unknown.

        Nobody but the server writes to that pipe. `multiprocessing.forkserver.connect_to_new_process` makes it right
        before the one that the child reads from, so as a rule this one has the next inode.
        """
        children = frozenset(child for writer in writers for child in self._family.started.get(writer, ()))
        device, inode = end.key
        readers = children & {other.host for other in self._ends.with_key((device, inode + 1)) if other.reads}
        return (readers if len(readers) == 1 else children) if len(writers) == 1 else frozenset()

    def _socket(self, end: End) -> Providers:
        inode = end.key[1]
        local, tcp = self._ends.sockets.local.get(inode), self._ends.sockets.tcp.get(inode)
        if local is not None and (local.listening or not local.peer):  # a datagram may come from anybody
            return self.everyone if self._family.alone or local.is_of_multiprocessing else ANYTHING
        if tcp is not None and tcp.listening:
            return self.everyone if self._family.private else ANYTHING
        if (local is None and tcp is None) or (tcp is not None and (tcp.busy or not self._family.private)):
            return ANYTHING
        if has_a_timeout(end.host, end.number):
            return ANYTHING
        peer = local.peer if local is not None else self._ends.sockets.tcp_peer(inode)
        holders = frozenset(other.host for other in self._ends.of_socket(peer))
        outside = any(peer == other for _, other in self._family.others) or not (holders or self._family.private)
        return ANYTHING if outside else holders or self.everyone
