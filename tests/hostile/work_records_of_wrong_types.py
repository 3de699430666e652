# /// expected
# group = "work records"
# levels = [0, 1, 2, 3]
# workshop = true
# ending = "TAMPERED"
# ///
"""Writes records whose fields have the wrong types."""

import json
import os


def attack(**_):
    write(b'{"pid": "x", "item": NaN, "at": null}\n[]\n1\n')
    return "done"


def write(data):
    descriptor = os.open(json.loads(os.environ["WORKSHOP"])["records"], os.O_WRONLY)
    os.write(descriptor, data)
    os.close(descriptor)
