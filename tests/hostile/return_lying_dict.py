# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# never = ["42", 42, {value = "42"}, ["42"]]
# ///
"""A dict whose items() are not its items."""


class Right(dict):
    def items(self):
        return {"value": "42"}.items()

    def __iter__(self):
        return iter(["value"])

    def __getitem__(self, key):
        return "42"


def attack(**_):
    return Right(value="1")
