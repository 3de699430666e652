"""A manager's server: a process that waits for requests, and polls while it does."""

from __future__ import annotations

import select
from multiprocessing import connection, managers
from typing import Any

from grader.languages.python.scheduling import pipes, turn

_serve, _accept, _client = managers.Server.serve_forever, None, None


def install() -> None:
    """Let servers be services, and connections be made as points."""
    listener: Any = connection.SocketListener  # type: ignore[attr-defined]
    accept, client = listener.accept, connection.SocketClient  # type: ignore[attr-defined]

    def serve_forever(self: Any) -> None:
        turn.serve()
        _serve(self)

    def controlled_accept(self: Any) -> Any:
        pipes.until_ready("receive", self._socket.fileno(), select.POLLIN)
        return accept(self)

    def controlled_client(address: Any) -> Any:
        connected = client(address)
        turn.changed("socket:")
        return connected

    turn.stand_in(managers.Server, serve_forever=serve_forever)
    turn.stand_in(listener, accept=controlled_accept)
    turn.stand_in(connection, SocketClient=controlled_client)
