"""What holds for every test of the project."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("grader", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("grader")  # no test depends on how fast the machine is
