"""An executor of worker processes on this machine, in which each worker can be lost without anybody else noticing.

`concurrent.futures.ProcessPoolExecutor` gives everything up when one of its processes dies. Here each worker has its
own process, its own socket and its own thread that waits for it: if the process dies, or falls silent, this one future
fails with `WorkerLostError`, and the next task gets a new process. Functions are told by name, and take and give a
text: nothing is pickled.
"""

from __future__ import annotations

import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from types import TracebackType
from typing import Any

from grader.batch.worker import BUSY, CALL, ERROR, RESULT, TEXT, name_of
from grader.errors import GraderError
from grader.model import signal_name
from grader.processes import our_environment
from grader.sandbox import wire

SILENCE_SECONDS = 200.0
"""After how long without a sign a worker is given up. One that grades gives a sign at each event of the suite, and
gives a suite up by itself that says nothing for 150 s."""
START_SECONDS = 60.0
"""How long a worker may take to start."""
FAREWELL_SECONDS = 3.0
"""How long a worker may take to end what it has started."""


class WorkerLostError(GraderError):
    """The worker that was to make a grade has died or fallen silent."""


class WorkerProcesses(Executor):
    """So many worker processes on this machine; use it as a `with` block, after which none of them is left."""

    def __init__(self, number: int, *, silence_seconds: float = SILENCE_SECONDS) -> None:
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._slots = [_Slot(self._orders, silence_seconds) for _ in range(number)]
        self._ended = False

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **keywords: Any) -> Future[Any]:
        """Call a function that a worker can import by its name on one text, and give its text later."""
        (text,) = arguments
        if self._ended or keywords:
            raise RuntimeError("this executor has ended" if self._ended else "a worker's function takes one text")
        order = _Order(name_of(function), text)
        self._orders.put(order)
        return order.future

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the workers; an exception passing through ends them at once."""
        if kind is None:
            self.shutdown()
        else:
            self.stop()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers when they have done what they are at, and all that waits unless that is cancelled."""
        self._ended = True
        if cancel_futures:
            self._cancel()
        for _ in self._slots:
            self._orders.put(None)
        for slot in self._slots if wait else ():
            slot.thread.join()

    def stop(self) -> None:
        """End the workers now, and with them what they are at; returns when nothing of it is left."""
        self._ended = True
        self._cancel()
        for slot in self._slots:
            slot.end()
        self.shutdown()

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that there are at the moment."""
        return tuple(slot.process.pid for slot in self._slots if slot.process is not None)

    def _cancel(self) -> None:
        with suppress(queue.Empty):
            while True:
                if order := self._orders.get_nowait():
                    order.future.cancel()


class _Order:
    def __init__(self, function: str, text: str) -> None:
        self.message = {CALL: function, TEXT: text}
        self.future: Future[str] = Future()


class _Slot:
    """One worker, and the thread that speaks with it."""

    def __init__(self, orders: queue.SimpleQueue[_Order | None], silence_seconds: float) -> None:
        self._orders = orders
        self._silence_seconds = silence_seconds
        self._socket: socket.socket | None = None
        self._ending = False
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def end(self) -> None:
        """Let the process leave what it is at."""
        self._ending = True
        if self.process is not None:
            self.process.terminate()

    def _serve(self) -> None:
        while (order := self._orders.get()) is not None:
            if not order.future.set_running_or_notify_cancel():
                continue
            try:
                order.future.set_result(self._answer(order))
            except Exception as error:  # whatever it is, it is the end of this one future, and not of the thread
                order.future.set_exception(error)
        self._bury()

    def _answer(self, order: _Order) -> str:
        try:
            connection = self._connected()
            wire.send(connection, order.message)
            while (answer := wire.receive(connection)) is not None:
                if RESULT in answer:
                    return str(answer[RESULT])
                if BUSY not in answer:
                    raise GraderError(f"the worker could not grade: {answer[ERROR]}")
            reason = "has died"
        except TimeoutError:
            self._kill()
            reason = "said nothing any more"
        except OSError as error:
            reason = f"cannot be spoken with: {error.strerror or error}"
        how = self._bury()
        raise WorkerLostError(f"the worker {reason}" + (how if reason == "has died" else ""))

    def _connected(self) -> socket.socket:
        """The socket of a process that lives."""
        if self._socket is not None and self.process is not None and self.process.poll() is None:
            return self._socket
        self._bury()
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "grader.batch.worker", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd="/",  # `-m` puts the current folder first on the path: never one that a student can write to
                env=our_environment(),
                start_new_session=True,  # Ctrl-C reaches us alone, and we end the workers
            )
        if self._ending:
            self.process.terminate()
        self._socket = ours
        ours.settimeout(START_SECONDS)
        wire.receive(ours)
        ours.settimeout(self._silence_seconds)
        return ours

    def _kill(self) -> None:
        if self.process is not None:
            self.process.kill()

    def _bury(self) -> str:
        """End the process if there is one, and say how it ended if it was not we who did it."""
        if self._socket is not None:
            self._socket.close()
        if self.process is None:
            return ""
        process, self.process, self._socket = self.process, None, None
        try:
            status = process.wait(FAREWELL_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return ""
        return f": it was ended by {signal_name(-status)}" if status < 0 else ""
