"""Somebody outside, whom hostile programs try to reach: a process with servers, files and secrets.

It belongs to the same user as the grader, so that nothing but the sandbox protects it. `Bystander.noticed` tells
what has happened to it since the last time: signals, connections, datagrams, changed files, limits, priorities.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import resource
import selectors
import signal
import socket
from pathlib import Path
from typing import Any

from hostile_programs import CANARY


class Bystander:
    """The process, seen from the one who started it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _furnish(folder)
        ours, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            ours.close()
            with contextlib.suppress(KeyboardInterrupt):
                _serve(folder, theirs)
            os._exit(0)
        theirs.close()
        ours.settimeout(5)
        self._link = ours
        self.targets = self._receive()
        self._before = self._state()

    def noticed(self) -> dict[str, Any]:
        """What has changed since it was last asked, by name; empty if nothing has."""
        try:
            now = self._state()
        except OSError:
            return {"gone": "it does not answer any more"}
        changed = {name: now[name] for name in now if now[name] != self._before[name]}
        self._before = now
        return changed

    def end(self) -> None:
        """End it and reap it."""
        self._link.close()
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def _state(self) -> dict[str, Any]:
        self._link.send(b"?")
        return {**self._receive(), "files": _fingerprint(self.folder)}

    def _receive(self) -> dict[str, Any]:
        data = self._link.recv(1 << 16)
        if not data:
            raise ConnectionError
        return json.loads(data)


def _furnish(folder: Path) -> None:
    for name in ("hidden", "submissions/ada", "open"):
        (folder / name).mkdir(parents=True)
    (folder / "open").chmod(0o1777)
    (folder / "hidden" / "test_secret.py").write_text(f"ANSWER = '{CANARY}-hidden'\n")
    (folder / "submissions" / "ada" / "attack.py").write_text(f"# {CANARY}-submission\n")
    (folder / "victim.txt").write_text("untouched\n")


def _fingerprint(folder: Path) -> str:
    """Names, kinds, modes, owners, times of change and contents of everything below a folder."""
    digest = hashlib.sha256()
    for path in sorted([folder, *folder.rglob("*")]):
        about = path.lstat()
        digest.update(f"{path} {about.st_mode} {about.st_uid} {about.st_nlink} {about.st_mtime_ns} ".encode())
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _serve(folder: Path, link: socket.socket) -> None:
    signals: list[int] = []
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}:
        with contextlib.suppress(OSError):
            signal.signal(number, lambda number, _: signals.append(number))
    counts = {"connections": 0, "datagrams": 0}
    address = _own_address()
    abstract = f"{CANARY}-{os.urandom(8).hex()}"
    unix_path = str(folder / "service.sock")
    tcp = socket.create_server(("127.0.0.1", 0))
    port = tcp.getsockname()[1]
    streams = [
        tcp,
        _bound(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{abstract}"),
        _bound(socket.AF_UNIX, socket.SOCK_STREAM, unix_path),
    ]
    udp = _bound(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
    datagrams = [udp, _bound(socket.AF_UNIX, socket.SOCK_DGRAM, f"\0{abstract}-datagrams")]
    if address != "127.0.0.1":
        with contextlib.suppress(OSError):
            streams.append(socket.create_server((address, port)))
            datagrams.append(_bound(socket.AF_INET, socket.SOCK_DGRAM, (address, udp.getsockname()[1])))
    targets = {
        "bystander": os.getpid(),
        "hidden": str(folder / "hidden" / "test_secret.py"),
        "submission": str(folder / "submissions" / "ada" / "attack.py"),
        "victim": str(folder / "victim.txt"),
        "outside": str(folder / "open"),
        "tcp_port": port,
        "udp_port": udp.getsockname()[1],
        "address": address,
        "abstract": abstract,
        "unix_path": unix_path,
    }
    Path(unix_path).chmod(0o777)
    link.send(json.dumps(targets).encode())
    _answer(link, streams, datagrams, counts, signals)


def _answer(
    link: socket.socket,
    streams: list[socket.socket],
    datagrams: list[socket.socket],
    counts: dict[str, int],
    signals: list[int],
) -> None:
    selector = selectors.DefaultSelector()
    for each in [link, *streams, *datagrams]:
        selector.register(each, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            ready = key.fileobj
            assert isinstance(ready, socket.socket)
            if ready is link:
                if not link.recv(1):
                    return
                link.send(json.dumps({**counts, "signals": signals, **_standing()}).encode())
            elif ready in streams:
                ready.accept()[0].close()
                counts["connections"] += 1
            else:
                data, sender = ready.recvfrom(1024)
                counts["datagrams"] += 1
                with contextlib.suppress(OSError, TypeError):
                    ready.sendto(data, sender)


def _standing() -> dict[str, Any]:
    return {
        "affinity": sorted(os.sched_getaffinity(0)),
        "priority": os.getpriority(os.PRIO_PROCESS, 0),
        "scheduler": os.sched_getscheduler(0),
        "descriptors": resource.getrlimit(resource.RLIMIT_NOFILE),
        "group": os.getpgid(0),
        "out_of_memory": Path("/proc/self/oom_score_adj").read_text(),
    }


def _bound(family: int, kind: int, address: Any) -> socket.socket:
    bound = socket.socket(family, kind)
    bound.bind(address)
    if kind == socket.SOCK_STREAM:
        bound.listen()
    return bound


def _own_address() -> str:
    """An address of this machine that is not loopback, where it has one; no packet is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
