"""Grades with texts as a hostile program would choose them, for all that writes grades down."""

from __future__ import annotations

from grades import a_check, a_failed_check, a_grade
from hypothesis import strategies as st
from strategies import texts

from grader.model import Verdict

NASTY = (
    "::error::forged",
    "\n::set-output name=result::forged",
    "\r\n::notice title=Autograding report::{}",
    "##[notice title=Autograding report]{}",
    "%0A::warning::x",
    "```\n# out of the fence\n```",
    "`" * 40,
    "~~~",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]></failure><testcase/>",
    "&amp;&#0;&lt;",
    "@everyone [a](https://example.org) ![x](y)",
    "| a | b |\n|---|---|",
    "\x00\x01\x1b[2J\x7f\x85\u2028\u2029\ufffe\uffff\ud800\udfff\u202e",
    '{"scores":{"ex05":100}}',
    "=cmd|' /C calc'!A0",
    "\\",
    '"',
    "x" * 3000,
)
hostile = st.lists(st.sampled_from(NASTY) | texts, min_size=1, max_size=4).map("".join)
"""What a student's program may have printed, raised, or called its files."""
points = st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0, 0.1, 1 / 3, 10.0])


@st.composite
def grades(draw):
    """Up to three grades with hostile texts, of any verdicts and points."""
    return [draw(a_hostile_grade(f"{number:02}_counting")) for number in range(draw(st.integers(1, 3)))]


def a_hostile_grade(exercise):
    """A grade of which every text that a student can choose is hostile."""
    check = st.builds(
        a_failed_check,
        st.sampled_from(["test_a", "test_b", "test_c"]),
        points=points,
        verdict=st.sampled_from(Verdict),
        promise=hostile,
        seen=hostile,
        detail=hostile,
        hint=hostile,
        seconds=st.floats(0, 900),
    )
    return st.builds(
        lambda checks, problem, digest: a_grade(
            *(checks or [a_check()]), exercise=exercise, problem=problem, submission=digest
        ),
        st.lists(check, max_size=5),
        hostile | st.just(""),
        st.sampled_from(["", "ab" * 32]),
    )
