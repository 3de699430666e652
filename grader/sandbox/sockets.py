"""Who is at the other end of a socket: local sockets by the kernel's socket diagnosis (sock_diag(7)), TCP by its table.

The diagnosis shows the sockets of the network namespace in which its own socket was made. So the warden, which is
inside, makes that one, and the keeper, outside, asks through it.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from grader.sandbox import kernel
from grader.sandbox.sleepers import read

# linux/netlink.h, linux/sock_diag.h, linux/unix_diag.h
_NETLINK_SOCK_DIAG, _SOCK_DIAG_BY_FAMILY, _NLM_REQUEST_DUMP, _NLMSG_ERROR, _NLMSG_DONE = 4, 20, 0x301, 2, 3
_SHOW_NAME_AND_PEER, _NAME, _PEER = 0x01 | 0x04, 0, 2
_HEADER, _ANSWER, _ATTRIBUTE = struct.Struct("=IHHII"), struct.Struct("=BBBBIII"), struct.Struct("=HH")
_LISTENING = 10  # TCP_LISTEN in net/tcp_states.h, used for local sockets as well
_RCVTIMEO, _SNDTIMEO = 20, 21  # asm-generic/socket.h
_PATIENCE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Local:
    """One local (AF_UNIX) socket."""

    peer: int | None
    """Inode of the socket at its other end."""
    listening: bool
    name: str

    @property
    def is_of_multiprocessing(self) -> bool:
        """Whether the library has made it, under a random name in a folder of its own that only its user may enter.

        `util.get_temp_dir` and `connection.arbitrary_address` of multiprocessing: nobody but the family connects there.
        """
        return all(part in self.name for part in ("/pymp-", "/listener-"))


@dataclass(frozen=True, slots=True)
class Remote:
    """One TCP socket."""

    here: str
    there: str
    listening: bool
    busy: bool
    """Whether something is on its way, or a timer of the protocol runs."""


@dataclass(slots=True)
class Sockets:
    """The sockets of a run's network, by inode."""

    local: dict[int, Local] = field(default_factory=dict)
    tcp: dict[int, Remote] = field(default_factory=dict)

    def tcp_peer(self, inode: int) -> int | None:
        """The socket of the same network at the other end of a TCP connection."""
        mine = self.tcp.get(inode)
        if mine is None:
            return None
        return next(
            (other for other, its in self.tcp.items() if (its.here, its.there) == (mine.there, mine.here)), None
        )


def open_diagnosis() -> int | None:
    """A descriptor to ask through, None where the system has no such thing."""
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _NETLINK_SOCK_DIAG) as asking:
            return asking.detach()
    except (OSError, AttributeError):
        return None


def look(diagnosis: int | None, main: int) -> Sockets:
    """All sockets there are now in the network that `main` (a host pid) is in."""
    local = dict(_local(diagnosis)) if diagnosis is not None else {}
    return Sockets(local, {**_tcp(f"/proc/{main}/net/tcp"), **_tcp(f"/proc/{main}/net/tcp6")})


def has_a_timeout(host: int, number: int) -> bool:
    """Whether a process's socket gives up after a while (SO_RCVTIMEO, SO_SNDTIMEO), or we cannot know.

    Only the socket itself knows it; pidfd_getfd(2) gives us a copy of the descriptor (Linux 5.6).
    """
    try:
        process = kernel.syscall("pidfd_open", host, 0)
        try:
            copy = kernel.syscall("pidfd_getfd", process, number, 0)
        finally:
            os.close(process)
        with socket.socket(fileno=copy) as its:
            limits = [its.getsockopt(socket.SOL_SOCKET, option, 16) for option in (_RCVTIMEO, _SNDTIMEO)]
    except OSError:
        return True
    return any(map(any, limits))


def _local(diagnosis: int) -> Iterator[tuple[int, Local]]:
    request = struct.pack("=BBHIIIII", socket.AF_UNIX, 0, 0, 0xFFFFFFFF, 0, _SHOW_NAME_AND_PEER, 0, 0)
    header = _HEADER.pack(_HEADER.size + len(request), _SOCK_DIAG_BY_FAMILY, _NLM_REQUEST_DUMP, 1, 0)
    with socket.socket(fileno=os.dup(diagnosis)) as asking:
        asking.settimeout(_PATIENCE_SECONDS)
        try:
            asking.send(header + request)
            while True:
                for kind, body in _messages(asking.recv(1 << 16)):
                    if kind in (_NLMSG_DONE, _NLMSG_ERROR):
                        return
                    yield _understood(body)
        except OSError:
            return


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    while len(data) >= _HEADER.size:
        length, kind, _, _, _ = _HEADER.unpack_from(data)
        if length < _HEADER.size:
            return
        yield kind, data[_HEADER.size : length]
        data = data[(length + 3) & ~3 :]


def _understood(body: bytes) -> tuple[int, Local]:
    _, _, state, _, inode, _, _ = _ANSWER.unpack_from(body)
    peer, name = None, ""
    at = _ANSWER.size
    while at + _ATTRIBUTE.size <= len(body):
        length, kind = _ATTRIBUTE.unpack_from(body, at)
        value = body[at + _ATTRIBUTE.size : at + length]
        if kind == _PEER and len(value) == 4:
            peer = struct.unpack("=I", value)[0]
        elif kind == _NAME:
            name = value.decode("utf-8", "backslashreplace")
        at += max((length + 3) & ~3, 4)
    return inode, Local(peer, state == _LISTENING, name)


def _tcp(path: str) -> dict[int, Remote]:
    """The rows of proc_net_tcp(5) by inode."""
    rows = (line.split() for line in read(path).splitlines()[1:])
    return {int(row[9]): _remote(*row[1:6]) for row in rows if len(row) > 9}


def _remote(here: str, there: str, state: str, queues: str, timer: str) -> Remote:
    """One row; a timer of kind 2 only keeps a connection alive."""
    busy = queues[:8] != "00000000" or timer[:2] not in ("00", "02")
    return Remote(here, there, int(state, 16) == _LISTENING, busy)
