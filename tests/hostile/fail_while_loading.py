# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "load"
# ///
"""Raises while it is imported."""

raise ValueError("not today")
