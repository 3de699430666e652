"""The first steps of main, the student's process: give everything up, then run the driver or the command.

The order matters: descriptors and limits while we may still do anything; capabilities, then Landlock, then the system
call filter, which would forbid what comes before it; last the gate, where main waits until the keeper has taken it into
its control group and watches it. From there on nothing of ours is left but the driver.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NoReturn

from grader.model import Level, Limits
from grader.sandbox import kernel, landlock, seccomp
from grader.sandbox.box import DEVICES, PRIVATE, Place
from grader.sandbox.door import Job
from grader.sandbox.plan import Drivers, Plan, Setting

REQUEST, REPLY, _GATE = 3, 4, 5
"""Descriptors main finds open beside its standard ones; a command without a request has none of them."""
SPARE_TASKS = 8
"""How many more tasks the kernel allows than the limit, so that the recorder can see the limit reached."""
NO_JOB = Job(files={})
_SIGNALS = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}
_ETC = (
    "ld.so.cache",
    "localtime",
    "passwd",
    "group",
    "hosts",
    "nsswitch.conf",
    "alternatives",
    "ssl/openssl.cnf",
    "ssl/certs",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What main takes with it on its way down. What has a default is known only when there is a job."""

    plan: Plan
    uid: int
    gid: int
    standard: tuple[int, int, int]
    gate: socket.socket
    guarded: Sequence[int]
    """Pids that student code must not signal, where the kernel cannot scope signals."""
    job: Job = NO_JOB
    place: Place = PRIVATE
    request: int = -1
    reply: int = -1
    others: int = 0
    """Tasks that the uid has outside of this run, which count against its process limit."""

    @property
    def setting(self) -> Setting:
        """How the run is held."""
        return self.plan.setting


def run(passage: Passage, drivers: Drivers) -> NoReturn:
    """Become the student's process. Never returns."""
    job, inherit = passage.job, passage.plan.inherit
    _arrange_descriptors(passage)
    _reset_signals(interpreter=not job.command)
    if not inherit:
        os.setsid()
        os.umask(0o022)
        os.chdir(passage.place.box)
        _limit(job.limits, passage, grouped=passage.setting.level is Level.CONTAINED)
        _give_up_rights(passage)
    gate = socket.socket(fileno=_GATE)
    gate.send(str(os.getpid()).encode())
    gate.recv(1)
    gate.close()
    environment = dict(os.environ) if inherit else _environment(passage)
    if job.command:
        _execute(job.command, environment)
    os.environ.clear()
    os.environ.update(environment)
    drivers[job.driver](REQUEST, REPLY, passage.place.box)
    os._exit(0)


def _arrange_descriptors(passage: Passage) -> None:
    """Standard streams at 0 to 2, ours behind them, everything else closed."""
    asked = passage.job.request is not None
    wanted = dict(enumerate(passage.standard))
    if asked:
        wanted |= {REQUEST: passage.request, REPLY: passage.reply}
    wanted[_GATE] = passage.gate.detach()
    out_of_the_way = {number: os.dup2(source, 100 + number) for number, source in wanted.items()}
    for number, source in out_of_the_way.items():
        os.dup2(source, number, inheritable=number < REQUEST or (asked and bool(passage.job.command)))
    if not asked:
        os.closerange(REQUEST, _GATE)
    os.closerange(_GATE + 1, 65536)


def _reset_signals(*, interpreter: bool) -> None:
    """Signals as a fresh process has them, or a fresh interpreter."""
    signal.set_wakeup_fd(-1)
    for number in _SIGNALS:
        with contextlib.suppress(OSError):
            signal.signal(number, signal.SIG_DFL)
    if interpreter:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _limit(limits: Limits, passage: Passage, *, grouped: bool) -> None:
    tasks = limits.processes + SPARE_TASKS + passage.others
    wanted = {
        "CORE": 0,
        "NOFILE": limits.descriptors,
        "FSIZE": limits.disk_mib << 20,
        "CPU": int(limits.cpu_seconds) + 2,
        "NPROC": tasks,
        "MEMLOCK": 1 << 20,
    }
    if not grouped:  # not AS: Node and sanitizers reserve huge address spaces; threads' stacks count as data
        wanted["DATA"] = 4 * limits.memory_mib << 20
    for name, value in wanted.items():
        which = getattr(resource, f"RLIMIT_{name}", None)
        if which is not None:
            hard = resource.getrlimit(which)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(which, (value, value))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def _give_up_rights(passage: Passage) -> None:
    setting = passage.setting
    if not kernel.LINUX:
        if passage.uid != os.getuid():
            os.setgroups([])
            os.setgid(passage.gid)
            os.setuid(passage.uid)
        return
    unreachable = passage.uid != os.getuid() and not setting.reachable and setting.level < Level.ISOLATED
    same_user = passage.uid == os.getuid()
    kernel.change_user(passage.uid, passage.gid, keep=kernel.CAP_DAC_READ_SEARCH if unreachable else None)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if setting.level == Level.CONFINED:
        _confine_files(passage)
    if setting.level >= Level.CONFINED:
        scoped = _scopes_signals(setting)
        pids = () if scoped or setting.level > Level.CONFINED else (*passage.guarded, os.getppid())
        kernel.install_filter(filter_of(setting, same_user=same_user, protected=pids))
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)


def _scopes_signals(setting: Setting) -> bool:
    return setting.landlock >= landlock.SCOPES_SIGNALS


@cache
def filter_of(setting: Setting, *, same_user: bool, protected: tuple[int, ...] = ()) -> bytes:
    """The filter of a setting, put together once: the launcher asks for it before anybody waits.

    `protected` are pids that must not be signalled, where nothing else prevents it.
    """
    rules = seccomp.rules_for(
        setting.level, same_user=same_user, signals_scoped=_scopes_signals(setting), traced=not setting.polling
    )
    return seccomp.assemble([*rules, *seccomp.protecting(protected)])


def _confine_files(passage: Passage) -> None:
    setting, place = passage.setting, passage.place
    readable, listed = without(setting.readable, setting.hidden)
    landlock.confine(
        read=[
            *readable,
            *(f"/etc/{name}" for name in _ETC),
            "/proc",
            "/sys/devices/system/cpu",
        ],
        listed=listed,
        write=[place.box, place.temporary, "/dev/shm"],
        devices=[place.records, *(f"/dev/{device}" for device in DEVICES)],
        version=setting.landlock,
    )


def without(paths: Sequence[str], hidden: Sequence[str]) -> tuple[list[str], list[str]]:
    """The same files by rules that only ever add: a folder with something hidden in it is replaced by its entries.

    The folders so replaced come second: they may be listed, since an import looks into each folder on its path, and
    with them the names, but no more, of what is hidden below.
    """
    readable, listed = [], []
    for path in paths:
        if path in hidden:
            continue
        if any(other.startswith(path.rstrip("/") + "/") for other in hidden) and os.path.isdir(path):
            inner = without([entry.path for entry in os.scandir(path)], hidden)
            readable += inner[0]
            listed += [path, *inner[1]]
        else:
            readable.append(path)
    return readable, listed


def _environment(passage: Passage) -> dict[str, str]:
    """Built, never inherited: the caller's settings change what programs do, and its tokens are nobody's business."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": passage.place.box,
        "TMPDIR": passage.place.temporary,
        "LANG": "C.UTF-8",
        "USER": "student",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        **{name: text.replace("{records}", passage.place.records) for name, text in passage.job.environment.items()},
    }


def _execute(command: Sequence[str], environment: dict[str, str]) -> NoReturn:
    try:
        os.execvpe(command[0], list(command), environment)
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
        os._exit(127 if isinstance(error, FileNotFoundError) else 126)
