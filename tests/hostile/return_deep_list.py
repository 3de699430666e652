# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""A list that is 100,000 lists deep."""


def attack(**_):
    rows = []
    for _ in range(100_000):
        rows = [rows]
    return rows
