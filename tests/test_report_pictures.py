"""The geometry of the pages' pictures: the axis, the bars, the wait-for graph, the swim lanes, the source."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import pytest
from builders import MAIN, a_child, a_run, a_service
from hypothesis import given
from hypothesis import strategies as st
from pictures import FILES, a_deadlocked_run, a_failed_run, a_race_run, a_zombie_run, an_orphan_run
from strategies import records

from grader.model import Evidence, Schedule, Stall, Step, Waiting
from grader.report.axis import FOLDED_SHARE, WIDTH, Axis
from grader.report.family import family, most_telling
from grader.report.lanes import lanes
from grader.report.lifelines import lifelines
from grader.report.source import LONGEST_LINE, excerpts, line_of, lines_of
from grader.report.timeline import ASCII
from grader.report.wait_graph import BOX_HEIGHT, BOX_WIDTH, MOST_NODES, wait_graph
from grader.report.wait_graph import WIDTH as GRAPH_WIDTH
from grader.report.waits import wait_lines

moments = st.lists(st.floats(0, 10), max_size=12)


# ---------------------------------------------------------------------------------------------- the axis


@given(moments, st.floats(0.001, 10))
def test_an_axis_keeps_the_order_and_fills_the_width(times, span):
    axis = Axis(times, span)
    places = [axis.place(moment) for moment in sorted([0.0, *times, span])]
    assert places == sorted(places)
    assert (axis.place(0.0), axis.place(span)) == (0.0, WIDTH)


def test_a_long_stretch_of_nothing_is_folded():
    axis = Axis([0.1, 0.2], 6.0)
    (fold,) = axis.folds
    assert (fold.end - fold.start, fold.seconds) == (pytest.approx(WIDTH * FOLDED_SHARE), pytest.approx(5.8))
    assert axis.place(0.2) == fold.start


@pytest.mark.parametrize("times", [[], [0.3, 0.6]])
def test_an_axis_without_a_long_stretch_is_to_scale(times):
    axis = Axis(times, 1.0)
    assert axis.folds == ()
    assert axis.place(0.5) == 50.0


# ---------------------------------------------------------------------------------------------- the bars


def row_of(run, pid):
    return next(row for row in lifelines(run).rows if row.pid == pid)


def kinds_of(run, pid):
    return [span.kind for span in row_of(run, pid).spans]


def test_a_zombie_is_drawn_until_the_looking_stopped_and_was_reaped_by_nobody_of_the_program():
    row = row_of(a_zombie_run(), 3)
    assert kinds_of(a_zombie_run(), 3) == ["alive", "work", "zombie"]
    assert row.notes == (("zombie", "zombie for 0.75 s, never reaped"),)
    assert row.reaped is None
    assert row_of(a_zombie_run(), 4).reaped is not None


def test_an_orphan_changes_at_the_moment_of_its_adoption():
    row = row_of(an_orphan_run(), 3)
    alive, orphan, *_ = row.spans
    assert alive.start + alive.width == pytest.approx(orphan.start) == pytest.approx(row.adopted)
    assert row.notes == (("orphan", "orphan from 1.00 s on, adopted by process 1"),)
    assert row.manner == "ended"


def test_a_helper_of_the_library_that_outlives_main_is_no_orphan():
    row = row_of(a_run(a_service(7, orphaned=1.0, adopted_by=1)), 7)
    assert (row.adopted, row.notes) == (None, ())


def test_whoever_waits_says_for_what():
    picture = lifelines(a_deadlocked_run())
    assert [row.notes for row in picture.rows] == [(("waits", f"waits for {thing}"),) for thing in
                                                   ("process 3", "lock 2", "lock 1")]  # fmt: skip
    assert [flag.label for flag in picture.flags] == ["nothing moved after 0.22 s"]


def test_a_line_leads_from_the_parent_over_the_rows_between_to_the_child():
    rows = lifelines(a_run(a_child(3, born=0.3), a_child(4, parent=3, born=0.35), a_child(5, born=0.6))).rows
    assert [row.birth for row in rows] == [None, 25.0, pytest.approx(29.17), 50.0]
    assert [row.leaving for row in rows] == [(25.0, 50.0), (pytest.approx(29.17),), (), ()]
    assert [row.passing for row in rows] == [(), (50.0,), (50.0,), ()]


def test_where_there_is_no_room_for_all_those_with_a_story_are_drawn_and_their_ancestors():
    others = [a_child(pid) for pid in range(3, 60)]
    run = a_run(*others, a_child(60, parent=40, exit_code=1))
    picture = lifelines(run, rows=4)
    assert [row.pid for row in picture.rows] == [MAIN, 3, 40, 60]
    assert picture.left_out == 55


@given(records(Evidence), st.integers(1, 6))
def test_no_more_are_drawn_than_there_is_room_for_and_each_below_its_parent(run, most):
    chosen = most_telling(run, most)
    assert len(chosen) <= most
    assert len(list(family(run, chosen))) == len(chosen)


@given(records(Evidence))
def test_every_bar_lies_within_the_picture(run):
    for row in lifelines(run).rows:
        assert all(0 <= span.start <= 100 and 0 <= span.width <= 100.01 - span.start for span in row.spans)


# ---------------------------------------------------------------------------------------------- who waits for whom


def a_stall(*links):
    waits = tuple(Waiting(pid=pid, thread=pid, kind="lock", thing=thing, holders=holders)
                  for pid, thing, holders in links)  # fmt: skip
    return Stall(certain=True, since=0.1, noticed=0.5, waits=waits)


def test_a_cycle_is_marked_and_who_only_waits_for_it_is_not():
    run = a_deadlocked_run()
    graph = wait_graph(run, run.stall)
    assert {box.label for box in graph.boxes} == {"main", "process 3", "process 4", "lock 1", "lock 2"}
    assert sum(arrow.in_cycle for arrow in graph.arrows) == 4
    assert len(graph.arrows) == 5
    assert sum(arrow.holds for arrow in graph.arrows) == 2


def test_a_wait_for_a_lock_that_a_dead_process_holds_has_no_cycle():
    run = a_run(a_child(3, ended=0.05))
    graph = wait_graph(run, a_stall((MAIN, "lock 1", (3,))))
    assert not graph.has_cycle
    assert {box.label: box.kind for box in graph.boxes} == {"main": "process", "lock 1": "thing", "process 3": "ended"}


@given(st.lists(st.tuples(st.integers(2, 14), st.sampled_from(["", "lock 1", "pipe 2", "lock 3"]),
                          st.lists(st.integers(2, 14), max_size=3).map(tuple)), max_size=14))  # fmt: skip
def test_every_graph_fits_into_its_box(links):
    graph = wait_graph(a_run(*(a_child(pid) for pid in range(3, 12))), a_stall(*links))
    assert len(graph.boxes) <= MOST_NODES
    assert all(54 <= box.x <= GRAPH_WIDTH - 54 and 17 <= box.y <= graph.height - 17 for box in graph.boxes)
    for arrow in graph.arrows:
        assert re.fullmatch(r"M-?[\d.]+ -?[\d.]+Q-?[\d.]+ -?[\d.]+ -?[\d.]+ -?[\d.]+", arrow.path)


def test_a_wait_within_a_process_that_also_waits_outside_is_left_out():
    inside = Waiting(pid=3, thread=3, kind="thread", thing="lock 9", holders=(3,))
    stall = a_stall((MAIN, "lock 1", (3,)), (3, "lock 2", (MAIN,)))
    graph = wait_graph(a_run(a_child(3, ended=2.0)), replace(stall, waits=(inside, *stall.waits)))
    assert "lock 9" not in {box.label for box in graph.boxes}
    alone = wait_graph(a_run(a_child(3, ended=2.0)), replace(stall, waits=(inside,)))
    assert "lock 9" in {box.label for box in alone.boxes}


def test_boxes_do_not_lie_on_each_other():
    waits = [(MAIN, "pipe 1", (3, 4)), (3, "lock 1", (4,)), (4, "lock 2", (5,)), (5, "lock 3", (5,))]
    boxes = wait_graph(a_run(*(a_child(pid) for pid in (3, 4, 5))), a_stall(*waits)).boxes
    for one, other in combinations(boxes, 2):
        assert abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT


def test_the_graph_as_text():
    assert wait_lines(a_deadlocked_run()) == [
        "main ─▶ process 3", "process 3 ─▶ lock 2 ─▶ process 4", "process 4 ─▶ lock 1 ─▶ process 3",
    ]  # fmt: skip
    assert wait_lines(a_deadlocked_run(), marks=ASCII)[0] == "main -> process 3"
    assert wait_lines(a_run()) == []


# ---------------------------------------------------------------------------------------------- swim lanes and source


def test_each_step_stands_in_the_lane_of_whoever_made_it_beside_its_line():
    picture = lanes(a_race_run().schedule, FILES)
    assert picture.names == ("main", "main.1", "main.2")
    lost = next(row for row in picture.rows if row.marked)
    assert (lost.number, lost.lane, lost.source) == (8, 1, "counter.value = number + 1")
    assert lost.place == "counting.py:11"


def test_of_a_long_schedule_the_steps_near_what_is_marked_are_shown():
    steps = [Step(who=f"main.{number % 2}", pid=2, operation="read", thing="counter") for number in range(500)]
    steps[250] = replace(steps[250], marked="lost")
    rows = lanes(Schedule(seed=1, strategy="pct", steps=tuple(steps)), {}).rows
    assert [row.number for row in rows] == [0, 249, 250, 251, 252, 253, 0]


def test_a_schedule_in_which_nobody_meets_is_shown_all_the_same():
    steps = (Step(who="main", pid=2, operation="read", thing="own"),)
    assert len(lanes(Schedule(seed=1, strategy="pct", steps=steps), {}).rows) == 1


def test_the_lines_of_a_failure_are_shown_with_their_neighbours():
    (excerpt,) = excerpts(a_failed_run(), FILES)
    ((first, *rest),) = excerpt.blocks
    assert (first.number, [line.number for line in rest if line.concerned]) == (6, [10])


def test_without_a_line_the_function_that_was_called_is_shown():
    (excerpt,) = excerpts(a_zombie_run(), FILES)
    (block,) = excerpt.blocks
    assert (block[0].text, block[-1].text) == ("def count(workers):", "    return counter.value")


@given(st.binary(max_size=300), st.integers(-2, 40))
def test_any_bytes_can_be_looked_at(content, number):
    assert isinstance(line_of({"a.py": content}, "a.py", number), str)


def test_an_endless_line_is_cut():
    assert len(lines_of({"a.py": b"x" * 10_000_000}, "a.py")[0]) == LONGEST_LINE + 1
