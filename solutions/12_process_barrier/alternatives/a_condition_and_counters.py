"""The same with a barrier built by hand, in which the number of the round keeps those of the next round apart."""

import os
import signal
import threading
from multiprocessing import Condition, Process, Value

from workshop import work


class Gate:
    def __init__(self, parties):
        self.parties = parties
        self.condition = Condition()
        self.arrived = Value("i", 0, lock=False)
        self.turn = Value("i", 0, lock=False)
        self.broken = Value("b", 0, lock=False)
        self.done = Value("i", 0, lock=False)

    def wait(self):
        with self.condition:
            self.done.value += 1
            self.arrived.value += 1
            turn = self.turn.value
            if self.arrived.value == self.parties:
                self.arrived.value = 0
                self.turn.value += 1
                self.condition.notify_all()
            self.condition.wait_for(lambda: self.turn.value != turn or self.broken.value)
            if self.turn.value == turn:
                raise SystemExit(3)

    def abort(self):
        with self.condition:
            self.broken.value = 1
            self.condition.notify_all()


class Worker(Process):
    def __init__(self, number, rounds, gate, dead):
        super().__init__(daemon=True)
        self.number, self.rounds, self.gate, self.dead = number, rounds, gate, dead

    def run(self):
        for turn in range(self.rounds):
            work([self.number, turn])
            if self.number == self.dead:
                os.kill(os.getpid(), signal.SIGKILL)
            self.gate.wait()


def watch(worker, gate):
    worker.join()
    if worker.exitcode != 0:
        gate.abort()


def run(workers, rounds, dead=None):
    gate = Gate(workers)
    children = [Worker(number, rounds, gate, dead) for number in range(workers)]
    for child in children:
        child.start()
    watchers = [threading.Thread(target=watch, args=(child, gate)) for child in children]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
    return gate, children


def phases(workers, rounds):
    gate, children = run(workers, rounds)
    failed = [child.name for child in children if child.exitcode != 0]
    if failed:
        raise RuntimeError(f"failed: {failed}")
    return gate.done.value


def phases_with_casualty(workers, rounds, dead):
    gate, _ = run(workers, rounds, dead)
    if gate.broken.value:
        raise threading.BrokenBarrierError
