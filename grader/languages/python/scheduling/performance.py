"""One schedule, performed: the token moves between the threads of a family of processes, as a conductor decides.

The family is forked from here, and nothing of it runs here. Its threads connect to a socket of ours; each message says
what a thread is about to do, and the answer is the token. The end of a connection is the end of its thread. What does
not speak, because it waits in the kernel for something that we do not control, is *outside*: the others go on without
it, and the run cannot be repeated for sure.
"""

from __future__ import annotations

import json
import os
import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from grader.languages.python.scheduling import family
from grader.languages.python.scheduling.conductor import Conductor
from grader.languages.python.scheduling.entities import Entity
from grader.languages.python.scheduling.strategies import strategy_of

MOST_POINTS = 20_000
"""A run of more points is given up: it says nothing."""
_LOOK_SECONDS = 0.02
_DYING_SECONDS = 0.1
_PATIENCE = 2
"""How often those who are blocked try again while one of the library's own services lives, which may be slow."""
_QUEUE = 64
_monotonic, _decode = time.monotonic, json.JSONDecoder().decode  # both are called at every point: as they are, directly
_MESSAGE_BYTES = 1 << 16


class GivenUp(Exception):
    """The run says nothing, for this reason."""


class Performance:
    """One run of `subject` in a process of its own, by a plan. `subject` gets the address to connect to."""

    def __init__(self, plan: dict[str, Any], subject: Callable[[bytes], NoReturn], most_seconds: float) -> None:
        self.conductor = Conductor(strategy_of(plan))
        self.repeatable = True
        self.problem = ""
        self.tampered = False
        self.status: int | None = None
        """Of main, once it has ended: negative for a signal."""
        self.began = _monotonic()
        self._deadline = self.began + most_seconds
        self._lines: dict[int, tuple[socket.socket, Entity | None]] = {}
        self._numbers: dict[socket.socket, int] = {}
        """Of the last message of each line; an answer says which message it answers."""
        self._owed: set[Entity] = set()
        """Those who have been given the token and could not be told yet."""
        self._running: Entity | None = None
        self._timer = False
        """Whether a signal may come at some time on the clock, so that nobody is blocked for ever."""
        self._asleep = 0
        self._asleep_at: int | None = None
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind("")  # a name of the kernel's choice, unix(7): nothing that would be left
        self._listener.listen(_QUEUE)
        self._events = select.epoll()
        self._events.register(self._listener, select.EPOLLIN)
        self.subject = os.fork()
        if self.subject == 0:
            address = self._listener.getsockname()
            self._listener.close()
            self._events.close()
            subject(address)

    def perform(self) -> None:
        """Let the run go to its end: nobody can go on any more, or it is given up, and `problem` says why."""
        try:
            while (entity := self._next()) is not None:
                self._grant(entity)
                self._listen_to(entity)
        except GivenUp as error:
            self.problem = str(error)

    def end(self) -> None:
        """Reap main if it has ended by itself, so that only what it has left is left; otherwise end everyone."""
        if family.lives(self.subject):
            family.end_descendants(os.getpid())
        else:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.subject, 0)[1])
            family.reap_services({each.pid for each in self.conductor.entities}, os.getpid())

    def close(self) -> None:
        """Close every connection; whoever still lives of the family is killed elsewhere."""
        for line, _ in self._lines.values():
            line.close()
        self._events.close()
        self._listener.close()

    # ------------------------------------------------------------------------------------------ the token

    def _next(self) -> Entity | None:
        """Who goes on. While somebody lives who is not under control, nobody is blocked for ever."""
        if self.conductor.points > MOST_POINTS:
            raise GivenUp(f"more than {MOST_POINTS} points")
        services = 0
        while True:
            self._hear(0)
            entity = self.conductor.next()
            if entity is not None or self.conductor.main.state == "ended":
                return entity
            others = self._others()
            if self.conductor.paced and others < family.ANYBODY:
                self.conductor.paced = False
                continue
            if others == family.NOBODY or (others == family.SERVICES and services == _PATIENCE):
                return None
            services += 1
            self.repeatable = self.repeatable and others == family.SERVICES
            began = _monotonic()
            self._hear(_LOOK_SECONDS)
            if others == family.ANYBODY:
                self.conductor.pass_time(_monotonic() - began)
            self.conductor.try_again()

    def _others(self) -> int:
        """Who lives beside those who wait for the token or for each other."""
        if self._timer:
            return family.ANYBODY
        ours = {(each.pid, each.thread) for each in self.conductor.entities if each.state != "outside"}
        return family.others(ours, os.getpid())

    def _grant(self, entity: Entity) -> None:
        line = self._line_of(entity)
        if line is None:
            self._owed.add(entity)
        else:
            self._answer(line, "timeout" if entity.timed_out else "")
            entity.timed_out = False

    def _answer(self, line: socket.socket, word: str) -> None:
        with suppress(OSError):
            line.send(f"{self._numbers[line]} {self.conductor.now:.9f} {word}".encode())

    def _line_of(self, entity: Entity) -> socket.socket | None:
        return next((line for line, other in self._lines.values() if other is entity), None)

    def _listen_to(self, entity: Entity) -> None:
        """Take in what comes until the holder of the token has given it back, or has ended, or is outside."""
        self._asleep, self._running = 0, entity
        while self._running is entity:
            if not self._hear(_LOOK_SECONDS) and not entity.alone and self._is_asleep(entity):
                entity.state = "outside"
                self.repeatable = False
                self._running = None

    def _is_asleep(self, entity: Entity) -> bool:
        """Whether the thread has been seen asleep in the kernel for some looks, without having run in between."""
        state = family.sleeping_since(entity.pid, entity.thread) if entity.pid else None
        same = state is not None and state == self._asleep_at
        self._asleep = self._asleep + 1 if same else 0
        self._asleep_at = state
        return self._asleep >= 2

    # ------------------------------------------------------------------------------------------ what is heard

    def _hear(self, seconds: float) -> bool:
        """Take in what has come, or comes within that time; whether anything has."""
        if _monotonic() > self._deadline:
            raise GivenUp("it took too long on the clock")
        events = self._events.poll(seconds)
        for descriptor, _ in events:
            if descriptor == self._listener.fileno():
                self._welcome()
            elif descriptor in self._lines:
                self._take(descriptor)
        return bool(events)

    def _welcome(self) -> None:
        line, _ = self._listener.accept()
        self._lines[line.fileno()] = (line, None)
        self._events.register(line, select.EPOLLIN)

    def _take(self, descriptor: int) -> None:
        line, entity = self._lines[descriptor]
        try:
            data = line.recv(_MESSAGE_BYTES)
        except OSError:
            data = b""
        if not data:
            self._lost(descriptor, line, entity)
            return
        try:
            number, notes, message = _decode(data.decode())
            self._numbers[line] = number
            if entity is None:
                self._arrived(descriptor, line, message)
            else:
                self._understand(line, entity, notes, message)
        except (ValueError, TypeError, IndexError, KeyError) as error:
            self.tampered = True
            raise GivenUp(f"a message that no thread under control sends: {error}") from None

    def _arrived(self, descriptor: int, line: socket.socket, message: list[Any]) -> None:
        _, number, pid, thread = message
        entity = self.conductor.entities[number]
        entity.pid, entity.thread = pid, thread
        entity.step["pid"] = pid
        self._lines[descriptor] = (line, entity)
        if entity in self._owed:
            self._owed.discard(entity)
            self._answer(line, "")

    def _lost(self, descriptor: int, line: socket.socket, entity: Entity | None) -> None:
        """A connection has ended, and with it a thread; a process is a zombie soon, and only then it has ended."""
        self._events.unregister(descriptor)
        line.close()
        del self._lines[descriptor]
        if entity is None:
            return
        if entity.pid and entity.thread == entity.pid and not family.wait_for_end(entity.pid, _DYING_SECONDS):
            raise GivenUp(f"process {entity.pid} has closed what connects it with its scheduler")
        self.conductor.end(entity)
        if self._running is entity:
            self._running = None

    def _understand(self, line: socket.socket, entity: Entity, notes: list[Any], message: list[Any]) -> None:
        conductor = self.conductor
        for note in notes:
            self._take_note(entity, note)
        match message:
            case ["point", operation, things, (file, number)]:
                conductor.announce(entity, operation, things, (file, number))
            case ["wait", operation, things, (file, number), others, timeout]:
                conductor.wait(entity, operation, things, (file, number), others, timeout)
            case ["block", things, timeout]:
                conductor.block(entity, things, timeout)
            case ["reserve", thread, service]:
                number = conductor.reserve(entity, thread=thread, service=service).number
                return self._answer(line, str(number))
            case ["ended", number]:
                return self._answer(line, str(int(conductor.entities[number].state == "ended")))
            case ["alone", begins]:
                entity.alone = begins
                return None
            case ["settle", pid]:
                self._settle(pid)
                return self._answer(line, "")
            case _:
                raise ValueError(message[0])
        if self._running is entity:
            self._running = None
        return None

    def _take_note(self, entity: Entity, note: list[Any]) -> None:
        match note:
            case ["failed"]:
                self.conductor.failed(entity)
            case ["changed", thing]:
                self.conductor.changed(entity, thing)
            case ["given back", thing]:
                self.conductor.changed(entity, thing, given_back=True)
            case ["service"]:
                entity.service = True
            case ["stranger", timer]:
                self.conductor.paced = True
                self._timer = self._timer or timer
            case ["note", operation, thing, (file, line), value]:
                self.conductor.note(entity, operation, thing, (file, line), value)
            case ["name", thing, kind, name]:
                self.conductor.name_thing(thing, kind, name)
            case ["value", value]:
                entity.step["value"] = value
            case _:
                raise ValueError(note[0])

    def _settle(self, pid: int) -> None:
        """Somebody was sent a deadly signal: take in its end, if it ends."""
        if family.wait_for_end(pid, _DYING_SECONDS):
            for descriptor, (_, entity) in list(self._lines.items()):
                if entity is not None and entity.pid == pid:
                    self._take(descriptor)


def outcome(performance: Performance) -> str:
    """`ended` when main has; `blocked` when nobody can ever go on; `polling`; `unknown` when the run says nothing.

    `tampered` when somebody has spoken in the name of a thread.
    """
    conductor = performance.conductor
    if performance.problem:
        return "tampered" if performance.tampered else "unknown"
    if conductor.main.state == "ended":
        return "ended"
    return "polling" if conductor.only_polls else "blocked"
