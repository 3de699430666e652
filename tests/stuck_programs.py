"""Programs that come to a standstill, each with the cause that it should be named with."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Cause


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """A program that never ends: what is wrong with it, and its `solve()`, or its shell script, or its C source."""

    name: str
    cause: Cause
    source: str
    methods: tuple[str, ...] = ("fork",)
    """Start methods of multiprocessing with which it is to be tried."""
    said: str = ""
    """What one of the sentences must contain."""


BOTH = ("fork", "spawn")
_HEAD = """
import multiprocessing as mp, os, signal, socket, sys, threading, time
def started(target, *arguments):
    process = mp.Process(target=target, args=arguments)
    process.start()
    return process
"""


def _python(name: str, cause: Cause, source: str, **more: object) -> Stuck:
    return Stuck(name=name, cause=cause, source=_HEAD + source, **more)  # type: ignore[arg-type]


PYTHON = (
    _python(
        "two locks in opposite order",
        Cause.LOCK_CYCLE,
        """
def both(mine, other, met):
    with mine:
        met.wait()
        with other:
            pass
def solve():
    left, right, met = mp.Lock(), mp.Lock(), mp.Barrier(2)
    pair = [started(both, left, right, met), started(both, right, left, met)]
    [each.join() for each in pair]
""",
        methods=("fork", "spawn", "forkserver"),
        said="holds",
    ),
    _python(
        "three philosophers",
        Cause.LOCK_CYCLE,
        """
def eat(left, right, met):
    with left:
        met.wait()
        with right:
            pass
def solve():
    forks, met = [mp.RLock() for _ in range(3)], mp.Barrier(3)
    all_of_them = [started(eat, forks[i], forks[(i + 1) % 3], met) for i in range(3)]
    [each.join() for each in all_of_them]
""",
        methods=BOTH,
    ),
    _python(
        "a lock taken twice",
        Cause.LOCK_TWICE,
        """
def twice(lock):
    with lock, lock:
        pass
def solve():
    lock = mp.Lock()
    started(twice, lock).join()
""",
        methods=BOTH,
        said="which it holds itself",
    ),
    _python(
        "a lock that died with its holder",
        Cause.LOCK_ABANDONED,
        """
def take_and_die(lock):
    lock.acquire()
    os._exit(3)
def solve():
    lock = mp.Lock()
    started(take_and_die, lock).join()
    lock.acquire()
""",
        methods=BOTH,
        said="no living process holds",
    ),
    _python(
        "join before the queue is drained",
        Cause.JOIN_BEFORE_DRAIN,
        """
def produce(queue):
    queue.put("x" * 1_000_000)
def solve():
    queue = mp.Queue()
    child = started(produce, queue)
    child.join()
    return len(queue.get())
""",
        methods=BOTH,
        said="the feeder thread of a queue in child",
    ),
    _python(
        "join before the pipe is read",
        Cause.JOIN_BEFORE_DRAIN,
        """
def produce(end):
    end.send("x" * 1_000_000)
def solve():
    ours, theirs = mp.Pipe()
    child = started(produce, theirs)
    child.join()
    return len(ours.recv())
""",
        methods=BOTH,
    ),
    _python(
        "one sentinel for two consumers",
        Cause.SENTINEL_MISSING,
        """
def consume(queue):
    while queue.get() is not None:
        pass
def solve():
    queue = mp.Queue()
    pair = [started(consume, queue) for _ in range(2)]
    queue.put(None)
    [each.join() for each in pair]
""",
        methods=BOTH,
    ),
    _python(
        "an item that nobody puts",
        Cause.SENTINEL_MISSING,
        """
def idle(queue):
    pass
def solve():
    queue = mp.SimpleQueue()
    started(idle, queue).join()
    return queue.get()
""",
        methods=BOTH,
    ),
    _python(
        "the reader itself holds the write end",
        Cause.PIPE_END_FORGOTTEN,
        """
def solve():
    read, write = os.pipe()
    if os.fork() == 0:
        while os.read(read, 100):
            pass
        os._exit(0)
    os.close(read)
    os.write(write, b"hello")
    os.close(write)
    os.wait()
""",
        said="whose other end it holds open itself",
    ),
    _python(
        "the parent forgot to close its write end",
        Cause.PIPE_END_FORGOTTEN,
        """
def solve():
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write)
        while os.read(read, 100):
            pass
        os._exit(0)
    os.write(write, b"hello")
    os.waitpid(child, 0)
""",
        said="which only main",
    ),
    _python(
        "a connection of which both ends were inherited",
        Cause.PIPE_END_FORGOTTEN,
        """
def serve(end):
    try:
        while True:
            end.recv()
    except EOFError:
        pass
def solve():
    ours, theirs = mp.Pipe()
    child = started(serve, theirs)
    ours.close(), theirs.close()
    child.join()
""",
    ),
    _python(
        "both receive first",
        Cause.EACH_READS_FIRST,
        """
def talk(end):
    end.recv()
    end.send(1)
def solve():
    ours, theirs = mp.Pipe()
    child = started(talk, theirs)
    theirs.close()
    return ours.recv()
""",
        methods=("spawn",),
    ),
    _python(
        "both send first",
        Cause.EACH_SENDS_FIRST,
        """
def talk(end):
    end.send("x" * 1_000_000)
    end.recv()
def solve():
    ours, theirs = mp.Pipe()
    started(talk, theirs)
    ours.send("x" * 1_000_000)
    return ours.recv()
""",
        methods=BOTH,
    ),
    _python(
        "a barrier with a party that died",
        Cause.BARRIER_SHORT,
        """
def come(barrier, dies):
    if dies:
        os._exit(1)
    barrier.wait()
def solve():
    barrier = mp.Barrier(3)
    crew = [started(come, barrier, number == 1) for number in range(3)]
    [each.join() for each in crew]
""",
        methods=BOTH,
        said="waits at barrier 1",
    ),
    _python(
        "an event that nobody sets",
        Cause.NOBODY_WILL_SIGNAL,
        """
def wait(event):
    event.wait()
def solve():
    event = mp.Event()
    started(wait, event).join()
""",
        methods=BOTH,
        said="waits for event 1",
    ),
    _python(
        "a condition notified too early",
        Cause.NOBODY_WILL_SIGNAL,
        """
def wait(condition):
    with condition:
        condition.wait()
def solve():
    condition = mp.Condition()
    with condition:
        condition.notify_all()
    started(wait, condition).join()
""",
        methods=BOTH,
        said="waits at condition 1",
    ),
    _python(
        "a semaphore of which the permits are lost",
        Cause.NOBODY_WILL_SIGNAL,
        """
def enter(semaphore):
    semaphore.acquire()
def solve():
    semaphore = mp.Semaphore(2)
    for _ in range(3):
        started(enter, semaphore).join()
""",
        methods=BOTH,
        said="waits for semaphore 1",
    ),
    _python(
        "the parent holds what its child wants",
        Cause.CHILD_WAITS_FOR_PARENT,
        """
def want(lock):
    with lock:
        pass
def solve():
    lock = mp.Lock()
    with lock:
        started(want, lock).join()
""",
        methods=BOTH,
        said="which main (pid",
    ),
    _python(
        "a lock of a thread that is not in the child",
        Cause.NOBODY_WILL_SIGNAL,
        """
lock = threading.Lock()
def want():
    with lock:
        pass
def solve():
    with lock:
        child = started(want)
    child.join()
""",
        said="has no other one",
    ),
    _python(
        "two threads that wait for each other",
        Cause.NOBODY_WILL_SIGNAL,
        """
def both(mine, other, met):
    with mine:
        met.wait()
        with other:
            pass
def solve():
    left, right, met = threading.Lock(), threading.Lock(), threading.Barrier(2)
    orders = (left, right, met), (right, left, met)
    pair = [threading.Thread(target=both, args=order) for order in orders]
    [each.start() for each in pair]
    [each.join() for each in pair]
""",
        said="waits for another of its threads",
    ),
    _python(
        "a child that stopped itself",
        Cause.STOPPED,
        """
def stop():
    os.kill(os.getpid(), signal.SIGSTOP)
def solve():
    started(stop).join()
""",
        methods=BOTH,
        said="was stopped by a signal",
    ),
    _python(
        "a child that waits for a signal",
        Cause.NOBODY_WILL_SIGNAL,
        """
def wait():
    signal.pause()
def solve():
    started(wait).join()
""",
        methods=BOTH,
        said="waits for a signal",
    ),
    _python(
        "a full queue that nobody empties",
        Cause.NOBODY_WILL_SIGNAL,
        """
def produce(queue):
    for number in range(3):
        queue.put(number)
def solve():
    queue = mp.Queue(maxsize=1)
    started(produce, queue).join()
""",
        methods=BOTH,
    ),
    _python(
        "a connection that nobody accepts",
        Cause.NOBODY_WILL_SIGNAL,
        """
def solve():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("here")
    listener.listen()
    listener.accept()
""",
        said="waits for somebody to connect",
    ),
    _python(
        "a pool whose worker waits for its own pool",
        Cause.NOBODY_WILL_SIGNAL,
        """
def work(event):
    event.wait()
def solve():
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work, threading.Event()).result()
""",
    ),
)
