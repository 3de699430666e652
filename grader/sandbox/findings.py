"""What the keeper has found out about a run, and how it becomes evidence."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, replace

import psutil

from grader.errors import EvidenceError
from grader.escaping import utf8
from grader.model import Ending, Evidence, Leftovers, ProcessLife, Return, Stall, Work
from grader.sandbox import kernel
from grader.sandbox.channels import Output, Records
from grader.sandbox.door import Job
from grader.sandbox.meters import Meters
from grader.sandbox.register import Record
from grader.sandbox.stage import Stage
from grader.sandbox.views import read_file


@dataclass(slots=True)
class _Settling:
    """A call that has returned, and whose processes have until then to be gone."""

    returned: Return
    until: float


class Findings:
    """Collects while the run goes on; `evidence` puts it together."""

    def __init__(self, job: Job, stage: Stage) -> None:
        self._job = job
        self._stage = stage
        self.settling: _Settling | None = None
        self.problem = ""
        self.stall: Stall | None = None
        self.looks = 0
        self.outputs: list[Output] = []
        self.records: Records | None = None
        self._returns: list[Return] = []
        self._at_exit: Leftovers | None = None
        self._left = Leftovers()
        self._seconds = 0.0

    def returned(self, reply: Return, now: float, *, until: float) -> None:
        """A call returned. What it leaves is looked at until nothing is left, or until `until`."""
        self._finish_settling()
        at = round(now - self._stage.start, 6)
        self.settling = _Settling(replace(reply, at=at, descriptors=self._descriptors()), until)

    def settled(self, now: float) -> bool:
        """Whether a call had returned whose processes are gone now, or had their time: main may go on."""
        if self.settling is None:
            return False
        if now < self.settling.until and self._stage.main_lives and self._others():
            return False
        self._finish_settling()
        return True

    def only_services_live(self) -> bool:
        """Whether nobody but the library's own helpers is alive, if anybody is."""
        return not self._alive(services=False)

    def look_at_exit(self) -> None:
        """Main is about to be gone: note what there is. Only the first call counts."""
        if self._at_exit is None:
            self._stage.register.look_for_reapings(time.monotonic())
            self._at_exit = self._leftovers()
        self._finish_settling()

    def look_at_the_end(self) -> None:
        """The watching is over: note who is still there."""
        self._seconds = time.monotonic() - self._stage.start
        self._finish_settling()
        self._left = self._leftovers(services=True)

    def evidence(self, ending: Ending | None, meters: Meters) -> Evidence:
        """Everything, once all processes are gone. `ending` None means that main ended by itself."""
        stage, job = self._stage, self._job
        lives = stage.register.frozen(stage.start, main=stage.main)
        main = lives[0] if lives else None
        ending, work = self._judge_records(ending or _own_ending(main.signal if main else None), lives)
        fetched = {name: read_file(stage.views["box"], name) for name in job.fetch if "box" in stage.views}
        return Evidence(
            ending=ending,
            limits=job.limits,
            level=stage.setting.level,
            exact=stage.observer.exact,
            main=stage.main_pid,
            seconds=round(self._seconds, 6),
            exit_code=main.exit_code if main else None,
            signal=main.signal if main else None,
            problem=self.problem,
            returns=tuple(self._returns),
            processes=lives,
            work=work,
            at_exit=self._at_exit or Leftovers(),
            left=self._left,
            output=self.outputs[0].text() if self.outputs else "",
            errors=self.outputs[1].text() if self.outputs else "",
            files={name: text for name, text in fetched.items() if text is not None},
            cpu_seconds=round(meters.cpu_seconds(), 3),
            memory_mib=round(meters.memory_mib(), 1),
            tasks=stage.observer.most_tasks,
            call=job.call,
            looks=self.looks,
            stall=self.stall,
        )

    def _judge_records(self, ending: Ending, lives: tuple[ProcessLife, ...]) -> tuple[Ending, tuple[Work, ...]]:
        """The work there was; records that cannot be true are tampering, unless the run ended worse."""
        if self.records is None:
            return ending, ()
        self.records.drain()
        try:
            return ending, self.records.work(lives, self._stage.start, exact=self._stage.observer.exact)
        except EvidenceError as error:
            if ending in (Ending.EXITED, Ending.SIGNALLED, Ending.STOPPED):
                ending, self.problem = Ending.TAMPERED, error.message
            return ending, ()

    def _finish_settling(self) -> None:
        if self.settling is not None:
            left = self._leftovers()
            self._returns.append(replace(self.settling.returned, left=left))
            self.settling = None

    def _leftovers(self, *, services: bool = False) -> Leftovers:
        """Who is there beside main, and which names; the library's own helpers, alive, only if they are asked for."""
        return Leftovers(
            alive=self._alive(services=services),
            zombies=self._zombies(),
            names=tuple(utf8(name) for name in self._stage.names_left()),
        )

    def _others(self) -> bool:
        """Whether anybody is there beside main and the library's own helpers, alive or not."""
        return bool(self._zombies() or self._alive(services=False))

    def _alive(self, *, services: bool) -> tuple[int, ...]:
        living = [record for record in self._stage.register.living() if record.host != self._stage.main]
        return tuple(record.pid for record in living if services or not self._is_service(record))

    def _zombies(self) -> tuple[int, ...]:
        return tuple(record.pid for record in self._stage.register.zombies() if record.host != self._stage.main)

    def _is_service(self, record: Record) -> bool:
        stage = self._stage
        return bool(record.command) and stage.register.life(record, stage.start, stage.main).is_service

    def _descriptors(self) -> int | None:
        try:
            if kernel.LINUX:
                return len(os.listdir(f"/proc/{self._stage.main}/fd"))
            return int(psutil.Process(self._stage.main).num_fds())
        except (psutil.Error, OSError):
            return None


def _own_ending(number: int | None) -> Ending:
    if number is None:
        return Ending.EXITED
    return Ending.CPU_LIMIT if number == getattr(signal, "SIGXCPU", None) else Ending.SIGNALLED
