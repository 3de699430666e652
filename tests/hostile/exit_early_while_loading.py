# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = "EXITED"
# exit_code = 0
# no_value = true
# ///
"""Leaves with os._exit(0) while it is imported."""

import os

os._exit(0)
