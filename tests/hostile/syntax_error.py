# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# failure = "load"
# ///
"""Is not Python."""

exec("def attack(:")
