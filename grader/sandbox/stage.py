"""The stage of a run: its namespaces, its warden, its pipes, its observer; setting it up and taking it down.

keeper ── link ──▶ warden ──▶ main
└───── gate ───────────────▲     main waits at the gate until it is watched
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple

import psutil

from grader.errors import SandboxError
from grader.model import Level
from grader.sandbox import box, kernel, namespaces, wire
from grader.sandbox.cgroups import Group
from grader.sandbox.conversation import Conversation
from grader.sandbox.door import Job
from grader.sandbox.entry import SPARE_TASKS, Passage
from grader.sandbox.observer import Observer
from grader.sandbox.plan import FIRST_STUDENT_UID, STUDENT_UIDS, Drivers, Plan, job_to_wire
from grader.sandbox.recorder import Recorder
from grader.sandbox.register import Record, Register
from grader.sandbox.views import names_left
from grader.sandbox.waker import Waker
from grader.sandbox.warden import serve

_SETUP_SECONDS = 10.0
_WARDEN_INSIDE = 1


class Stage:
    """Everything one run needs around it, in three steps.

    `prepare` is what takes no job to know, and is done before anybody waits for the run; `set_up` leaves main waiting
    at the gate; `open_gate` lets it go.
    """

    def __init__(self, plan: Plan, on_main_exit: Callable[[], None]) -> None:
        self.plan, self.setting = plan, plan.setting
        self.private = self.setting.level >= Level.ISOLATED
        self.waker = Waker()
        self.register = Register(self._inside)
        self._on_main_exit = on_main_exit
        self.observer: Recorder | Observer = (Observer if self.setting.polling else Recorder)(
            self.register, on_main_exit
        )
        self.conversation: Conversation | None = None
        self.views: dict[str, int] = {}
        self.names_before: list[str] = []
        self.outputs: list[int] = []
        self.group: Group | None = None
        self.main = self.main_pid = 0
        self.start = 0.0
        self._main_record: Record | None = None
        self._warden = 0
        root = os.geteuid() == 0 and not plan.inherit
        self.uid = FIRST_STUDENT_UID + os.getpid() % STUDENT_UIDS if root else os.getuid()
        self.gid = self.uid if root else os.getgid()

    @property
    def main_record(self) -> Record | None:
        """What the register says of main."""
        return self._main_record

    @property
    def main_lives(self) -> bool:
        """Whether main has been met and has not ended."""
        return self._main_record is not None and self._main_record.alive

    def prepare(self, drivers: Drivers, close: Sequence[int]) -> None:
        """Have the warden wait for a job in its namespaces, control group and root; `close` is not for it.

        Raises OSError or SandboxError when that cannot be done.
        """
        self.link, theirs = socket.socketpair()
        self._gate, gate_theirs = socket.socketpair()
        if kernel.LINUX:
            self._gate.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        standard = self._open_streams()
        passage = Passage(
            plan=self.plan,
            uid=self.uid,
            gid=self.gid,
            standard=standard,
            gate=gate_theirs,
            guarded=(os.getpid(), os.getppid(), os.getpgid(os.getppid())),
        )
        if self.private:
            namespaces.enter(self.uid, self.gid)
        self._warden = os.fork()
        if self._warden == 0:
            serve(passage, theirs, drivers, [self.link.fileno(), self._gate.fileno(), *self.outputs, *close])
        theirs.close()
        gate_theirs.close()
        for descriptor in standard:
            if descriptor > 2:
                os.close(descriptor)
        self.waker.watch([self.link.fileno()])
        if self.setting.level is Level.CONTAINED:  # while the warden builds the private root
            self.group = Group.create(self.plan.name)
            self.group.take_in(self._warden)

    def set_up(self, job: Job) -> None:
        """Bring main to the gate. Raises OSError or SandboxError when that cannot be done."""
        place = box.PRIVATE
        if not self.private and not self.plan.inherit:
            place = box.make_folder(self.plan.name, job.files, self.uid, self.gid)
        if self.group:
            self.group.limit(memory_mib=job.limits.memory_mib, tasks=job.limits.processes + SPARE_TASKS)
        try:
            self._hand_over(job, place)
        except OSError:
            self._from_warden()  # says why it has gone
            raise
        self._receive_views()
        self._meet_main()

    def open_gate(self) -> None:
        """Let main go; this is the moment at which the run begins."""
        self.start = time.monotonic()
        if self._main_record is not None:
            self._main_record.born = self.start
        self._gate.send(b"g")
        self._gate.close()

    def hear_warden(self) -> None:
        """Take one message from the warden. Raises SandboxError when it says that something of ours went wrong."""
        message = wire.receive(self.link)
        if message is None:
            with contextlib.suppress(KeyError, ValueError):
                self.waker.forget(self.link.fileno())
        elif "problem" in message:
            raise SandboxError(message["problem"])
        elif "reaped" in message:
            pid, status = message["reaped"]
            now = time.monotonic()
            for record in list(self.register.records.values()):
                if record.pid == pid:
                    self.observer.told(record.host, status)
            self.register.look_for_reapings(now)

    def kill(self) -> None:
        """SIGKILL to all of the run. The end of pid 1 takes a whole namespace with it; elsewhere one by one."""
        if not self._warden:
            return
        self.observer.kill()
        if self.private:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._warden, signal.SIGKILL)
        else:
            with contextlib.suppress(OSError):
                wire.send(self.link, {"end": True})

    def reap_all(self, deadline: float) -> bool:
        """Wait until the last process is gone; False when that took too long."""
        if not self._warden:
            return True
        if self.observer.reap_all(deadline):
            self._warden = 0
        return not self._warden

    def take_down(self) -> None:
        """Remove what is not a process."""
        for name in self._names_to_remove():
            with contextlib.suppress(OSError):
                os.unlink(name.removeprefix("/dev/shm/"), dir_fd=self.views["shm"])
        for descriptor in self.views.values():
            os.close(descriptor)
        if not self.private and not self.plan.inherit:
            box.remove_folder(box.folder_named(self.plan.name))
        if self.group:
            self.group.remove()

    def names_left(self) -> list[str]:
        """Named objects that this run has made and not removed."""
        return names_left(self.views, owner=None if self.private else self.uid, before=self.names_before)

    # ------------------------------------------------------------------------------------------ steps

    def _open_streams(self) -> tuple[int, int, int]:
        if self.plan.inherit:
            return 0, 1, 2
        null = os.open("/dev/null", os.O_RDONLY)
        (out, out_end), (err, err_end) = os.pipe(), os.pipe()
        self.outputs = [out, err]
        return null, out_end, err_end

    def _hand_over(self, job: Job, place: box.Place) -> None:
        """Send the warden its job, with main's ends of the conversation."""
        others = _tasks_of(self.uid) if self.uid == os.getuid() and not self.private else 0
        wire.send(self.link, {"job": job_to_wire(job), "place": astuple(place), "others": others})
        if job.request is not None:
            self.conversation = Conversation(job.request)
            theirs = [self.conversation.request, self.conversation.theirs.fileno()]
            socket.send_fds(self.link, [b"c"], theirs)
            self.conversation.close_theirs()

    def _receive_views(self) -> None:
        message = self._from_warden()
        names = message["views"]
        _, descriptors, _, _ = socket.recv_fds(self.link, 1, len(names) or 1)
        self.views = dict(zip(names, descriptors, strict=True))
        if not self.private:
            self.names_before = names_left(self.views, owner=self.uid)

    def _meet_main(self) -> None:
        """Learn main's pid as we see it, from the kernel where it tells, and begin to watch it."""
        gate = self._gate
        gate.settimeout(_SETUP_SECONDS)
        try:
            data, ancillary, _, _ = gate.recvmsg(32, socket.CMSG_SPACE(12))
        except TimeoutError:
            self._from_warden()
            raise SandboxError("the student's process did not come to its gate") from None
        if not data:
            self._from_warden()
        self.main_pid = int(data)
        credentials = next(
            (content for _, kind, content in ancillary if kind == getattr(socket, "SCM_CREDENTIALS", -1)), None
        )
        self.main = struct.unpack("iii", credentials)[0] if credentials else self.main_pid
        try:
            self.observer.attach(self.main, self.main_pid)
        except OSError:
            self.observer = Observer(self.register, self._on_main_exit)
            self.observer.attach(self.main, self.main_pid)
        self._main_record = self.register.records.get(self.main)

    def _from_warden(self) -> dict[str, list[str]]:
        self.link.settimeout(_SETUP_SECONDS)
        try:
            message = wire.receive(self.link)
        except TimeoutError:
            message = None
        self.link.settimeout(None)
        if message is None:
            raise SandboxError("the warden ended before the run began")
        if "problem" in message:
            raise SandboxError(message["problem"])
        return message

    def _inside(self, host: int) -> int:
        if self.private:
            return _WARDEN_INSIDE if host in (self._warden, os.getpid()) else 0
        return host

    def _names_to_remove(self) -> list[str]:
        if self.private or self.plan.inherit or "shm" not in self.views:
            return []
        return [name for name in self.names_left() if name.startswith("/dev/shm/")]


def _tasks_of(uid: int) -> int:
    """Tasks of a user, which RLIMIT_NPROC counts together."""
    count = 0
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.uids().real == uid:
                count += process.num_threads()
    return count
