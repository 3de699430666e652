# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# at_most_returns = 1
# ///
"""A string that is not valid Unicode."""


def attack(**_):
    return "\ud800"
