"""With workers only: the pytest plugin that spreads checks over the processes of pytest-xdist.

The workers tell only the names of what they collected, so the suite is collected here too. Checks that wait for one
another go to the same worker, because a verdict is known only where it was decided.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # ships no types

from grader.suite.marks import marks_of
from grader.suite.plugin import bare_name, function_of
from grader.suite.request import Request, to_text


class Spreading:
    """Hands the request to each worker, and the checks to the workers."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._group: dict[str, str] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Collect here as well, while the workers start."""
        items = session.perform_collect()
        group = groups({bare_name(item): marks_of(function_of(item)).after for item in items})
        self._group = {item.nodeid: group[bare_name(item)] for item in items if bare_name(item) in group}

    def pytest_configure_node(self, node: Any) -> None:
        """Hand the request to a worker."""
        node.workerinput["grader_request"] = to_text(self._request)
        node.workerinput["grader_runner"] = os.getpid()

    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> LoadScopeScheduling:
        """Keep groups together."""
        return Together(config, log, self._group)


class Together(LoadScopeScheduling):  # type: ignore[misc]  # as above
    """A schedule in which the checks of one group go to one worker, in their order."""

    def __init__(self, config: pytest.Config, log: Any, group: Mapping[str, str]) -> None:
        super().__init__(config, log)
        self._group = group

    def _split_scope(self, nodeid: str) -> str:
        return self._group.get(nodeid, nodeid)


def groups(after: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """For each check that waits for others, or is waited for, the name of the group that stays together."""
    group: dict[str, str] = {}
    for name, others in after.items():
        if others:
            joined = {group.get(each, each) for each in (name, *others)}
            members = [each for each, its in group.items() if its in joined]
            group |= dict.fromkeys([*members, name, *others], min(joined))
    return group
