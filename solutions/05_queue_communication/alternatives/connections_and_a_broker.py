"""The same with the caller as a broker: each child talks to it over a pipe of its own, and the queue is its deque.

A producer sends an item and waits for the receipt, which comes when the deque has room. A consumer asks for an item
and gets one, or the end mark when no producer is left.
"""

from collections import deque
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait

from workshop import make, work

DONE = ("done",)


def produce(caller, batch):
    for item in batch:
        caller.send(make(item))
        caller.recv()
    caller.send(DONE)


def consume(caller):
    taken = []
    caller.send(None)
    while (item := caller.recv()) != DONE:
        work(item)
        taken.append(item)
        caller.send(None)
    caller.send(taken)


def start(target, *arguments):
    mine, theirs = Pipe()
    process = Process(target=target, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return mine, process


def hand_on(makers, takers, capacity):
    line = deque()
    makers, hungry, busy = set(makers), deque(), set(takers)
    while makers or line or busy:
        for pipe in wait([*busy, *(makers if len(line) < capacity else ())]):
            if pipe in busy:
                pipe.recv()
                busy.remove(pipe)
                hungry.append(pipe)
            elif len(line) < capacity:
                item = pipe.recv()  # EOFError if the producer failed
                if item == DONE:
                    makers.remove(pipe)
                else:
                    line.append(item)
                    pipe.send(None)
        while line and hungry:
            taker = hungry.popleft()
            taker.send(line.popleft())
            busy.add(taker)


def run_queue(batches, consumers, capacity):
    makers = [start(produce, batch) for batch in batches]
    takers = [start(consume) for _ in range(consumers)]
    try:
        hand_on([pipe for pipe, _ in makers], [pipe for pipe, _ in takers], capacity)
        for pipe, _ in takers:
            pipe.send(DONE)
        return [pipe.recv() for pipe, _ in takers]
    except EOFError:
        for _, process in makers + takers:
            process.terminate()
        raise RuntimeError("a child failed") from None
    finally:
        for pipe, process in makers + takers:
            process.join()
            pipe.close()
