# /// expected
# group = "limits"
# denied = true
# ///
"""Raises every limit that it was given."""

import resource

from trying import managed


def attack(**_):
    attempts = {}
    for name in ("RLIMIT_NOFILE", "RLIMIT_DATA", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_CORE"):
        number = getattr(resource, name)
        if resource.getrlimit(number)[1] != resource.RLIM_INFINITY:
            attempts[name] = lambda number=number: resource.setrlimit(number, (resource.RLIM_INFINITY,) * 2)
    return managed(**attempts)
