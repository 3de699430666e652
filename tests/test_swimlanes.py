"""Schedules as swim lanes: who did what, in order; what matters is marked, and what does not is left out."""

from __future__ import annotations

from grader.model import Schedule, Step
from grader.report.swimlanes import lanes, legend


def a_schedule(*steps, **differs):
    """A schedule of steps `(who, operation, thing, differing fields)`."""
    made = tuple(
        Step(who=who, pid=1, operation=operation, thing=thing, **(more[0] if more else {}))
        for who, operation, thing, *more in steps
    )
    return Schedule(seed=7, strategy="walk", steps=made, **differs)


LOST = a_schedule(
    ("main.2", "read", "counter", {"line": 4, "value": "0"}),
    ("main.1", "write", "counter", {"line": 4, "value": "1", "marked": "this update is lost"}),
    ("main", "join", "main.1", {"line": 9, "blocked": True}),
)


def test_each_entity_has_a_lane_parents_first_and_each_step_a_row():
    assert lanes(LOST, width=70) == [
        "       main                 main.1               main.2",
        "    4                                            read counter = 0",
        "    4                       write counter = 1",
        "                            ^ this update is lost",
        "    9  join main.1 ... waits",
    ]


def test_what_nobody_else_touches_is_left_out():
    assert lanes(a_schedule(("main", "read", "own"), ("main.1", "read", "another"))) == []


def test_of_many_steps_those_near_a_mark_are_shown():
    steps = [("main", "read", "x"), ("main.1", "read", "x")] * 30
    steps[20] = ("main", "write", "x", {"marked": "here"})
    drawn = lanes(a_schedule(*steps), rows=20)
    assert len(drawn) == 1 + 1 + 5 + 1 + 1
    assert [line.strip() for line in drawn].count("...") == 2


def test_what_a_program_chose_is_escaped():
    steps = [(who, "read", "\x1b[31mred", {"value": "\x1b[0m"}) for who in ("main", "main.1")]
    assert "\x1b" not in "".join(lanes(a_schedule(*steps)))


def test_the_legend_says_whether_the_schedule_comes_again():
    assert legend(a_schedule(points=9, switches=2)) == "schedule 7 (walk): 9 points, 2 switches"
    assert "may not come again" in legend(a_schedule(repeatable=False))
