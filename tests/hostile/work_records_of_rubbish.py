# /// expected
# group = "work records"
# levels = [0, 1, 2, 3]
# workshop = true
# ending = "TAMPERED"
# ///
"""Writes rubbish where work is recorded."""

import json
import os


def attack(**_):
    write(b"rubbish\n\xff\x00[[[\n")
    return "done"


def write(data):
    descriptor = os.open(json.loads(os.environ["WORKSHOP"])["records"], os.O_WRONLY)
    os.write(descriptor, data)
    os.close(descriptor)
