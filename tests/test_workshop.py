"""The workshop: what its work gives, how long it takes, when it fails, and the records that it leaves."""

from __future__ import annotations

import json
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.languages.python import workshop
from grader.languages.python.workshop import WorkFailed, make, work

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=10,
)


@pytest.fixture
def graded(tmp_path, monkeypatch):
    """Let work be graded by a plan; gives a function that says the plan, and one that reads the records."""
    os.mkfifo(tmp_path / "records")
    pipe = os.open(tmp_path / "records", os.O_RDWR | os.O_NONBLOCK)

    def plan(**differs):
        monkeypatch.setenv("WORKSHOP", json.dumps({"records": str(tmp_path / "records"), **differs}))

    def records():
        return [json.loads(line) for line in os.read(pipe, 1 << 16).splitlines()]

    plan()
    yield plan, records
    os.close(pipe)


@pytest.mark.parametrize(
    ("item", "result"), [(3, 9), (1.5, 2.25), ("abc", "ABC"), (True, True), (None, None), ([1], [1])]
)
def test_work_gives(item, result):
    assert work(item) == result


@given(item=JSON)
def test_making_gives_the_item_itself(item):
    assert make(item) is item


def test_work_by_hand_leaves_nothing_and_takes_no_time(monkeypatch):
    monkeypatch.delenv("WORKSHOP", raising=False)
    monkeypatch.setattr(workshop, "_write", None)
    assert work(2) == 4


def test_a_piece_of_work_leaves_two_records(graded):
    _, records = graded
    work(3)
    begin, end = records()
    assert (begin["what"], end["what"]) == ("begin", "end")
    assert begin.items() >= {"pid": os.getpid(), "thread": threading.get_ident(), "step": "work", "item": 3}.items()
    assert begin["at"] <= end["at"]


def test_making_is_recorded_as_a_step_of_its_own(graded):
    _, records = graded
    make(3)
    assert [record["step"] for record in records()] == ["make", "make"]


def test_work_that_is_planned_to_fail_fails_and_says_so(graded):
    plan, records = graded
    plan(plan=[[3, {"fails": True}]])
    with pytest.raises(WorkFailed, match="the work on 3 failed"):
        work(3)
    assert [record["what"] for record in records()] == ["begin", "fail"]
    assert work(4) == 16


def test_an_order_is_for_one_step(graded):
    plan, _ = graded
    plan(plan=[[3, {"fails": True, "step": "make"}]])
    assert work(3) == 9
    with pytest.raises(WorkFailed):
        make(3)


def test_work_takes_the_time_that_is_planned_and_making_takes_none(graded, monkeypatch):
    plan, _ = graded
    passed = []
    monkeypatch.setattr(workshop, "_pass_time", lambda seconds, spin: passed.append((seconds, spin)))
    plan(seconds=0.5, spin=True, plan=[[2, {"seconds": 0.1}]])
    work(1)
    work(2)
    make(1)
    assert passed == [(0.5, True), (0.1, True), (0.0, True)]


def test_one_is_not_true(graded):
    plan, _ = graded
    plan(plan=[[1, {"fails": True}]])
    assert work(True) is True
    with pytest.raises(WorkFailed):
        work(1)


def test_a_long_item_is_cut_so_that_its_record_fits_into_one_write(graded):
    plan, records = graded
    plan(plan=[["x" * 1_000_000, {"fails": True}]])
    with pytest.raises(WorkFailed):
        work("x" * 1_000_000)
    assert records()[0]["item"] == "x" * 40 + "… (1000002 characters)"


@given(item=st.one_of(JSON, st.binary(), st.text(min_size=190)))
def test_every_record_is_shorter_than_what_a_pipe_keeps_together(item):
    assert len(json.dumps(workshop._shown(item))) < 2048


def test_what_cannot_be_written_as_json_is_recorded_as_python_shows_it(graded):
    _, records = graded
    work({1, 2})
    assert records()[0]["item"] == "{1, 2}"
