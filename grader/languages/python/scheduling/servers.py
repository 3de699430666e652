"""A manager's server: a process that waits for requests, and polls while it does."""

from __future__ import annotations

import select
from collections.abc import Callable
from multiprocessing import connection, managers
from typing import Any

from grader.languages.python.scheduling import pipes, turn

_listener: Any = connection.SocketListener  # type: ignore[attr-defined]
_connect: Callable[[Any], Any] = connection.SocketClient  # type: ignore[attr-defined]
_GREETINGS = ("deliver_challenge", "answer_challenge")
"""What client and server say first on each new connection, and nobody else can hear."""
_serve, _accept = managers.Server.serve_forever, _listener.accept


def install() -> None:
    """Let servers be services, and connections be made as points."""
    turn.stand_in(managers.Server, serve_forever=serve_forever)
    turn.stand_in(_listener, accept=accept)
    turn.stand_in(
        connection, SocketClient=connect, **{name: turn.passing(getattr(connection, name)) for name in _GREETINGS}
    )
    turn.stand_in(managers, dispatch=turn.passing(managers.dispatch))  # type: ignore[attr-defined]


def serve_forever(self: Any) -> None:
    """`Server.serve_forever`."""
    turn.serve()
    _serve(self)


def accept(self: Any) -> Any:
    """`SocketListener.accept`."""
    pipes.until_ready("receive", self._socket.fileno(), select.POLLIN)
    return _accept(self)


def connect(address: Any) -> Any:
    """`SocketClient`; whoever listens may go on."""
    connected = _connect(address)
    turn.changed("socket:")
    return connected
