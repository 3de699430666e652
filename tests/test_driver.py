"""The Python driver, as plain Python: what a call becomes, whatever the student's function does or returns."""

from __future__ import annotations

import json
import math
import os
import sys
from enum import IntEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.languages.python import driver

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)
NAME = "submission_under_test"


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call a function of a module with the given source; gives the driver's reply."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def call(source, function="solve", **arguments):
        monkeypatch.delitem(sys.modules, NAME, raising=False)
        (tmp_path / f"{NAME}.py").write_text(source)
        request = {"module": NAME, "function": function, "arguments": arguments, "start_method": None}
        return driver._call(request, str(tmp_path), os.getpid())

    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield call
    sys.modules.pop(NAME, None)


def error_of(reply):
    return {key: reply["error"][key] for key in ("kind", "type", "file", "line")}


# ---------------------------------------------------------------------------------------------- values


@given(value=JSON)
def test_plain_data_is_given_as_it_is(value):
    assert driver._plain(value, "f()", 0) == value


def test_a_tuple_is_a_list_and_a_number_as_key_is_text():
    assert driver._plain({1: (2, (3,))}, "f()", 0) == {"1": [2, [3]]}


class Liar:
    """Says of every comparison that it holds, and of itself that it is anything."""

    __class__ = int

    def __eq__(self, other):
        return True

    __hash__ = None


class LyingInt(int):
    """Pretends to be another number, however it is asked."""

    def __eq__(self, other):
        return True

    def __int__(self):
        return 42

    __index__ = __int__

    def __add__(self, other):
        return 42

    def __repr__(self):
        return "42"

    __hash__ = None


class LyingText(str):
    """Pretends to be another text."""

    __slots__ = ()

    def __str__(self):
        return "42"

    __repr__ = __str__


class LyingList(list):
    """Pretends to have other items."""

    def __iter__(self):
        return iter([42])


class LyingDict(dict):
    """Pretends to have other items."""

    def items(self):
        return [("answer", 42)]


class Colour(IntEnum):
    """A number with a name."""

    RED = 1


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (LyingInt(1), 1),
        (LyingText("one"), "one"),
        (LyingList([1]), [1]),
        (LyingDict(one=1), {"one": 1}),
        (Colour.RED, 1),
        ([LyingList([LyingInt(1)])], [[1]]),
    ],
    ids=["int", "text", "list", "dict", "enum", "nested"],
)
def test_a_value_is_what_it_is_and_not_what_its_class_says(value, plain):
    found = driver._plain(value, "f()", 0)
    assert json.dumps(found) == json.dumps(plain)
    assert type(found) is type(plain)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Liar(), r"f\(\) is a Liar, not plain data"),
        ([1, {2}], r"f\(\)\[1\] is a set"),
        ({"a": b"x"}, r"f\(\)\['a'\] is a bytes"),
        ({(1, 2): 3}, r"f\(\) has a key of type tuple"),
        ({True: 3}, r"f\(\) has a key of type bool"),
        (math.nan, r"f\(\) is nan, which is not a number"),
        (10**4000, r"f\(\) is an integer of more than 4000 digits"),
        (lambda: 1, r"f\(\) is a function"),
    ],
    ids=["a liar", "a set", "bytes", "a tuple as key", "a bool as key", "nan", "a huge number", "a function"],
)
def test_what_is_no_plain_data_is_refused_and_the_place_is_named(value, message):
    with pytest.raises(TypeError, match=message):
        driver._plain(value, "f()", 0)


def test_a_list_that_contains_itself_is_refused():
    value = []
    value.append(value)
    with pytest.raises(TypeError, match="nested more than 90 deep"):
        driver._plain(value, "f()", 0)


# ---------------------------------------------------------------------------------------------- calls


def test_a_function_is_called_with_its_arguments_by_name(call):
    assert call("def solve(a, b): return [a, b]", b=2, a=1) == {"value": [1, 2]}


def test_a_module_is_loaded_without_calling_anything(call):
    assert call("solved = True", function=None) == {"value": None}


def test_a_file_with_a_mistake_in_its_syntax_says_where(call):
    reply = call("x = 1\ndef solve(:\n    pass\n")
    assert error_of(reply) == {"kind": "load", "type": "SyntaxError", "file": f"{NAME}.py", "line": 2}


def test_a_file_that_fails_while_it_is_loaded_says_where(call):
    reply = call("import os\n\nraise RuntimeError('no')\n")
    assert error_of(reply) == {"kind": "load", "type": "RuntimeError", "file": f"{NAME}.py", "line": 3}


def test_a_file_that_ends_the_program_while_it_is_loaded_says_where(call):
    assert error_of(call("\nraise SystemExit(0)\n")) == {
        "kind": "load", "type": "SystemExit", "file": f"{NAME}.py", "line": 2,
    }  # fmt: skip


@pytest.mark.parametrize("source", ["", "solve = 3"])
def test_a_function_that_is_missing_is_named(call, source):
    reply = call(source)
    assert error_of(reply)["kind"] == "missing"
    assert reply["error"]["message"] == f"{NAME}.py has no function solve()"


def test_a_signature_that_does_not_fit_is_shown_with_its_place(call):
    reply = call("\n\ndef solve(x): return x", y=1)
    assert error_of(reply) == {"kind": "signature", "type": "TypeError", "file": f"{NAME}.py", "line": 3}
    assert reply["error"]["message"].startswith("solve(x) cannot be called with (y): ")


def test_an_error_of_that_type_from_within_is_no_matter_of_the_signature(call):
    reply = call("def solve(x):\n    return x + None", x=1)
    assert error_of(reply) == {"kind": "raised", "type": "TypeError", "file": f"{NAME}.py", "line": 2}


def test_what_can_be_called_is_called_whatever_signature_it_claims(call):
    adapted = "import functools\ndef adapted(f): return functools.wraps(f)(lambda **given: f([*given.values()]))\n"
    assert call(adapted + "@adapted\ndef solve(items): return items", x=1, y=2) == {"value": [1, 2]}


def test_who_claims_another_signature_has_errors_of_its_own_all_the_same(call):
    adapted = "import functools\ndef adapted(f): return functools.wraps(f)(lambda **given: f([*given.values()]))\n"
    reply = call(adapted + "@adapted\ndef solve(items): raise TypeError('its own')", x=1)
    assert (reply["error"]["kind"], reply["error"]["message"]) == ("raised", "its own")


def test_a_wrapper_that_hands_on_what_does_not_fit_is_told_as_if_it_were_not_there(call):
    wrapped = "import functools\ndef wrap(f): return functools.wraps(f)(lambda *some, **more: f(*some, **more))\n"
    assert error_of(call(wrapped + "@wrap\ndef solve(x): return x", y=1))["kind"] == "signature"


def test_a_signature_that_cannot_be_had_hides_no_error(call):
    source = "class Solve:\n    __signature__ = 1\n    def __call__(self): raise TypeError('its own')\nsolve = Solve()"
    reply = call(source)
    assert (reply["error"]["kind"], reply["error"]["message"]) == ("raised", "its own")


def test_an_error_is_told_with_the_last_place_in_the_students_file(call):
    reply = call("import json\ndef solve():\n    inner()\ndef inner():\n    json.loads('{')\n")
    assert error_of(reply) == {"kind": "raised", "type": "JSONDecodeError", "file": f"{NAME}.py", "line": 5}
    assert "in solve" in reply["error"]["traceback"]
    assert "json/decoder" not in reply["error"]["traceback"]


@pytest.mark.parametrize("error", ["SystemExit(0)", "KeyboardInterrupt()", "GeneratorExit()"])
def test_what_is_not_caught_as_an_exception_is_an_error_too(call, error):
    assert error_of(call(f"def solve(): raise {error}"))["kind"] == "raised"


def test_an_error_that_cannot_be_shown_is_told_all_the_same(call):
    reply = call("class E(Exception):\n    def __str__(self): raise self\ndef solve(): raise E\n")
    assert reply["error"]["message"] == "(its message cannot be shown)"


def test_a_value_that_is_no_plain_data_is_an_error_of_its_own_kind(call):
    assert error_of(call("def solve(): return {1}"))["kind"] == "value"


def test_long_messages_are_cut(call):
    reply = call("def solve(): raise ValueError('x' * 1_000_000)")
    assert len(json.dumps(reply)) < 10_000


def test_only_main_replies(call):
    reply = call("import os\ndef solve():\n    if os.fork() == 0: return 'child'\n    return os.wait()[1]\n")
    assert reply == {"value": 1 << 8}


# ---------------------------------------------------------------------------------------------- replies


def test_a_reply_is_one_line_of_json(tmp_path):
    with (tmp_path / "reply").open("wb") as file:
        driver._send(file.fileno(), {"nonce": "n", "value": "a\nb"})
    assert (tmp_path / "reply").read_bytes() == b'{"nonce": "n", "value": "a\\nb"}\n'


def test_a_value_that_is_too_large_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(driver, "_MOST_BYTES", 100)
    with (tmp_path / "reply").open("wb") as file:
        driver._send(file.fileno(), {"nonce": "n", "value": "x" * 100})
    reply = json.loads((tmp_path / "reply").read_text())
    assert (reply["nonce"], reply["error"]["kind"]) == ("n", "value")
