# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""A list that holds itself."""


def attack(**_):
    rows = []
    rows.append(rows)
    return rows
