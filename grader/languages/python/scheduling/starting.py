"""The start methods spawn and forkserver: what the child needs to come under control travels with its data.

The first thing that such a child unpickles is a small program of ours. It imports these modules from what came along,
since nothing of ours can be read where student code runs; then the child waits for the token like a forked one.
"""

from __future__ import annotations

import importlib.machinery
import marshal
import os
import subprocess
import threading
from collections.abc import Callable
from multiprocessing import popen_fork, popen_forkserver, popen_spawn_posix, resource_tracker, spawn
from typing import Any

from grader.languages.python.scheduling import turn

PACKAGE = __name__.rpartition(".")[0]
_BOOT = """
import importlib.machinery, marshal, sys
class Carried:
    create_module = staticmethod(lambda spec: None)
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in codes:
            return importlib.machinery.ModuleSpec(name, Carried, is_package=name in packages)
    @staticmethod
    def exec_module(module):
        exec(marshal.loads(codes[module.__name__]), module.__dict__)
sys.meta_path.insert(0, Carried)
import {package}.parts
sys.modules[{package!r} + ".parts"].join(settings, number)
sys.meta_path.remove(Carried)
"""
_under_way = threading.local()
_launch_spawn, _launch_forkserver = popen_spawn_posix.Popen._launch, popen_forkserver.Popen._launch  # type: ignore[attr-defined]
_prepare, _wait, _poll = spawn.get_preparation_data, popen_fork.Popen.wait, popen_forkserver.Popen.poll


def install() -> None:
    """Put these in place of the library's own."""
    turn.settings.setdefault("codes", _CODES)
    for name in ("ensure_running", "_send"):
        method = getattr(resource_tracker.ResourceTracker, name)
        turn.stand_in(resource_tracker.ResourceTracker, **{name: _uncontrolled(method)})
    turn.stand_in(subprocess.Popen, _execute_child=_executing(subprocess.Popen._execute_child))  # type: ignore[attr-defined]
    turn.stand_in(popen_spawn_posix.Popen, _launch=_launching(_launch_spawn))
    turn.stand_in(popen_forkserver.Popen, _launch=_launching(_launch_forkserver), poll=_poll_forkserver)
    turn.stand_in(popen_fork.Popen, wait=wait)
    turn.stand_in(spawn, get_preparation_data=_preparation)


def _uncontrolled(method: Callable[..., Any]) -> Callable[..., Any]:
    """What a process says to the library's own services concerns nobody else."""

    def call(*arguments: Any, **keywords: Any) -> Any:
        with turn.alone():
            return method(*arguments, **keywords)

    return call


def _executing(execute: Callable[..., Any]) -> Callable[..., Any]:
    """The start of another program: nothing of it can be controlled, so that time has to be the clock's."""

    def execute_child(*arguments: Any, **keywords: Any) -> Any:
        turn.introduce_stranger()
        with turn.alone():
            return execute(*arguments, **keywords)

    return execute_child


class _Joining:
    """Unpickled, it puts the process under control."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        codes, packages = _carried()
        known = {"codes": codes, "packages": packages, "settings": turn.settings, "number": self._number}
        return exec, (_BOOT.format(package=PACKAGE), known)


def _carried() -> tuple[dict[str, bytes], list[str]]:
    """Our modules as code, and which of them are packages."""
    outer = [".".join(PACKAGE.split(".")[:depth]) for depth in range(1, PACKAGE.count(".") + 2)]
    nothing = marshal.dumps(compile("", "", "exec"))
    return {**dict.fromkeys(outer, nothing), **turn.settings["codes"]}, outer


def _own_code() -> dict[str, bytes]:
    """The code of the modules of this package, read where they can be read; elsewhere it came along."""
    found: dict[str, bytes] = {}
    folder = os.path.dirname(globals().get("__file__", ""))
    if not folder:
        return found
    for entry in sorted(os.listdir(folder)):
        name, suffix = os.path.splitext(entry)
        if suffix == ".py" and name != "__init__":
            loader = importlib.machinery.SourceFileLoader(f"{PACKAGE}.{name}", os.path.join(folder, entry))
            found[loader.name] = marshal.dumps(loader.get_code(loader.name))  # as it has been compiled before
    return found


_CODES = _own_code()


def _preparation(name: str) -> dict[str, Any]:
    data = _prepare(name)
    number = getattr(_under_way, "number", None)
    return data if number is None else {"grader": _Joining(number), **data}


def _launching(launch: Callable[..., None]) -> Callable[..., None]:
    def _launch(self: Any, process: Any) -> None:
        if not turn.controlled():
            return launch(self, process)
        _under_way.number = number = turn.reserve()
        try:
            with turn.alone():
                launch(self, process)
        finally:
            del _under_way.number
        turn.children[self.pid] = number
        turn.point("fork", f"process:{number}")
        return None

    return _launch


def wait(self: Any, timeout: float | None = None) -> int | None:
    """`Popen.wait`, for a process of any start method that is under control."""
    number = turn.children.get(self.pid)
    if not turn.controlled() or number is None or self.returncode is not None:
        return _wait(self, timeout)
    thing = f"process:{number}"
    turn.point("join", thing)
    until = None if timeout is None else turn.now() + max(0.0, timeout)
    while not turn.has_ended(number) and turn.controlled():
        if timeout == 0 or not turn.blocked(thing, timeout=None if until is None else until - turn.now()):
            return None
    with turn.alone():
        return _wait(self, None)


def _poll_forkserver(self: Any, flag: int = os.WNOHANG) -> int | None:
    """`Popen.poll` of a child of the fork server, which tells its status some time after it has ended."""
    if not turn.controlled() or self.pid not in turn.children or self.returncode is not None:
        return _poll(self, flag)
    return wait(self, 0 if flag == os.WNOHANG else None)
