# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# at_most_returns = 1
# ///
"""A dict with keys that JSON cannot keep apart."""


def attack(**_):
    return {1: "a", "1": "b"}
