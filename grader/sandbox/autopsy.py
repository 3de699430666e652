"""The autopsy of a run that has come to a standstill: who waits for whom, in plain words, and the likely cause."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from grader.escaping import cut, utf8
from grader.model import Stall, Waiting
from grader.sandbox.causes import Seen, cause_of
from grader.sandbox.locks import Lock, holds_a_lock, lock_of
from grader.sandbox.reach import Thing
from grader.sandbox.waits import Scene, Wait
from grader.sentences import listed

MOST_SENTENCES = 4
_NAME_CHARACTERS = 40


def autopsy(
    scene: Scene,
    waits: Sequence[Wait],
    name_of: Callable[[int], str],
    *,
    certain: bool,
    since: float,
    noticed: float,
) -> Stall:
    """The evidence of a standstill in which these waits are for ever; moments are in seconds since the run began.

    `name_of` names a process by its host pid, for people.
    """
    servers = {wait.process for wait in waits if scene.is_idle_server(wait)}
    seen = [_seen(scene, wait, servers) for wait in waits if not _is_idle(scene, wait, servers)]

    def name_of_all(host: int) -> str:
        return f"the manager (pid {scene.family.pids[host]})" if host in servers else name_of(host)

    seen.sort(key=_is_helper)
    words = _Words(scene, seen, name_of_all)
    cause = cause_of(seen)
    waiting = tuple(words.waiting(each) for each in seen)
    return Stall(
        certain=certain,
        since=round(since, 3),
        noticed=round(noticed, 3),
        waits=waiting,
        cause=cause,
        sentence=_whole(cause.value if cause else "", [each.sentence for each in waiting]),
    )


def _is_idle(scene: Scene, wait: Wait, servers: Collection[int]) -> bool:
    """Whether it is only one of the library's own helpers, or the part of a server that waits for new clients."""
    is_idle_part = wait.sleeper.call.timed or wait.kind == "connect"
    return wait.process in scene.family.services or (wait.process in servers and is_idle_part)


def _seen(scene: Scene, wait: Wait, servers: Collection[int]) -> Seen:
    is_futex = wait.sleeper.call.name == "futex" and wait.kind in ("lock", "thread")
    lock = lock_of(scene, wait) if is_futex else None
    if any(thing.kind == "file lock" for thing in wait.things):
        lock = Lock("file lock", wait.providers)
    in_a_queue = wait.kind in ("read", "write") and holds_a_lock(scene, wait.process)
    is_answer = wait.kind == "read" and bool(wait.providers) and set(wait.providers or ()) <= set(servers)
    return Seen(wait, lock, in_a_queue, is_answer)


def _whole(cause: str, sentences: Sequence[str]) -> str:
    shown = list(sentences[:MOST_SENTENCES])
    if len(sentences) > len(shown):
        shown.append(f"and {len(sentences) - len(shown)} more wait")
    return ": ".join(part for part in (cause, "; ".join(shown)) if part)


class _Words:
    """Names everybody and everything of one standstill alike."""

    def __init__(self, scene: Scene, seen: Sequence[Seen], name_of: Callable[[int], str]) -> None:
        self._scene = scene
        self._name_of = name_of
        self._names: dict[Thing, str] = {}
        counts: dict[str, int] = {}
        for each in seen:
            for thing in each.wait.things:
                if thing not in self._names:
                    word = each.lock.word if each.lock else thing.kind
                    counts[word] = counts.get(word, 0) + 1
                    self._names[thing] = self._named(thing, word, counts[word])

    def _named(self, thing: Thing, word: str, number: int) -> str:
        if thing.kind == "process":
            return f"process {thing.key}"
        if thing.kind == "FIFO":
            return f"FIFO {cut(utf8(str(thing.key)), _NAME_CHARACTERS)}"
        return f"{word} {number}"

    def waiting(self, each: Seen) -> Waiting:
        """One wait as evidence."""
        wait, pids = each.wait, self._scene.family.pids
        return Waiting(
            pid=pids[wait.process],
            thread=wait.sleeper.thread,
            kind=wait.kind,
            thing=", ".join(self._names[thing] for thing in wait.things[:MOST_SENTENCES]),
            holders=tuple(sorted(pids[host] for host in each.holders if host in pids)),
            timed=wait.sleeper.call.timed,
            sentence=f"{self._who(each)} {self._does(each)}",
        )

    def _who(self, each: Seen) -> str:
        name = self._name_of(each.who)
        if each.wait.sleeper.task == each.who:
            return name
        return f"{'the feeder thread of a queue in' if _is_feeder(each) else 'a thread of'} {name}"

    def _does(self, each: Seen) -> str:
        wait = each.wait
        if wait.sleeper.stopped:
            return "was stopped by a signal, and nobody continues it"
        describe: dict[str, Callable[[Seen], str]] = {
            "child": self._child,
            "lock": self._lock,
            "thread": self._thread,
            "read": self._read,
            "write": self._write,
            "connect": self._connect,
            "signal": lambda _: "waits for a signal",
            "time": lambda _: "sleeps for a while, again and again",
        }
        sentence = describe.get(wait.kind)
        return sentence(each) if sentence else "waits for something that the grader cannot name"

    def _thing(self, each: Seen) -> str:
        return self._names[each.wait.things[0]] if each.wait.things else "something"

    def _others(self, each: Seen) -> str:
        """Those who could end the wait, without the one who waits."""
        return self._listed(each.holders - {each.who})

    def _listed(self, hosts: Iterable[int]) -> str:
        names = [self._name_of(host) for host in sorted(hosts)]
        more = [f"{len(names) - 3} more"] if len(names) > 4 else []
        return listed(names[:3] + more if more else names)

    def _child(self, each: Seen) -> str:
        several = len(each.holders) > 1
        return f"waits for {'one of ' if several else ''}{self._listed(each.holders) or 'a child'} to end"

    def _lock(self, each: Seen) -> str:
        thing, lock = self._thing(each), each.lock
        match lock.word if lock else "":
            case "barrier":
                return f"waits at {thing} for others to come"
            case "event":
                return f"waits for {thing} to be set, which nobody does"
            case "queue":
                return f"waits to put something into {thing}, which is full"
            case "condition":
                return f"waits at {thing} to be notified, which nobody does"
        return f"waits for {thing}, {self._held(each, lock)}"

    def _held(self, each: Seen, lock: Lock | None) -> str:
        if lock is not None and lock.holders is not None:
            if not lock.holders:
                return "which no living process holds, and which was never released"
            if lock.holders == {each.who}:
                return self._held_here(each, lock)
            return f"which {self._listed(lock.holders)} {'hold' if len(lock.holders) > 1 else 'holds'}"
        others = self._others(each)
        return f"which only {others} could release" if others else "which nobody else shares"

    def _held_here(self, each: Seen, lock: Lock) -> str:
        if lock.owner == each.wait.sleeper.thread or self._threads(each) == 1:
            return "which it holds itself"
        return f"which another of its threads {'holds' if lock.owner else 'may hold'}"

    def _thread(self, each: Seen) -> str:
        if each.lock is not None and each.lock.word == "thread":
            return "waits for another of its threads to end"
        if each.lock is not None and each.lock.owner is not None:
            return f"waits for {self._thing(each)}, {self._held(each, each.lock)}"
        several = self._threads(each) > 1
        return "waits for another of its threads" if several else "waits for a thread, and has no other one"

    def _threads(self, each: Seen) -> int:
        return sum(sleeper.process == each.who for sleeper in self._scene.sleepers)

    def _read(self, each: Seen) -> str:
        others = self._others(each)
        if each.wait.things and each.wait.things[0].kind in ("message queue", "System V object"):
            return f"waits for a message in {self._thing(each)}, which nobody sends"
        if each.is_answer:
            return f"waits for an answer from {others}"
        if each.who in each.holders:
            also = f" and {others}" if others else ""
            return f"waits to read from {self._thing(each)}, whose other end it holds open itself{also}"
        if not others:
            return f"waits to read from {self._thing(each)}, whose other end nobody holds"
        return f"waits to read from {self._thing(each)}, which only {others} could write to"

    def _write(self, each: Seen) -> str:
        others = self._others(each) or "itself"
        return f"waits to write to {self._thing(each)}, which is full and which only {others} could read"

    def _connect(self, each: Seen) -> str:
        if each.wait.things and each.wait.things[0].kind == "FIFO":
            return f"waits for somebody to open the other end of {self._thing(each)}"
        return f"waits for somebody to connect to {self._thing(each)}"


def _is_helper(each: Seen) -> bool:
    """Whether it is a thread that waits for others of its process, as one does that has nothing to do."""
    return each.wait.kind == "thread" and each.wait.sleeper.task != each.who


def _is_feeder(each: Seen) -> bool:
    return each.wait.kind == "write" and each.in_a_queue
