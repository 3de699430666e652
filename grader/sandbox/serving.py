"""The launcher's work: find out the setting, then fork a keeper for each run that is asked for."""

from __future__ import annotations

import contextlib
import functools
import gc
import glob
import importlib.util
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

import psutil

from grader.errors import SandboxError
from grader.evidence import loads_strict, prepare
from grader.model import Evidence, Level
from grader.sandbox import box, cgroups, kernel, levels, wire
from grader.sandbox.door import Job
from grader.sandbox.entry import filter_of
from grader.sandbox.keeper import keep
from grader.sandbox.plan import Drivers, Plan, Setting, job_from_wire
from grader.sandbox.waker import Waker


def serve_runs(control_descriptor: int) -> None:
    """Serve the control socket until it is closed."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)
    if kernel.LINUX:
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    control = socket.socket(fileno=control_descriptor)
    wishes = wire.receive(control)
    if wishes is None:
        return
    try:
        setting = _find_setting(wishes)
    except SandboxError as error:
        wire.send(control, {"problem": error.message, "hint": error.hint})
        return
    _remove_abandoned()
    _warm_up(setting)
    drivers = {name: _load_driver(name, path) for name, path in wishes["drivers"].items()}  # the last to be imported
    sys.dont_write_bytecode = True  # by what is forked from here
    gc.collect()
    gc.freeze()  # what is frozen is not copied by a collection in a child
    wire.send(control, {"level": int(setting.level)})
    _Launcher(control, setting, drivers).serve()


def _warm_up(setting: Setting) -> None:
    """Fill the caches that every keeper, or main, would otherwise fill anew."""
    if setting.level >= Level.CONFINED:
        filter_of(setting, same_user=os.geteuid() != 0)
    prepare(Evidence)
    json.dumps({})
    loads_strict("{}")
    psutil.Process().cpu_times()


def _find_setting(wishes: dict[str, Any]) -> Setting:
    wanted = None if wishes["level"] is None else Level(wishes["level"])
    return levels.find_setting(wanted, hidden=tuple(wishes["hidden"]), polling=wishes["polling"])


def _load_driver(name: str, path: str) -> Callable[[int, int, str], None]:
    """The `main` of a driver, which is our code although it will run in the student's process."""
    spec = importlib.util.spec_from_file_location(f"{name}_driver", path)
    if spec is None or spec.loader is None:
        raise SandboxError(f"no driver can be loaded from {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    driver: Callable[[int, int, str], None] = module.main
    return driver


_FAREWELL_SECONDS = 0.2
"""How long a launcher that ends waits for its keepers; they end by themselves, and clean up, too."""


class _Launcher:
    def __init__(self, control: socket.socket, setting: Setting, drivers: Drivers) -> None:
        self._control = control
        self._setting = setting
        self._drivers = drivers
        self._names: dict[int, str] = {}
        """Keepers alive, by pid, with the names of their runs."""
        self._count = 0
        self._prepare_keeper()

    def serve(self) -> None:
        waker = Waker()
        waker.watch([self._control.fileno()])
        while True:
            ready = waker.wait(None)
            self._reap()
            if ready:
                data, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
                if not data:
                    self._dismiss_keeper()
                    self._see_keepers_end()
                    return
                self._hand_over(descriptors[0])

    def _hand_over(self, grader: int) -> None:
        """Give the grader's socket to the keeper that waits, and prepare the next one meanwhile."""
        try:
            socket.send_fds(self._next, [b"r"], [grader])
        except OSError:  # it has been killed while it waited
            self._next.close()
            self._prepare_keeper()
            socket.send_fds(self._next, [b"r"], [grader])
        os.close(grader)
        self._next.close()
        self._prepare_keeper()

    def _prepare_keeper(self) -> None:
        """Fork a keeper, which prepares its run and then waits for a job."""
        self._next, theirs = socket.socketpair()
        self._count += 1
        name = f"{_pid_namespace()}-{os.getpid()}-{self._count}"
        pid = os.fork()
        if pid:
            self._names[pid] = name
            self._waiting = pid
            theirs.close()
            return
        try:
            self._control.close()
            self._next.close()
            plan = Plan(name=name, setting=self._setting)
            keep(plan, self._drivers, functools.partial(_order, theirs), [theirs.fileno()])
        finally:
            os._exit(0)

    def _dismiss_keeper(self) -> None:
        """Let the keeper go that still waits, and see it gone."""
        self._next.close()
        if name := self._names.pop(self._waiting, None):
            _, status = os.waitpid(self._waiting, 0)
            if os.WIFSIGNALED(status):
                _remove(name)

    def _see_keepers_end(self) -> None:
        """Reap those that are just ending: what one that was killed has left is still to be removed."""
        until = time.monotonic() + _FAREWELL_SECONDS
        while self._names and time.monotonic() < until:
            time.sleep(0.002)
            self._reap()

    def _reap(self) -> None:
        """Reap keepers; what one that was killed has left is removed in its place."""
        while self._names:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            name = self._names.pop(pid)
            if os.WIFSIGNALED(status):
                _remove(name)


def _order(launcher: socket.socket) -> tuple[Job, socket.socket] | None:
    """A keeper waits for its job; None when there will be none."""
    data, descriptors, _, _ = socket.recv_fds(launcher, 1, 1)
    launcher.close()
    if not data:
        return None
    grader = socket.socket(fileno=descriptors[0])
    order = wire.receive(grader)
    return None if order is None else (job_from_wire(order["job"]), grader)


def _pid_namespace() -> str:
    """Tells our runs from those of other containers, which may see the same folders and count pids like we do."""
    return str(os.stat("/proc/self/ns/pid").st_ino) if kernel.LINUX else "0"


def _remove(name: str) -> None:
    box.remove_folder(box.folder_named(name))
    cgroups.remove_abandoned(name)


def _remove_abandoned() -> None:
    """Remove what runs of earlier launchers left that were killed together with their keepers."""
    pattern = box.folder_named("*")
    names = [path.removeprefix(pattern[:-1]) for path in glob.glob(pattern)] + cgroups.names()
    for name in names:
        namespace, launcher, _ = (*name.split("-"), "", "")[:3]
        with contextlib.suppress(OSError, OverflowError):  # others may have put anything there
            if namespace == _pid_namespace() and launcher.isdigit() and not psutil.pid_exists(int(launcher)):
                _remove(name)
