# /// expected
# group = "noise"
# levels = [0, 1, 2, 3]
# failure = "raised"
# ///
"""Raises from code whose file name, function name and message are made to break what shows them."""


def attack(**_):
    name = "\x1b[31m\n::error::<b>\udc80"
    code = compile("def f():\n    raise type(name, (Exception,), {})(name)\nf()", name, "exec")
    exec(code, {"name": name})
