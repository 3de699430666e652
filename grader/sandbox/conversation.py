"""What the keeper and the driver say to each other: the request, the replies, the go-aheads.

The request lies in a file, so that nobody waits for a reader. Each reply is one line of strict JSON on a socket; the
driver then waits there for a go-ahead, while the keeper looks at what the call has left. Everything that arrives is
hostile: another number of replies than was asked for, a wrong nonce or anything unreadable is tampering.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import tempfile
from collections.abc import Mapping
from typing import Any

from grader.errors import EvidenceError
from grader.evidence import from_json, loads_strict
from grader.model import Failure, Json, Return, Schedule, Stall

_MOST_BYTES = 32 << 20
_GO = b"go\n"
_TOLD: dict[str, Any] = {"schedule": Schedule, "stall": Stall}
"""What a reply may say besides, if schedules were asked for."""


class Conversation:
    """One run's requests and replies, seen from the keeper."""

    def __init__(self, request: Mapping[str, Json]) -> None:
        self._nonce = secrets.token_hex(16)
        self._expected = int(str(request.get("repeat", 1)))
        self._hunts = "schedules" in request
        self._arrived = 0
        self._buffer = bytearray()
        self.problem = ""
        self.at_end = False
        """Whether everyone who could reply has gone."""
        with tempfile.TemporaryFile() as file:
            file.write(json.dumps({**request, "nonce": self._nonce}).encode())
            file.seek(0)
            self.request = os.dup(file.fileno())
        self.ours, self.theirs = socket.socketpair()
        self.ours.setblocking(False)

    def read(self) -> list[Return]:
        """The replies that are complete by now, as returns at no time yet.

        `problem` says what was wrong with one that is not a reply.
        """
        replies = []
        try:
            while data := self.ours.recv(1 << 18):
                self._buffer += data
                if len(self._buffer) > _MOST_BYTES:
                    self.problem = f"a reply of more than {_MOST_BYTES >> 20} MiB"
                    break
            else:
                self.at_end = True
        except (BlockingIOError, ConnectionError):
            pass
        while not self.problem and b"\n" in self._buffer:
            line, _, rest = self._buffer.partition(b"\n")
            self._buffer = rest
            try:
                replies.append(self._understand(bytes(line)))
            except EvidenceError as error:
                self.problem = error.message
        return replies

    def _understand(self, line: bytes) -> Return:
        self._arrived += 1
        if self._arrived > self._expected:
            raise EvidenceError("more replies than calls")
        try:
            reply: Any = loads_strict(line)
        except EvidenceError as error:
            raise EvidenceError(f"a reply that is not strict JSON: {error.message}") from error
        if b"\\ud" in line.lower() and not _is_unicode(reply):
            raise EvidenceError("a reply with half of a surrogate pair, which is no text")
        if not isinstance(reply, dict) or reply.pop("nonce", None) != self._nonce:
            raise EvidenceError("a reply without the nonce of this run")
        told = self._told(reply) if self._hunts else {}
        if reply.keys() == {"value"}:
            return Return(at=0.0, value=reply["value"], **told)
        if reply.keys() == {"error"}:
            return Return(at=0.0, failure=from_json(Failure, reply["error"]), **told)
        raise EvidenceError("a reply with neither a value nor an error")

    @staticmethod
    def _told(reply: dict[str, Any]) -> dict[str, Any]:
        """Take out of a reply what it says besides."""
        told = {
            name: from_json(kind, data) for name, kind in _TOLD.items() if (data := reply.pop(name, None)) is not None
        }
        files = reply.pop("files", {})
        if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
            raise EvidenceError("a reply with files that are no texts")
        return {**told, "files": files}

    @property
    def unfinished(self) -> bool:
        """Whether bytes of an incomplete reply have arrived."""
        return bool(self._buffer)

    def go_ahead(self) -> None:
        """Let the driver go on after a reply."""
        try:
            self.ours.send(_GO)
        except OSError:
            return

    def close_theirs(self) -> None:
        """Close what is main's, once main has it."""
        os.close(self.request)
        self.theirs.close()

    def close(self) -> None:
        """Close our end."""
        self.ours.close()


def _is_unicode(reply: Any) -> bool:
    try:
        json.dumps(reply, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
