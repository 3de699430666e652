# /// expected
# group = "writing"
# denied = true
# ///
"""Plants a module beside the standard library, in site-packages and in the byte code cache, for the next run to import."""

import os
import site
import sys
import sysconfig

from trying import managed


def attack(**_):
    places = {
        sysconfig.get_path("stdlib"),
        *site.getsitepackages(),
        os.path.dirname(sys.executable),
        os.path.dirname(os.__file__),
    }
    return managed(
        plant=lambda: any_of(places, plant),
        cache=lambda: any_of({os.path.join(place, "__pycache__") for place in places}, plant),
        executable=lambda: open(sys.executable, "ab").close(),
    )


def plant(place):
    path = os.path.join(place, "sitecustomize.py")
    with open(path, "x") as file:
        file.write("")
    os.unlink(path)


def any_of(places, attempt):
    for place in places:
        try:
            return attempt(place)
        except OSError:
            continue
    raise OSError("none")
