"""How the parts of the sandbox speak with each other: one JSON object a frame, its length in front.

Both ends of every such socket are ours; what comes from student code goes through `grader.evidence.loads_strict`.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("!I")


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    """Send one object; raises OSError when the other end has gone."""
    data = json.dumps(message).encode()
    connection.sendall(_LENGTH.pack(len(data)) + data)


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """The next object, or None when the other end has gone."""
    try:
        header = _exactly(connection, _LENGTH.size)
        if header is None:
            return None
        data = _exactly(connection, _LENGTH.unpack(header)[0])
    except ConnectionError:
        return None
    message: dict[str, Any] | None = None if data is None else json.loads(data)
    return message


def _exactly(connection: socket.socket, size: int) -> bytearray | None:
    data = bytearray()
    while len(data) < size:
        piece = connection.recv(min(size - len(data), 1 << 20))
        if not piece:
            return None
        data += piece
    return data
