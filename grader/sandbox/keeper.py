"""The keeper: one run, from its setting up until nothing of it is left.

It is forked from the launcher before anybody asks for a run: it prepares the stage and waits for a job. Then it
watches, enforces the limits, and sends one `Evidence` to the grader. It never runs student code and reads nothing from
it but bytes. When the grader goes away, the keeper kills the run and ends; when the keeper is killed, the kernel kills
the run with it (PTRACE_O_EXITKILL, PR_SET_PDEATHSIG), or the warden does.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

import psutil

from grader.errors import SandboxError
from grader.evidence import to_json
from grader.model import Ending
from grader.sandbox import wire
from grader.sandbox.channels import Output, Records
from grader.sandbox.conversation import Conversation
from grader.sandbox.door import Job
from grader.sandbox.findings import Findings
from grader.sandbox.meters import Meters
from grader.sandbox.plan import Drivers, Plan
from grader.sandbox.stage import Stage
from grader.sandbox.watch import Watch

_TICK = 0.010
_GROUP_TICK = 0.020
"""With a control group the kernel itself keeps memory and tasks within their limits, and a look is only to see it."""
_SETTLING_TICK = 0.002
_SETTLE_SECONDS = 0.2
"""How long a call may take to be rid of its processes; who joins in order holds a short zombie, and is right."""
_SERVICE_SECONDS = 3.0
"""How much longer than others the library's own helpers may take to end: they have only begun when main ends early."""
_CLEAN_SECONDS = 5.0
_STATES = {
    psutil.STATUS_RUNNING: "R",
    psutil.STATUS_DISK_SLEEP: "D",
    psutil.STATUS_STOPPED: "T",
    psutil.STATUS_ZOMBIE: "Z",
}


class Keeper:
    """Keeps one run: `prepare`, then either `keep` or `abandon`."""

    def __init__(self, plan: Plan) -> None:
        self._stage = Stage(plan, lambda: self._findings.look_at_exit())
        self._unready: Exception | None = None
        self._ending: Ending | None = None
        self._main_ended: float | None = None

    def prepare(self, drivers: Drivers, close: Sequence[int]) -> None:
        """Do what takes no job to know; a failure is told when there is one."""
        try:
            self._stage.prepare(drivers, close)
        except (OSError, SandboxError) as error:
            self._unready = error

    def abandon(self) -> None:
        """End what there is and take the stage down."""
        try:
            self._end_all()
        finally:
            self._stage.take_down()

    def keep(self, job: Job, grader: socket.socket) -> dict[str, Any]:
        """Carry the run out; the answer for the grader: its evidence."""
        self._job, self._grader = job, grader
        self._findings = Findings(job, self._stage)
        try:
            if self._unready is not None:
                raise self._unready
            self._stage.set_up(job)
            self._begin()
            self._watch()
            self._end_all()
            return {"evidence": to_json(self._findings.evidence(self._ending, self._meters))}
        finally:
            self.abandon()

    def _begin(self) -> None:
        stage = self._stage
        self._meters = Meters(
            self._job.limits,
            stage.register,
            stage.observer,
            stage.group,
            stage.views,
            stage.names_left,
            private=stage.private,
            same_user=stage.uid == os.getuid(),
        )
        self._outputs = [Output(read) for read in stage.outputs]
        self._records = Records(stage.views["records"]) if "records" in stage.views else None
        self._findings.outputs, self._findings.records = self._outputs, self._records
        self._waker = waker = stage.waker
        waker.watch([self._grader.fileno(), *stage.outputs])
        if stage.conversation:
            waker.watch([stage.conversation.ours.fileno()])
        wire.send(self._grader, {"started": {"keeper": os.getpid(), "main": stage.main_pid}})
        stage.open_gate()
        self._tick = _GROUP_TICK if stage.group and stage.observer.exact else _TICK
        self._next_check = time.monotonic() + self._tick
        self._watch_for_stalls = Watch(stage)

    # ------------------------------------------------------------------------------------------ watching

    def _watch(self) -> None:
        """Handle what happens until the run is over."""
        while self._ending is None:
            self._read(self._waker.wait(self._patience()))
            self._stage.observer.step()
            now = time.monotonic()
            self._stage.register.look_for_reapings(now)
            self._settle(now)
            if now >= self._next_check:
                self._next_check = now + self._tick
                self._end_with(self._check(now))
            if self._main_ended is None and not self._stage.main_lives:
                self._main_ended = now
                self._findings.look_at_exit()  # where main could not be stopped inside its exit
            if self._main_ended is not None and self._is_over(now, self._main_ended):
                break
        for _ in range(100):  # what was written before the end is still in the pipes
            if not self._read(self._waker.wait(0)):
                break
        self._findings.look_at_the_end()
        if self._meters.killed_for_memory():
            self._ending = Ending.MEMORY_LIMIT  # main may have outlived the process that the kernel chose

    def _end_with(self, ending: Ending | None) -> None:
        """End the run so, unless something has ended it already."""
        if self._ending is None:
            self._ending = ending

    def _patience(self) -> float:
        busy = self._findings.settling is not None or self._main_ended is not None or self._stage.register.zombies()
        return min(_SETTLING_TICK if busy else self._tick, max(0.0, self._next_check - time.monotonic()))

    def _is_over(self, now: float, ended: float) -> bool:
        """Main has ended; so has everyone else, or the time they had for it is over."""
        if not self._stage.register.records and self._findings.settling is None:
            return True
        late = now - ended - self._job.linger_seconds
        return late > _SERVICE_SECONDS or (late > 0 and not self._findings.only_services_live())

    def _check(self, now: float) -> Ending | None:
        self._take_records()
        if now - self._stage.start > self._job.limits.wall_seconds:
            return Ending.TIMED_OUT
        return self._meters.breach() or self._standstill()

    def _standstill(self) -> Ending | None:
        """Whether the run will never move again; what it does while we keep it waiting ourselves is no question."""
        if not self._job.ends_when_stuck or self._findings.settling or self._main_ended is not None:
            return None
        findings, watch = self._findings, self._watch_for_stalls
        findings.stall, findings.looks = watch.step(), watch.looks
        if findings.stall is None:
            return None
        return Ending.DEADLOCKED if findings.stall.certain else Ending.STALLED

    def _read(self, ready: Sequence[int]) -> bool:
        """Handle descriptors that are ready; whether any was."""
        stage = self._stage
        for descriptor in ready:
            if descriptor == self._grader.fileno():
                self._hear()
            elif descriptor == stage.link.fileno():
                stage.hear_warden()
            elif stage.conversation and descriptor == stage.conversation.ours.fileno():
                self._take_replies(stage.conversation)
            else:
                self._drain(next(output for output in self._outputs if output.read_end == descriptor))
        return bool(ready)

    def _take_records(self) -> None:
        """Make room on the pipe now and then: records say themselves when they were written, so nobody is woken."""
        if self._records:
            self._records.drain()
            if self._records.problem:
                self._tampered(self._records.problem)

    def _drain(self, output: Output) -> None:
        limit = self._job.limits.output_kib << 10
        if not output.drain(limit):
            self._waker.forget(output.read_end)
        if sum(each.size for each in self._outputs) > limit:
            self._end_with(Ending.OUTPUT_LIMIT)

    def _take_replies(self, conversation: Conversation) -> None:
        for reply in conversation.read():
            now = time.monotonic()
            self._findings.returned(reply, now, until=now + _SETTLE_SECONDS)
        if conversation.problem:
            self._tampered(conversation.problem)
        if conversation.problem or conversation.at_end:
            self._waker.forget(conversation.ours.fileno())

    def _tampered(self, problem: str) -> None:
        if self._ending is None:
            self._findings.problem = problem
        self._end_with(Ending.TAMPERED)

    def _settle(self, now: float) -> None:
        """A call has returned: let main go on once its processes are gone, or their time for that is over."""
        conversation = self._stage.conversation
        if conversation is not None and self._findings.settled(now):
            conversation.go_ahead()

    # ------------------------------------------------------------------------------------------ the grader

    def _hear(self) -> None:
        """Do what somebody who watches a live run asks for."""
        message = wire.receive(self._grader)
        if message is None:
            self._waker.forget(self._grader.fileno())
            self._end_with(Ending.STOPPED)
        elif "look" in message:
            wire.send(self._grader, {"look": self._look()})
        elif "signal" in message:
            self._signal(*message["signal"])
            wire.send(self._grader, {"done": True})
        elif "stop" in message and self._main_ended is None:
            self._end_with(Ending.STOPPED)
        elif "stop" in message:
            self._main_ended = float("-inf")  # the time for the rest of the family is over, too

    def _look(self) -> list[dict[str, Any]]:
        self._stage.observer.step()
        register, start = self._stage.register, self._stage.start
        looks = []
        for record in list(register.records.values()):
            try:
                process = psutil.Process(record.host)
                state, parent = self._state(record.host, process.status()), register.pid_of(process.ppid())
            except psutil.Error:
                continue
            service = register.life(record, start, self._stage.main).is_service
            started = round(record.born - start, 6)
            looks.append(
                {"pid": record.pid, "parent": parent, "state": state, "started": started, "is_service": service}
            )
        return looks

    def _state(self, host: int, status: str) -> str:
        """One letter; a process that stands still only while the recorder notes something is running."""
        if status == psutil.STATUS_TRACING_STOP:
            return "T" if host in self._stage.observer.stopped else "R"
        return _STATES.get(status, "S")

    def _signal(self, number: int, pid: int | None) -> None:
        wanted = self._stage.main_pid if pid is None else pid
        for record in self._stage.register.living():
            if record.pid == wanted:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(record.host, number)

    # ------------------------------------------------------------------------------------------ the end

    def _end_all(self) -> None:
        """Kill whatever is left, and wait until it is gone."""
        self._stage.kill()
        if not self._stage.reap_all(time.monotonic() + _CLEAN_SECONDS):
            raise SandboxError("processes of the run could not be ended")


def keep(
    plan: Plan,
    drivers: Drivers,
    order: Callable[[], tuple[Job, socket.socket] | None],
    close: Sequence[int] = (),
) -> None:
    """Keep one run and answer the grader; a failure of ours is an answer too.

    `order` waits for the job and the socket to answer on; None means that nobody will ask any more. `close` are
    descriptors of the launcher's that are not for the run.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keeper = Keeper(plan)
    keeper.prepare(drivers, close)
    ordered = order()
    if ordered is None:
        keeper.abandon()
        return
    job, grader = ordered
    try:
        answer = keeper.keep(job, grader)
    except Exception as error:
        answer = {"problem": error.message if isinstance(error, SandboxError) else f"{type(error).__name__}: {error}"}
    with contextlib.suppress(OSError):
        wire.send(grader, answer)
