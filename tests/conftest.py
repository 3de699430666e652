"""What holds for every test of the project."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

from grader.sandbox import open_sandbox

EXAMPLES = {"grader": 60, "quick": 12}
"""Of a property, by the round: the quick one is run again and again. In CI they are the same each time."""
for name, examples in EXAMPLES.items():
    settings.register_profile(
        name,
        deadline=None,
        max_examples=examples,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize="CI" in os.environ,
    )


def pytest_configure(config: pytest.Config) -> None:
    """No test depends on how fast the machine is."""
    settings.load_profile("quick" if config.option.markexpr == "not slow" else "grader")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several workers share the tests, the slow ones go first: at the end none works while the others wait."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: looking through it for garbage takes a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module")
def sandbox():
    """The strongest that works here, one for all tests of a module."""
    sandbox = open_sandbox()
    yield sandbox
    sandbox.close()
