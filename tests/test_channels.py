"""What a run writes: output that is capped and kept as text, and records of work that are paired or refused."""

from __future__ import annotations

import json
import os

import pytest
from builders import MAIN, a_child
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import EvidenceError
from grader.sandbox import channels
from grader.sandbox.channels import Output, Records

START = 100.0
LIVES = (a_child(MAIN, parent=1, born=0.0, ended=None), a_child(3, born=0.1, ended=0.5))


@pytest.fixture
def stream():
    """An output, and a function that writes to it."""
    read, write = os.pipe()
    yield Output(read), lambda data: os.write(write, data)
    for end in (read, write):
        os.close(end)


@pytest.fixture
def pipe(tmp_path):
    """The named pipe of records, opened as the sandbox does it, and a function that writes lines to it."""
    os.mkfifo(tmp_path / "records")
    end = os.open(tmp_path / "records", os.O_RDWR | os.O_NONBLOCK)
    yield Records(end), lambda *lines: [os.write(end, line.encode() + b"\n") for line in lines]
    os.close(end)


def a_record(what="begin", **differs):
    return json.dumps({"what": what, "pid": 3, "thread": 1, "at": START + 0.2, "step": "work", "item": 7, **differs})


def work(lines, *, exact=True):
    """What some lines come to."""
    records = Records(-1)
    records._lines = [line.encode() for line in lines]
    return records.work(LIVES, START, exact=exact)


# ---------------------------------------------------------------------------------------------- output


def test_output_is_kept_as_it_was_written(stream):
    output, write = stream
    write("grüße\n".encode())
    assert output.drain(1000)
    assert output.text() == "grüße\n"


def test_output_that_is_no_utf_8_is_told_byte_by_byte(stream):
    output, write = stream
    write(b"a\xff\x00b")
    output.drain(1000)
    assert output.text() == "a\\xff\x00b"


def test_output_is_not_read_much_beyond_its_limit(stream):
    output, write = stream
    for _ in range(3):
        write(b"x" * 20_000)
        output.drain(30_000)
    write(b"x" * 20_000)
    output.drain(30_000)
    assert output.size == 40_000


def test_only_the_beginning_of_much_output_is_kept(stream, monkeypatch):
    monkeypatch.setattr(channels, "_KEPT", 10)
    output, write = stream
    for _ in range(3):
        write(b"0123456")
        output.drain(1000)
    assert (output.text(), output.size) == ("0123456012", 21)


def test_the_end_of_a_stream_is_noticed():
    read, write = os.pipe()
    os.close(write)
    assert not Output(read).drain(1000)
    os.close(read)


# ---------------------------------------------------------------------------------------------- records


def test_a_beginning_and_an_end_are_one_piece_of_work():
    (piece,) = work([a_record(), a_record("end", at=START + 0.3)])
    assert (piece.pid, piece.item, piece.began, piece.ended, piece.failed) == (3, 7, 0.2, 0.3, False)


def test_work_that_failed_says_so():
    (piece,) = work([a_record(), a_record("fail", at=START + 0.3)])
    assert piece.failed


def test_work_that_nobody_ended_has_no_end():
    assert [piece.ended for piece in work([a_record(), a_record(at=START + 0.3)])] == [None, None]


def test_threads_work_side_by_side():
    pieces = work(
        [a_record(), a_record(thread=2, at=START + 0.21), a_record("end", at=START + 0.3), a_record("end", thread=2)]
    )
    assert [(piece.began, piece.ended) for piece in pieces] == [(0.2, 0.3), (0.21, 0.2)]


def test_pieces_are_told_in_the_order_in_which_they_began():
    lines = [a_record(at=START + 0.4), a_record(pid=2, at=START + 0.3)]
    assert [piece.pid for piece in work(lines)] == [2, 3]


@pytest.mark.parametrize(
    "line",
    [
        "rubbish",
        "[1, 2]",
        "{}",
        a_record(pid=4711),
        a_record(at=START - 1),
        a_record(at=START + 2),
        a_record("begins"),
        a_record(pid=True),
        a_record(pid="3"),
        a_record(thread=True),
        a_record(at="now"),
        a_record(extra=1),
        a_record(at=float("nan")),
        a_record("end"),
        a_record(item="x").replace('"x"', "[" * 200 + "]" * 200),
    ],
)
def test_a_record_that_cannot_be_true_is_tampering(line):
    with pytest.raises(EvidenceError):
        work([line])


def test_where_processes_are_only_looked_at_a_record_is_believed():
    assert work([a_record(pid=4711)], exact=False)


def test_a_record_that_was_not_finished_is_tampering(pipe):
    records, write = pipe
    write(a_record())
    os.write(records.read_end, b'{"what"')
    records.drain()
    with pytest.raises(EvidenceError, match="unfinished"):
        records.work(LIVES, START, exact=True)


def test_records_arrive_through_the_pipe(pipe):
    records, write = pipe
    write(a_record(), a_record("end", at=START + 0.3))
    records.drain()
    assert [piece.ended for piece in records.work(LIVES, START, exact=True)] == [0.3]


@pytest.mark.parametrize("limit", ["_MOST_RECORDS", "_MOST_RECORDED_BYTES"])
def test_a_flood_of_records_is_a_problem(pipe, monkeypatch, limit):
    monkeypatch.setattr(channels, limit, 3)
    records, write = pipe
    write(*[a_record()] * 4)
    records.drain()
    assert "more than" in records.problem
    with pytest.raises(EvidenceError, match="more than"):
        records.work(LIVES, START, exact=True)


@given(
    lines=st.lists(
        st.one_of(st.text(max_size=30), st.sampled_from([a_record(), a_record("end"), a_record("fail", pid=2)]))
    )
)
def test_whatever_is_written_gives_work_or_tampering(lines):
    try:
        pieces = work(lines)
    except EvidenceError:
        return
    assert all(piece.pid in (MAIN, 3) for piece in pieces)
