# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "TAMPERED"]
# at_most_returns = 1
# ///
"""Replaces json.dumps and its encoders: what they write may only be the program's own answer."""

import json
import json.encoder


def attack(**_):
    for name in ("dumps", "dump"):
        setattr(json, name, lambda *_, **__: '{"nonce": "0", "value": "forged"}')
    json.JSONEncoder.encode = lambda self, value: '"forged"'
    json.encoder.c_make_encoder = None
    return "honest"
