# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "value"
# ///
"""An instance of a class of its own."""


class Answer:
    def __init__(self):
        self.value = 42


def attack(**_):
    return Answer()
