"""A record comes back as it was, or not at all; and nothing from the untrusted side can break the reader."""

from __future__ import annotations

import json
import string
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import json_values, records

from grader.errors import EvidenceError
from grader.evidence import (
    MAX_DEPTH,
    MAX_DIGITS,
    RECORD_DEPTH,
    SCHEMA_VERSION,
    decode,
    encode,
    from_json,
    loads_strict,
    plain,
    prepare,
    to_json,
)
from grader.model import CheckResult, Ending, Evidence, Grade, Level, Limits, ProcessLife, Return, Verdict

evidence = partial(
    Evidence, ending=Ending.EXITED, limits=Limits(), level=Level.CONTAINED, exact=True, main=2, seconds=0.5
)


def refused(text: str | bytes, *, kind: type = Evidence) -> str:
    """The message with which a record is refused: always one printable line."""
    with pytest.raises(EvidenceError) as caught:
        decode(kind, text)
    assert caught.value.message.isprintable()
    return caught.value.message


def changed(**keys: object) -> str:
    """A good record but for some keys."""
    return json.dumps({**json.loads(encode(evidence())), **keys})


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


# ------------------------------------------------------------------------------------------- there and back


@given(st.sampled_from([Evidence, CheckResult, Grade]).flatmap(records))
def test_a_record_comes_back_as_it_was(record):
    line = encode(record)
    assert decode(type(record), line) == record
    assert line.isascii()
    assert line.isprintable()


def test_what_was_prepared_needs_no_type_hint_any_more(monkeypatch):
    prepare(Grade)
    line = encode(evidence(processes=(ProcessLife(pid=2, parent=1, born=0.0),), returns=(Return(at=0.0, value=[1]),)))
    monkeypatch.setattr(plain, "get_type_hints", lambda _kind: pytest.fail("a hint was looked at"))
    assert decode(Evidence, line).returns[0].value == [1]


@given(records(Grade))
def test_a_record_can_be_nested_in_other_json(grade):
    assert from_json(Grade, json.loads(json.dumps(to_json(grade)))) == grade


def test_what_is_read_is_frozen_and_typed():
    record = decode(Evidence, encode(evidence(processes=(ProcessLife(pid=2, parent=1, born=0),), level=Level.WATCHED)))
    assert (record.ending, record.level) == (Ending.EXITED, Level.WATCHED)
    assert isinstance(record.processes, tuple)
    assert isinstance(record.processes[0].born, float)


def test_enums_are_written_by_name_not_by_their_sentence():
    data = to_json(evidence(ending=Ending.TIMED_OUT))
    assert (data["ending"], data["level"]) == ("timed_out", "contained")


def test_the_deepest_untrusted_value_can_be_stored_in_a_grade():
    returns = (Return(at=0.1, value=loads_strict(nested(MAX_DEPTH))),)
    check = CheckResult(
        name="test_x", promise="", points=1, verdict=Verdict.PASSED, evidence=(evidence(returns=returns),)
    )
    grade = Grade(exercise="05_x", title="", submission="", seed=1, level=Level.ISOLATED, checks=(check,))
    assert decode(Grade, encode(grade)) == grade


# ------------------------------------------------------------------------------------------- versions


def test_a_newer_record_is_refused_as_newer_whatever_else_is_in_it():
    assert "newer" in refused(changed(schema=SCHEMA_VERSION + 1, ending="transcended", unheard_of=True))


@pytest.mark.parametrize("version", [0, -1, True, "1", 1.0, None])
def test_a_record_without_a_proper_version_is_refused(version):
    assert "schema version" in refused(changed(schema=version))


def test_a_field_that_an_older_record_lacks_gets_its_default():
    data = json.loads(encode(evidence(tasks=7)))
    del data["tasks"]
    assert decode(Evidence, json.dumps(data)).tasks == 0


# ------------------------------------------------------------------------------------------- damage


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"unheard_of": 1}, "unheard_of"),
        ({"\x1b[2J\n\u202e": 1}, "\\x1b[2J\\n\\u202e"),
        ({"ending": "EXITED"}, "Evidence.ending is not one of"),
        ({"ending": 3}, "Evidence.ending"),
        ({"ending": []}, "Evidence.ending"),
        ({"level": 3}, "Evidence.level"),
        ({"main": True}, "Evidence.main should be int, not bool"),
        ({"main": 2.0}, "Evidence.main should be int, not float"),
        ({"main": None}, "Evidence.main"),
        ({"seconds": "1"}, "Evidence.seconds"),
        ({"seconds": False}, "Evidence.seconds"),
        ({"seconds": 10**400}, "Evidence.seconds"),
        ({"exact": 1}, "Evidence.exact"),
        ({"output": None}, "Evidence.output"),
        ({"processes": {}}, "Evidence.processes should be list"),
        ({"processes": "abc"}, "Evidence.processes should be list"),
        ({"processes": [[]]}, "Evidence.processes[0] should be dict"),
        ({"processes": [{"pid": 1}]}, "damaged record: Evidence.processes[0] has no parent"),
        ({"files": {"a": 1}}, "Evidence.files.a should be str"),
        ({"returns": [{"at": 0, "left": {"alive": ["2"]}}]}, "Evidence.returns[0].left.alive[0]"),
    ],
)
def test_damage_is_named_by_its_place(keys, said):
    assert said in refused(changed(**keys))


@pytest.mark.parametrize("text", ["", "null", "[]", '"x"', "{}", b"\xff{}", "{", "\ufeff{}", "\0"])
def test_what_is_no_record_at_all_is_refused(text):
    refused(text)


@given(records(Evidence), st.data())
def test_a_record_cut_short_is_refused(record, data):
    line = encode(record)
    refused(line[: data.draw(st.integers(0, len(line) - 1))])


@given(records(Evidence), st.data())
def test_one_wrong_character_never_breaks_the_reader(record, data):
    line = encode(record)
    place = data.draw(st.integers(0, len(line) - 1))
    with_damage = line[:place] + data.draw(st.sampled_from(string.printable)) + line[place + 1 :]
    with suppress(EvidenceError):
        decode(Evidence, with_damage)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("-inf"),
        {1: 2},
        {None: 1},
        {1, 2},
        b"bytes",
        pytest.param(10**MAX_DIGITS, id="huge"),
        object(),
        Evidence,
    ],
)
def test_what_would_not_come_back_is_not_written(value):
    with pytest.raises(EvidenceError):
        encode(evidence(returns=(Return(at=0, value=[value]),)))


@pytest.mark.parametrize("depth", range(RECORD_DEPTH - 5, RECORD_DEPTH + 2))
def test_what_is_too_deep_to_be_read_is_not_written(depth):
    record = evidence(returns=(Return(at=0, value=json.loads(nested(depth))),))
    try:
        line = encode(record)
    except EvidenceError:
        assert depth + 3 > RECORD_DEPTH
    else:
        assert decode(Evidence, line) == record


def test_a_value_that_contains_itself_is_not_written():
    value: list[object] = []
    value.append(value)
    with pytest.raises(EvidenceError, match="too deep"):
        encode(evidence(returns=(Return(at=0, value=value),)))


# ------------------------------------------------------------------------------------------- strict JSON


@given(json_values)
def test_strict_json_is_still_json(value):
    text = json.dumps(value)
    assert loads_strict(text) == loads_strict(text.encode()) == value


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "[-Infinity]",
        "1e999",
        '{"a": 1, "a": 1}',
        '{"a": 1, "\\u0061": 2}',
        '[{"deep": {"b": 1, "b": 2}}]',
        "9" * (MAX_DIGITS + 1),
        "-" + "9" * 10_000_000,
        nested(MAX_DEPTH + 1),
        "[" * 10_000_000,
        '{"a":' * 1_000_000,
        '"' + '\\"' * 1_000_000 + "[" * 1_000_000,
        '"tab\tin text"',
        "'single'",
        "1 2",
        "[1,]",
        "01",
        "\ufeff1",
        "",
        b"\xff\xfe1\x00",
        b'"\xed\xa0\x80"',
    ],
    ids=lambda text: repr(text[:12]),
)
def test_what_is_not_strict_json_is_refused_in_one_line(text):
    with pytest.raises(EvidenceError) as caught:
        loads_strict(text)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 200


def test_brackets_inside_of_text_are_no_depth():
    text = json.dumps(["[" * 500 + '"\\' + "{" * 500] * 3)
    assert loads_strict(text, max_depth=1) == json.loads(text)


@given(st.integers(1, 20), st.integers(1, 20))
def test_the_depth_limit_is_exact(depth, limit):
    try:
        loads_strict(nested(depth), max_depth=limit)
    except EvidenceError:
        assert depth > limit
    else:
        assert depth <= limit


def test_a_long_flat_list_is_not_deep():
    assert len(loads_strict("[" + ",".join(["[]"] * 1000) + "]", max_depth=2)) == 1000


def test_a_lone_surrogate_is_kept_and_written_as_an_escape():
    value = loads_strict('"\\ud800"')
    line = encode(evidence(output=value))
    assert value == "\ud800"
    assert line.isascii()
    assert decode(Evidence, line).output == value
