"""The stage on which hostile programs are run: a small world of its own around the grader that is to be tested.

Under root, `unshare(1)` gives it pid, mount and IPC namespaces, with its own /tmp and /dev/shm and the grader installed
into its interpreter as pip would do it. So an ordinary user can be played (`Stage("user")`: a uid that no account has,
and an interpreter that it can reach), what is left behind can be listed exactly, and a hole in the sandbox cannot hurt
the machine. An ordinary user has no stage: the worker then runs as it is, and only that identity can be tested.

As a script, this file is process 1 of a stage: it furnishes it, starts the worker under the right user, and reaps.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_UNUSED_UID = 61_000
_TOP = Path("/mnt")


class StageError(Exception):
    """The grader on the stage died, or does not answer."""


class Stage:
    """One stage with one worker. `identity` is `root` or `user`, `number` keeps parallel stages apart."""

    def __init__(self, identity: str, number: int = 0) -> None:
        if os.geteuid() == 0:
            order = {"identity": identity, "uid": _UNUSED_UID + number, "python": _python(), "here": str(HERE)}
            words = [
                "unshare",
                "--mount",
                "--pid",
                "--ipc",
                "--fork",
                "--kill-child",
                "--",
                _python(),
                "-I",
                "-S",
                str(HERE / "hostile_stage.py"),
            ]
            words.append(json.dumps({**order, "packages": _packages(), "base": sys.base_prefix}))
            environment = {"PATH": os.environ.get("PATH", os.defpath), "STAGE": identity}
            self._folder = None
        else:
            words = [sys.executable, str(HERE / "hostile_worker.py")]
            self._folder = tempfile.TemporaryDirectory(prefix="stage-")
            paths = os.pathsep.join([str(HERE), str(HERE.parent)])
            environment = {**os.environ, "TMPDIR": self._folder.name, "PYTHONPATH": paths}
        environment["GRADER_TOKEN"] = "canary-5f2c81-token"
        self._worker = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0
        )
        self._buffer = b""
        self.lacking: dict[str, str] = self._receive(60)
        """For each level, why it does not work here, or nothing."""

    def ask(self, request: dict[str, Any], seconds: float) -> Any:
        """Hand the worker a request and wait for its answer. Raises StageError."""
        assert self._worker.stdin is not None
        try:
            self._worker.stdin.write(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise StageError("the grader is gone") from error
        return self._receive(seconds)

    def close(self) -> None:
        """End the worker; the kernel ends the rest of the stage with it."""
        assert self._worker.stdin is not None
        with contextlib.suppress(OSError):
            self._worker.stdin.close()
        try:
            self._worker.wait(10)
        except subprocess.TimeoutExpired:
            self._worker.kill()
            self._worker.wait()
        assert self._worker.stdout is not None
        self._worker.stdout.close()
        if self._folder is not None:
            self._folder.cleanup()

    def _receive(self, seconds: float) -> Any:
        assert self._worker.stdout is not None
        while b"\n" not in self._buffer:
            ready, _, _ = select.select([self._worker.stdout], [], [], seconds)
            data = os.read(self._worker.stdout.fileno(), 1 << 20) if ready else b""
            if not data:
                self._worker.kill()
                raise StageError("the grader died" if ready else f"the grader did not answer within {seconds} s")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return json.loads(line)


def _python() -> str:
    """The interpreter behind the virtual environment, whose folder a stage may hide."""
    return os.path.realpath(sys.executable)


def _packages() -> list[str]:
    """The folders that an installed grader needs in its interpreter."""
    needed = ["psutil"] if sys.version_info >= (3, 11) else ["psutil", "tomli"]
    folders = [str(importlib.metadata.distribution(name).locate_file(name)) for name in needed]
    return [*folders, str(HERE.parent / "grader")]


# ---------------------------------------------------------------------------------------------- inside


def furnish(order: dict[str, Any]) -> list[str]:
    """Build the stage's own world; returns the command line of the worker. Needs root and own namespaces."""
    _mount("-t", "tmpfs", "-o", "mode=755", "stage", str(_TOP))
    for name in ("tmp", "shm", "packages", "tests", "python"):
        (_TOP / name).mkdir()
    for package in order["packages"]:
        shutil.copytree(package, _TOP / "packages" / Path(package).name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("exercises", "solutions"):
        secret = _TOP / "packages" / "grader" / "_course" / name / "01_secret" / "hidden" / "test_secret.py"
        secret.parent.mkdir(parents=True)
        secret.write_text("# canary-5f2c81-installed\n")
    for file in Path(order["here"]).glob("hostile_*.py"):
        shutil.copy(file, _TOP / "tests")
    python = order["python"]
    if order["identity"] == "user":
        _open_the_way(Path(order["base"]))
    site = subprocess.run(
        [python, "-I", "-c", "import site; print(site.getsitepackages()[0])"],
        check=True,
        capture_output=True,
        text=True,
    )
    _mount("--bind", str(_TOP / "packages"), site.stdout.strip())
    for folder, place in (("tmp", "/tmp"), ("shm", "/dev/shm")):
        (_TOP / folder).chmod(0o1777)
        _mount("--bind", str(_TOP / folder), place)
    _mount("-t", "proc", "proc", "/proc")
    if Path("/dev/mqueue").is_dir():
        _mount("-t", "mqueue", "mqueue", "/dev/mqueue")
    Path("/proc/sys/kernel/ns_last_pid").write_text("20000")  # no pid out here is also one inside of a sandbox
    return [python, str(_TOP / "tests" / "hostile_worker.py")]


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)  # noqa: S607 - wherever this system has it


def _open_the_way(base: Path) -> None:
    """Let every user reach the interpreter's folder: an own file system covers the first folder that is closed."""
    closed = next((folder for folder in reversed(base.parents) if not folder.stat().st_mode & 0o001), None)
    if closed is not None:
        _mount("--bind", str(base), str(_TOP / "python"))
        _mount("-t", "tmpfs", "-o", "mode=755", "open", str(closed))
        base.mkdir(parents=True)
        _mount("--bind", str(_TOP / "python"), str(base))


def _be_first(order: dict[str, Any]) -> None:
    """Start the worker, and reap until it ends."""
    command = furnish(order)
    worker = os.fork()
    if worker == 0:
        if order["identity"] == "user":
            os.setgroups([])
            os.setresgid(order["uid"], order["uid"], order["uid"])
            os.setresuid(order["uid"], order["uid"], order["uid"])
        os.chdir("/")
        os.execv(command[0], command)  # noqa: S606 - the very point
    os.close(0)
    os.close(1)
    while True:
        pid, status = os.wait()
        if pid == worker:
            sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    _be_first(json.loads(sys.argv[1]))
