"""Runs that begin before their tests ask for them."""

from __future__ import annotations

from threading import Event

import pytest
from ahead import Ahead, chosen


def test_while_one_is_waited_for_the_next_is_under_way():
    begun = Event()

    def work(number):
        return begun.set() if number else begun.wait(10)

    with Ahead(work, [(0,), (1,)], at_once=2) as ahead:
        assert ahead(0)


def test_what_fails_fails_where_it_is_asked_for():
    with Ahead(lambda number: 6 / number, [(3,), (0,), (2,)], at_once=3) as ahead:
        assert (ahead(3), ahead(2)) == (2, 3)
        with pytest.raises(ZeroDivisionError):
            ahead(0)


def test_no_more_is_begun_than_may_be_at_once():
    begun = []
    with Ahead(begun.append, [(number,) for number in range(9)], at_once=2) as ahead:
        ahead(4)
    assert set(begun) <= {4, 5}


@pytest.fixture(scope="module")
def numbers(request):
    return chosen(request, "number")


@pytest.mark.parametrize("letter", ["a", "b"])
@pytest.mark.parametrize("number", [1, 2])
def test_what_is_chosen_are_the_tests_of_this_round_that_ask_for_it(numbers, number, letter):
    assert (number,) in numbers
    assert len(set(numbers)) == len(numbers) <= 2
