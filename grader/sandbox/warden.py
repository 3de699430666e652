"""The warden: parent of main, and of every orphan of the run.

With namespaces it is pid 1 of the run's own pid namespace, builds the private root before anybody waits for it, and
takes all others with it when it ends. At the weaker levels it is a subreaper (prctl(2)) where the system has such a
thing, and kills in the end whom it finds below itself, whether anybody has recorded them or not. It reaps at once,
tells the keeper whom, and does nothing else: the less it does, the less there is to attack.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NoReturn

import psutil

from grader.model import Level
from grader.sandbox import box, entry, kernel, namespaces, wire
from grader.sandbox.entry import Passage
from grader.sandbox.plan import Drivers, job_from_wire
from grader.sandbox.views import open_views
from grader.sandbox.waker import Waker

_AGAIN_SECONDS = 0.002
_NICE = 5
"""How much the warden goes before student code, when it may."""


def serve(
    passage: Passage,
    link: socket.socket,
    drivers: Drivers,
    close: Sequence[int],
) -> NoReturn:
    """Be the warden of one run. `link` leads to the keeper; `close` are descriptors that are not for us."""
    try:
        for descriptor in close:
            os.close(descriptor)
        _detach(passage)
        if passage.setting.level >= Level.ISOLATED:
            namespaces.become_first()
            box.build_private_root(passage.setting.readable, passage.setting.hidden, passage.uid, passage.gid)
        order = wire.receive(link)
        if order is None:
            os._exit(0)
        passage = _settle(passage, order, link)
        if os.fork() == 0:
            _be_main(passage, link, drivers)
        passage.gate.close()
        for descriptor in (*passage.standard, passage.request, passage.reply):
            if descriptor > 2:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        _reap_until_told(link)
    except Exception as error:
        with contextlib.suppress(OSError):
            wire.send(link, {"problem": f"{type(error).__name__}: {error}"})
    os._exit(0)


def _detach(passage: Passage) -> None:
    if passage.plan.inherit:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    else:
        os.setsid()
    if kernel.LINUX:
        if passage.setting.level >= Level.ISOLATED:
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        else:
            kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        if os.geteuid() == 0 and not passage.plan.inherit:
            with contextlib.suppress(OSError):  # a container's root may lack SYS_NICE
                os.nice(-_NICE)


def _settle(passage: Passage, order: dict[str, Any], link: socket.socket) -> Passage:
    """Furnish the place for the job if it is to be private, and hand the keeper its views of it."""
    passage = replace(
        passage, job=job_from_wire(order["job"]), place=box.Place(*order["place"]), others=order["others"]
    )
    if passage.job.request is not None:
        _, (request, reply), _, _ = socket.recv_fds(link, 1, 2)
        passage = replace(passage, request=request, reply=reply)
    private = passage.setting.level >= Level.ISOLATED
    if private:
        box.furnish_private_root(passage.job.files, passage.job.limits, passage.uid, passage.gid)
    views = open_views(None if passage.plan.inherit else passage.place, private=private)
    wire.send(link, {"views": list(views)})
    socket.send_fds(link, [b"v"], list(views.values()))
    for descriptor in views.values():
        os.close(descriptor)
    return passage


def _be_main(passage: Passage, link: socket.socket, drivers: Drivers) -> NoReturn:
    try:
        if os.geteuid() == 0 and not passage.plan.inherit:
            with contextlib.suppress(OSError):
                os.nice(_NICE)
        entry.run(passage, drivers)
    except BaseException as error:
        with contextlib.suppress(OSError):
            wire.send(link, {"problem": f"{type(error).__name__}: {error}"})
        raise
    finally:
        os._exit(1)


def _reap_until_told(link: socket.socket) -> None:
    """Reap whatever there is to reap until the keeper says that all is over, or is gone; then let nobody live on."""
    waker = Waker()
    waker.watch([link.fileno()])
    while link.fileno() not in waker.wait(None):
        _reap(link)
    while _reap(link):
        for number in (signal.SIGSTOP, signal.SIGKILL):  # who is stopped has no children meanwhile
            for process in psutil.Process().children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    process.send_signal(number)
        waker.wait(_AGAIN_SECONDS)


def _reap(link: socket.socket) -> bool:
    """Reap all that have ended; whether there are children left."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if not pid:
            return True
        with contextlib.suppress(OSError):
            wire.send(link, {"reaped": [pid, status]})
