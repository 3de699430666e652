# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""Infinity and NaN, which JSON does not have."""


def attack(**_):
    return [float("nan"), float("inf")]
