# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""An integer of 20,000 digits."""


def attack(**_):
    return 10**20_000
