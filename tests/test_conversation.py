"""The conversation with the driver: what is a reply, and what is an attempt at forging one."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Failure, Schedule
from grader.sandbox import conversation as module
from grader.sandbox.conversation import Conversation

FAILURE = {"kind": "raised", "type": "ValueError", "message": "no", "file": "a.py", "line": 3, "traceback": ""}


@pytest.fixture
def talk():
    """A conversation about two calls."""
    conversation = Conversation({"repeat": 2})
    yield conversation
    conversation.close_theirs()
    conversation.close()


def nonce_of(talk):
    return json.loads(os.pread(talk.request, 10_000, 0))["nonce"]


def say(talk, *replies):
    """Write lines as main would, and give what is understood: value and failure of each reply."""
    for reply in replies:
        line = reply if isinstance(reply, bytes) else json.dumps(reply).encode() + b"\n"
        talk.theirs.sendall(line)
    return [(reply.value, reply.failure) for reply in talk.read()]


def test_the_request_is_there_to_be_read_with_a_nonce_that_is_new_each_time(talk):
    other = Conversation({"repeat": 2})
    assert json.loads(os.pread(talk.request, 10_000, 0)) == {"repeat": 2, "nonce": nonce_of(talk)}
    assert nonce_of(other) != nonce_of(talk)
    other.close_theirs()
    other.close()


def test_a_value_with_the_right_nonce_is_a_reply(talk):
    assert say(talk, {"nonce": nonce_of(talk), "value": [1, None]}) == [([1, None], None)]
    assert talk.problem == ""


@pytest.mark.parametrize(("request_", "told"), [({}, False), ({"schedules": {}}, True)])
def test_a_schedule_is_told_only_where_one_was_asked_for(request_, told):
    talk = Conversation({"repeat": 1, **request_})
    reply = {"nonce": nonce_of(talk), "value": 1, "schedule": {"seed": 4, "strategy": "walk"}}
    talk.theirs.sendall(json.dumps(reply).encode() + b"\n")
    assert [each.schedule for each in talk.read()] == ([Schedule(seed=4, strategy="walk")] if told else [])
    assert bool(talk.problem) is not told
    talk.close_theirs()
    talk.close()


def test_an_error_with_the_right_nonce_is_a_failure(talk):
    assert say(talk, {"nonce": nonce_of(talk), "error": FAILURE}) == [(None, Failure(**FAILURE))]


def test_a_reply_may_come_in_pieces(talk):
    line = json.dumps({"nonce": nonce_of(talk), "value": "x" * 1000}).encode() + b"\n"
    assert say(talk, line[:500]) == []
    assert talk.unfinished
    assert say(talk, line[500:]) == [("x" * 1000, None)]
    assert not talk.unfinished


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ({"value": 1}, "without the nonce"),
        ({"nonce": "0" * 32, "value": 1}, "without the nonce"),
        ({"nonce": None, "value": 1}, "without the nonce"),
        ([1], "without the nonce"),
        (b"rubbish\n", "not strict JSON"),
        (b"\n", "not strict JSON"),
        (b"\xff\xfe\n", "not strict JSON"),
        (b'{"nonce": NaN}\n', "not strict JSON"),
        (b'{"a": 1, "a": 2}\n', "not strict JSON"),
        (b"[" * 100_000 + b"\n", "not strict JSON"),
        (b"9" * 5000 + b"\n", "not strict JSON"),
    ],
)
def test_what_is_no_reply_is_a_problem(talk, reply, problem):
    assert say(talk, reply) == []
    assert problem in talk.problem


@pytest.mark.parametrize(
    "reply",
    [{}, {"value": 1, "error": FAILURE}, {"value": 1, "more": 2}, {"error": {}}, {"error": "bad"}, {"error": None}],
)
def test_the_right_nonce_with_the_wrong_fields_is_a_problem(talk, reply):
    assert say(talk, {"nonce": nonce_of(talk), **reply}) == []
    assert talk.problem


@pytest.mark.parametrize("text", ['"\\ud800"', '{"\\uDFFF": 1}', '["a\\udc80"]'])
def test_half_of_a_surrogate_pair_is_no_text(talk, text):
    assert say(talk, f'{{"nonce": "{nonce_of(talk)}", "value": {text}}}\n'.encode()) == []
    assert "surrogate" in talk.problem


def test_a_whole_surrogate_pair_is_text(talk):
    assert say(talk, f'{{"nonce": "{nonce_of(talk)}", "value": "\\ud83d\\ude00"}}\n'.encode()) == [("😀", None)]


def test_more_replies_than_calls_are_a_problem(talk):
    right = {"nonce": nonce_of(talk), "value": 1}
    assert say(talk, right, right, right) == [(1, None), (1, None)]
    assert talk.problem == "more replies than calls"


def test_nothing_is_believed_after_a_problem(talk):
    assert say(talk, b"rubbish\n", {"nonce": nonce_of(talk), "value": 1}) == []


def test_a_reply_that_is_too_large_is_a_problem(talk, monkeypatch):
    monkeypatch.setattr(module, "_MOST_BYTES", 1000)
    assert say(talk, b"x" * 1001) == []
    assert talk.problem.startswith("a reply of more than")


def test_main_waits_for_a_go_ahead(talk):
    talk.go_ahead()
    assert talk.theirs.recv(100) == b"go\n"


def test_a_go_ahead_to_nobody_is_no_error():
    talk = Conversation({})
    talk.close_theirs()
    talk.go_ahead()
    assert talk.read() == []
    assert talk.at_end
    talk.close()


@given(data=st.binary(min_size=1))
def test_rubbish_is_never_a_value(data):
    talk = Conversation({"repeat": 1})
    assert say(talk, data + b"\n") == []
    assert talk.problem
    talk.close_theirs()
    talk.close()
