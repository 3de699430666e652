"""What a run writes: its two output streams, capped, and the workshop's records of work, cross-checked.

The streams belong to the student: kept as text for people, never parsed. Records are read strictly; one that no process
of the run can have written is tampering.
"""

from __future__ import annotations

import os
from typing import Any

from grader.errors import EvidenceError
from grader.evidence import loads_strict
from grader.model import Json, ProcessLife, Work

_KEPT = 64 << 10
_MOST_RECORDS = 20_000
_MOST_RECORDED_BYTES = 8 << 20
_TOLERANCE_SECONDS = 0.05


class Output:
    """One output stream. What is over the limit is counted and dropped."""

    def __init__(self, read: int) -> None:
        os.set_blocking(read, False)
        self.read_end = read
        self.size = 0
        self._kept = bytearray()

    def drain(self, limit: int) -> bool:
        """Read what is there, but not much more than the limit; False at the end of the stream."""
        while self.size <= limit:
            try:
                data = os.read(self.read_end, 1 << 16)
            except BlockingIOError:
                return True
            if not data:
                return False
            self.size += len(data)
            self._kept += data[: _KEPT - len(self._kept)]
        return True

    def text(self) -> str:
        """The beginning of it, as text; bytes that are not UTF-8 are written as escapes."""
        return self._kept.decode("utf-8", "backslashreplace")


class Records:
    """The workshop's records, as they arrive on the named pipe."""

    def __init__(self, read: int) -> None:
        self.read_end = read
        self.problem = ""
        self._buffer = b""
        self._size = 0
        self._lines: list[bytes] = []

    def drain(self) -> None:
        """Read what is there."""
        while not self.problem:
            try:
                data = os.read(self.read_end, 1 << 16)
            except BlockingIOError:
                return
            self._size += len(data)
            *lines, self._buffer = (self._buffer + data).split(b"\n")
            self._lines += lines
            if len(self._lines) > _MOST_RECORDS or self._size > _MOST_RECORDED_BYTES:
                self.problem = f"more than {_MOST_RECORDS} records of work, or {_MOST_RECORDED_BYTES >> 20} MiB of them"

    def work(self, lives: tuple[ProcessLife, ...], start: float, *, exact: bool) -> tuple[Work, ...]:
        """The records paired to pieces of work, in the order in which they began.

        Raises EvidenceError for too many of them, and for one that is unreadable, or that no process of the run can
        have written at that time.
        """
        if self.problem:
            raise EvidenceError(self.problem)
        if self._buffer:
            raise EvidenceError("an unfinished record of work")
        known: dict[int, list[ProcessLife]] = {}
        for life in lives:
            known.setdefault(life.pid, []).append(life)
        pieces: list[Work] = []
        begun: dict[tuple[int, int], dict[str, Any]] = {}
        for line in self._lines:
            record = _record(line)
            at = record["at"] - start
            if exact and not any(_may_have_written(life, at) for life in known.get(record["pid"], ())):
                raise EvidenceError(f"a record of work by process {record['pid']}, which was not there at that time")
            key = (record["pid"], record["thread"])
            if record["what"] == "begin":
                if key in begun:
                    pieces.append(_piece(begun.pop(key), None, start))
                begun[key] = record
            elif key in begun:
                pieces.append(_piece(begun.pop(key), record, start))
            else:
                raise EvidenceError("a record of the end of work that nobody began")
        pieces += [_piece(record, None, start) for record in begun.values()]
        return tuple(sorted(pieces, key=lambda piece: piece.began))


_FIELDS: dict[str, tuple[type, ...]] = {
    "what": (str,),
    "pid": (int,),
    "thread": (int,),
    "at": (float, int),
    "step": (str,),
    "item": (),
}


def _record(line: bytes) -> dict[str, Any]:
    record: Any = loads_strict(line)
    if not isinstance(record, dict) or record.keys() != _FIELDS.keys():
        raise EvidenceError("a record of work with other fields than the workshop writes")
    for name, kinds in _FIELDS.items():
        if kinds and type(record[name]) not in kinds:
            raise EvidenceError(f"a record of work whose {name!r} is not of the workshop's kind")
    if record["what"] not in ("begin", "end", "fail"):
        raise EvidenceError("a record of work that is neither a beginning nor an end")
    return record


def _piece(begin: dict[str, Any], end: dict[str, Any] | None, start: float) -> Work:
    item: Json = begin["item"]
    ended = None if end is None else round(end["at"] - start, 6)
    failed = end is not None and end["what"] == "fail"
    began = round(begin["at"] - start, 6)
    return Work(pid=begin["pid"], item=item, step=begin["step"], began=began, ended=ended, failed=failed)


def _may_have_written(life: ProcessLife, at: float) -> bool:
    return life.born - _TOLERANCE_SECONDS <= at and (life.ended is None or at <= life.ended + _TOLERANCE_SECONDS)
