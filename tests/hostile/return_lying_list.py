# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# never = ["42", 42, {value = "42"}, ["42"]]
# ///
"""A list that gives other elements each time it is walked."""


class Right(list):
    def __iter__(self):
        return iter(["42"])

    def __len__(self):
        return 1


def attack(**_):
    return Right(["1"])
