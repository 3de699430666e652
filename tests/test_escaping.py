"""What a student's program wrote is seen as it is, and never acted upon."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from grader.escaping import cut, shown


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x9b2J", "\\x9b2J"),
        ("title\x1b]0;x\x07", "title\\x1b]0;x\\x07"),
        ("over\rwritten\b\x7f\0", "over\\rwritten\\x08\\x7f\\x00"),
        ("two\nlines\tand", "two\\nlines\\tand"),
        ("abc\u202e.txt\u2066\u2069\u200f", "abc\\u202e.txt\\u2066\\u2069\\u200f"),
        ("a\u200bb\u200dc\ufeffd\u00ade", "a\\u200bb\\u200dc\\ufeffd\\xade"),
        ("a\u2028b\u2029c\u0085d", "a\\u2028b\\u2029c\\x85d"),
        ("filler \u3164\uffa0\u2800", "filler \\u3164\\uffa0\\u2800"),
        ("bytes \udcff\ud800", "bytes \\udcff\\ud800"),
        ("tag \U000e0041", "tag \\U000e0041"),
    ],
)
def test_what_acts_or_hides_is_escaped(text, seen):
    assert shown(text) == seen


@pytest.mark.parametrize("text", ["plain", "Grüße, Ωμέγα 漢字 עברית", "🦊 ❤️ é e\u0301", r"C:\x1b", "<b>&amp;"])
def test_printable_unicode_is_kept(text):
    assert shown(text) == text


@given(texts | st.text())
def test_nothing_invisible_is_left(text):
    assert not {unicodedata.category(character) for character in shown(text)} & {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    }


@given(texts)
def test_a_text_is_shown_on_one_line_that_can_be_written(text):
    assert len(shown(text).encode("utf-8").splitlines()) <= 1


def test_lines_are_kept_where_lines_are_wanted():
    assert shown("one\n\ttwo\r\n\x1b", lines=True) == "one\n\ttwo\\r\n\\x1b"


@given(texts.map(lambda text: text * 20), st.integers(1, 100))
def test_the_limit_holds_whatever_escaping_adds(text, limit):
    assert len(shown(text, limit=limit)) <= limit


@given(st.text(min_size=1), st.integers(1, 100))
def test_what_fits_is_not_cut(text, limit):
    assert (cut(text, limit) == text) == (len(text) <= limit)


def test_a_cut_keeps_both_ends_and_counts_what_is_missing():
    assert cut("abc" + "." * 94 + "xyz", 40) == "abc... …[89 characters left out]… ..xyz"


def test_a_very_small_limit_still_shows_that_something_is_missing():
    assert cut("abcdef", 3) == "ab…"
