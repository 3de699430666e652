"""What is trimmed says so, keeps what matters most, and is not trimmed any further."""

from __future__ import annotations

from functools import partial

from hypothesis import example, given
from hypothesis import strategies as st
from strategies import records, texts

from grader.evidence import trimmed
from grader.model import Ending, Evidence, Level, Limits, Return

evidence = partial(
    Evidence, ending=Ending.EXITED, limits=Limits(), level=Level.CONTAINED, exact=True, main=2, seconds=0.5
)


@given(records(Evidence), st.integers(60, 200))
def test_trimming_twice_changes_nothing_more(record, limit):
    once = trimmed(record, max_chars=limit)
    assert trimmed(once, max_chars=limit) == once


@given(records(Evidence))
@example(evidence(output="x" * 60))
def test_what_is_short_enough_stays(record):
    assert trimmed(record, max_chars=50_000) == record


def test_large_output_keeps_its_ends_and_says_what_is_missing():
    output = trimmed(evidence(output="first" + "." * 1000 + "last"), max_chars=100).output
    assert len(output) <= 100
    assert output.startswith("first")
    assert output.endswith("last")
    assert "characters left out" in output


def test_a_large_value_becomes_its_shortened_text():
    record = trimmed(evidence(returns=(Return(at=0, value=list(range(1000))),)), max_chars=100)
    assert record.returns[0].value.startswith("[0, 1, 2")
    assert len(record.returns[0].value) <= 100


@given(st.dictionaries(texts, texts, max_size=3))
def test_trimming_keeps_the_names_of_files(files):
    assert trimmed(evidence(files=files), max_chars=60).files.keys() == files.keys()
