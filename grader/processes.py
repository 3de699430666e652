"""Starts the two processes of ours that every check needs: the runner of a hidden suite, and a sandbox's launcher.

It imports nothing of ours, and little else: not even `json`, `pathlib` or `typing`, which take some milliseconds that
both of them would begin with. So both can be started before the rest is imported, and import what they need at the
same time as the one who waits for them: `prepare_runner` is the first thing that `grader check` does, and starting a
launcher is the first thing that a runner does.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import suppress
from importlib.machinery import PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

KEPT_VARIABLES = (
    *("PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "XDG_RUNTIME_DIR"),
    "PYTHONDONTWRITEBYTECODE",
)
"""What the runner may know of the caller's environment; everything else, tokens included, stays here."""
_ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
_RUN_SUITE = "from grader.suite.runner import main; main()"
_RUN_SUITE_IN_SANDBOX = (
    "from grader.processes import start_launcher; launcher = start_launcher(); "
    "from grader.suite.runner import main; main(launcher)"
)
_RUN_SUITES = "from grader.suite.warm import main; main()"


PATIENCE_SECONDS = 0.3
"""How long a runner has to close its sandbox before it is killed."""


class Runner:
    """A runner that waits for its request, and tells events; what it prints besides is in `talk`, a nameless file."""

    def __init__(self, process: subprocess.Popen[bytes], talk: IO[bytes]) -> None:
        self.process = process
        self.talk = talk

    @property
    def events(self) -> int:
        """The descriptor from which its events can be read."""
        return _piped(self.process.stdout).fileno()

    def ask(self, request: str) -> None:
        """Give it its request; one that has died meanwhile will say so by its missing events."""
        with suppress(BrokenPipeError):
            _piped(self.process.stdin).write(request.encode() + b"\n")
            _piped(self.process.stdin).flush()

    def status(self) -> int | None:
        """Its exit status, negative for a signal, once it has said its last; None if it lives on."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE_SECONDS)
        return self.process.returncode

    def last_words(self) -> str:
        """The last line of what it printed besides."""
        self.talk.seek(0)
        return self.talk.read().decode(errors="replace").strip().rpartition("\n")[2]

    def end(self) -> None:
        """End it; it closes its sandbox first when it has the time."""
        self.process.terminate()
        if self.status() is None:
            self.process.kill()
        with suppress(BrokenPipeError):
            _piped(self.process.stdin).close()
        with self.process, self.talk:
            pass


Launcher = tuple[subprocess.Popen[bytes], socket.socket]
"""A launcher, and the socket at whose other end it waits to be told how it shall hold what it runs."""

_prepared: dict[str, Runner] = {}
"""By what they run."""


def prepare_runner(*, warm: bool = False) -> None:
    """Start a runner for the next request, which is not known yet, or a `warm` one for more than one."""
    script = _RUN_SUITES if warm else _RUN_SUITE_IN_SANDBOX
    if script not in _prepared:
        _prepared[script] = _start_runner(script)


def take_runner(*, sandbox: bool = True) -> Runner:
    """Give the runner that has been prepared, if it lives, or else a new one; whoever takes it ends it.

    `sandbox` False is for what runs nothing: it has no launcher.
    """
    return _taken(_RUN_SUITE_IN_SANDBOX if sandbox else _RUN_SUITE)


def dismiss_runner() -> None:
    """End the runner that was prepared and never taken."""
    while _prepared:
        _prepared.popitem()[1].end()


def take_warm_runner() -> Runner:
    """Give a runner that takes one request after the other; whoever takes it ends it."""
    return _taken(_RUN_SUITES)


def _taken(script: str) -> Runner:
    """The runner that has been prepared for this, if it lives, or else a new one."""
    runner = _prepared.pop(script, None)
    if runner is not None and runner.process.poll() is None:
        return runner
    if runner is not None:
        runner.end()
    return _start_runner(script)


def _start_runner(script: str) -> Runner:
    import tempfile  # a runner has no use for it

    talk = tempfile.TemporaryFile()  # noqa: SIM115 - `end` closes it
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=talk,
        cwd="/",  # `-c` puts the current folder first on the path: never one that a student can write to
        env=our_environment(),
        start_new_session=True,  # Ctrl-C reaches us alone, and we end the runner
    )
    return Runner(process, talk)


def usable_processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def our_environment() -> dict[str, str]:
    """What a process of ours may know, built: modules come from where ours came from, and from nowhere else."""
    here = os.getcwd()
    path = [entry for entry in sys.path if os.path.isabs(entry) and (os.path.normpath(entry) != here or here == _ROOT)]
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(dict.fromkeys([*path, _ROOT])), "PYTHONSAFEPATH": "1"}


def start_launcher() -> Launcher:
    """Start a launcher. Raises OSError when there can be no more processes, ImportError when psutil is missing."""
    control, theirs = socket.socketpair()
    script = os.path.join(_ROOT, "grader", "sandbox", "launcher.py")
    places = os.pathsep.join([_ROOT, _folder_of("psutil")])
    kept = {"TMPDIR": os.environ["TMPDIR"]} if "TMPDIR" in os.environ else {}
    with theirs:
        process = subprocess.Popen(
            [_interpreter(), "-s", "-S", *_cache_flags(), script, str(theirs.fileno()), places],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"} | kept,
            cwd="/",
            start_new_session=True,
        )
    return process, control


def _cache_flags() -> list[str]:
    """Compiled modules are kept, as some of ours only launchers import; but not where the caller keeps none."""
    return ["-B"] if sys.dont_write_bytecode else []


def _interpreter() -> str:
    """The interpreter itself, not a virtual environment's link to it: only its own folder is shown to student code."""
    own = os.path.join(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")
    return own if os.path.exists(own) else os.path.realpath(sys.executable)


def _folder_of(package: str) -> str:
    """Where a package is installed; it is not imported here, which would take time before the launcher has begun."""
    spec = PathFinder.find_spec(package)
    if spec is None or spec.origin is None:
        raise ImportError(f"{package} is not installed")
    return os.path.dirname(os.path.dirname(os.path.realpath(spec.origin)))


def _piped(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("it was started without pipes")
    return pipe
