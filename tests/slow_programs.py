"""Programs that are slow but alive: each ends by itself, sooner or later, and must never be called stuck.

Every one of them sleeps, spins, or waits for something that comes by the clock, while others wait for it.
"""

from __future__ import annotations

_HEAD = """
import asyncio, ctypes, fcntl, multiprocessing as mp, os, select, signal, socket, subprocess, sys, threading, time
from multiprocessing import connection
PAUSE = {pause}
def started(target, *arguments):
    process = mp.Process(target=target, args=arguments)
    process.start()
    return process
def handle(*_):
    pass
libc = ctypes.CDLL(None, use_errno=True)
"""
_SOURCES = {
    "sleeps": """
def solve():
    time.sleep(PAUSE)
""",
    "waits for a child that sleeps": """
def solve():
    started(time.sleep, PAUSE).join()
""",
    "spins": """
def solve():
    end = time.monotonic() + PAUSE
    while time.monotonic() < end:
        pass
""",
    "waits for a child that spins": """
def spin():
    end = time.monotonic() + PAUSE
    while time.monotonic() < end:
        pass
def solve():
    started(spin).join()
""",
    "sleeps in short slices": """
def nap():
    for _ in range(100):
        time.sleep(PAUSE / 100)
def solve():
    started(nap).join()
""",
    "an alarm with a handler, in pause": """
def solve():
    signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, PAUSE)
    signal.pause()
""",
    "an alarm without a handler ends a child in pause": """
def wait():
    signal.setitimer(signal.ITIMER_REAL, PAUSE)
    signal.pause()
def solve():
    started(wait).join()
""",
    "an alarm without a handler ends a child that reads": """
def wait(end):
    libc.alarm(1)
    end.recv()
def solve():
    ours, theirs = mp.Pipe()
    started(wait, theirs).join()
""",
    "an alarm breaks a wait for a lock": """
class Enough(Exception):
    pass
def enough(*_):
    raise Enough
def wait(lock):
    signal.signal(signal.SIGALRM, enough)
    signal.setitimer(signal.ITIMER_REAL, PAUSE)
    try:
        lock.acquire()
    except Enough:
        pass
def solve():
    lock = mp.Lock()
    with lock:
        started(wait, lock).join()
""",
    "an alarm that repeats": """
def wait(event):
    rung = []
    def ring(*_):
        rung.append(1)
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, PAUSE / 4, PAUSE / 4)
    while len(rung) < 4:
        signal.pause()
    signal.setitimer(signal.ITIMER_REAL, 0)
    event.set()
def solve():
    event = mp.Event()
    child = started(wait, event)
    event.wait()
    child.join()
""",
    "an alarm that an exec keeps": """
def solve():
    read, write = os.pipe()
    os.set_inheritable(write, True)
    if os.fork() == 0:
        os.dup2(read, 0)
        signal.alarm(1)
        os.execvp("cat", ["cat"])
    os.wait()
""",
    "waits for a signal from a child that sleeps": """
def ring(parent):
    time.sleep(PAUSE)
    os.kill(parent, signal.SIGUSR1)
def solve():
    signal.signal(signal.SIGUSR1, handle)
    child = started(ring, os.getpid())
    signal.pause()
    child.join()
""",
    "sigwait for a timer": """
def solve():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    signal.setitimer(signal.ITIMER_REAL, PAUSE)
    signal.sigwait([signal.SIGALRM])
""",
    "a POSIX timer": """
def solve():
    class Event(ctypes.Structure):
        _fields_ = [("value", ctypes.c_void_p), ("signal", ctypes.c_int), ("how", ctypes.c_int)]
        _fields_ += [("rest", ctypes.c_long * 6)]
    class Times(ctypes.Structure):
        _fields_ = [("interval", ctypes.c_long * 2), ("value", ctypes.c_long * 2)]
    signal.signal(signal.SIGUSR1, handle)
    timer, event = ctypes.c_void_p(), Event(0, signal.SIGUSR1, 0)
    rt = ctypes.CDLL("librt.so.1") if not hasattr(libc, "timer_create") else libc
    assert rt.timer_create(1, ctypes.byref(event), ctypes.byref(timer)) == 0
    times = Times()
    times.value[1] = int(PAUSE * 1e9) if PAUSE < 1 else 999_999_999
    assert rt.timer_settime(timer, 0, ctypes.byref(times), None) == 0
    read, _ = os.pipe()
    libc.read(read, ctypes.create_string_buffer(1), 1)
""",
    "a timer that is a descriptor": """
def solve():
    class Times(ctypes.Structure):
        _fields_ = [("interval", ctypes.c_long * 2), ("value", ctypes.c_long * 2)]
    timer = libc.timerfd_create(1, 0)
    times = Times()
    times.value[0], times.value[1] = int(PAUSE), int(PAUSE % 1 * 1e9)
    assert libc.timerfd_settime(timer, 0, ctypes.byref(times), None) == 0
    os.read(timer, 8)
""",
    "epoll over a timer that is a descriptor": """
def solve():
    class Times(ctypes.Structure):
        _fields_ = [("interval", ctypes.c_long * 2), ("value", ctypes.c_long * 2)]
    timer = libc.timerfd_create(1, 0)
    times = Times()
    times.value[0], times.value[1] = int(PAUSE), int(PAUSE % 1 * 1e9)
    libc.timerfd_settime(timer, 0, ctypes.byref(times), None)
    poll = select.epoll()
    poll.register(timer)
    poll.poll()
""",
    "poll with a time limit": """
def solve():
    read, write = os.pipe()
    poll = select.poll()
    poll.register(read, select.POLLIN)
    poll.poll(PAUSE * 1000)
""",
    "select with a time limit in a child": """
def wait(read):
    select.select([read], [], [], PAUSE)
def solve():
    read, write = os.pipe()
    started(wait, read).join()
""",
    "a select that only sleeps": """
def solve():
    select.select([], [], [], PAUSE)
""",
    "epoll with a time limit": """
def solve():
    select.epoll().poll(PAUSE)
""",
    "a socket with a time limit of Python's": """
def solve():
    one, other = socket.socketpair()
    one.settimeout(PAUSE)
    try:
        one.recv(1)
    except TimeoutError:
        pass
""",
    "a socket with a time limit of its own": """
def solve():
    import struct
    one, other = socket.socketpair()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", int(PAUSE), int(PAUSE % 1 * 1e6)))
    try:
        one.recv(1)
    except BlockingIOError:
        pass
""",
    "a queue with a time limit": """
def solve():
    import queue
    try:
        mp.Queue().get(timeout=PAUSE)
    except queue.Empty:
        pass
""",
    "a lock with a time limit, tried again and again": """
def insist(lock):
    while not lock.acquire(timeout=PAUSE / 5):
        pass
def solve():
    lock = mp.Lock()
    lock.acquire()
    child = started(insist, lock)
    time.sleep(PAUSE)
    lock.release()
    child.join()
""",
    "an event with a time limit": """
def solve():
    mp.Event().wait(PAUSE)
""",
    "a barrier with a time limit": """
def solve():
    try:
        mp.Barrier(2).wait(PAUSE)
    except threading.BrokenBarrierError:
        pass
""",
    "everybody waits for one who holds the lock and sleeps": """
def hold(lock, met):
    with lock:
        met.wait()
        time.sleep(PAUSE)
def want(lock, met):
    met.wait()
    with lock:
        pass
def solve():
    lock, met = mp.Lock(), mp.Barrier(4)
    crew = [started(hold, lock, met)] + [started(want, lock, met) for _ in range(3)]
    [each.join() for each in crew]
""",
    "a chain of five that wait for the last": """
def chain(left):
    if left:
        started(chain, left - 1).join()
    else:
        time.sleep(PAUSE)
def solve():
    started(chain, 4).join()
""",
    "a pipe whose writer sleeps": """
def write(end):
    time.sleep(PAUSE)
    end.send(1)
def solve():
    ours, theirs = mp.Pipe()
    child = started(write, theirs)
    ours.recv()
    child.join()
""",
    "a full pipe whose reader sleeps": """
def read(end):
    time.sleep(PAUSE)
    end.recv()
def solve():
    ours, theirs = mp.Pipe()
    child = started(read, theirs)
    ours.send("x" * 1_000_000)
    child.join()
""",
    "a thread that sleeps while main waits for it": """
def solve():
    thread = threading.Thread(target=time.sleep, args=(PAUSE,))
    thread.start()
    thread.join()
""",
    "a timer of threading": """
def solve():
    event = threading.Event()
    threading.Timer(PAUSE, event.set).start()
    event.wait()
""",
    "asyncio": """
async def nap():
    await asyncio.gather(*(asyncio.sleep(PAUSE) for _ in range(5)))
def solve():
    asyncio.run(nap())
""",
    "a pool of workers that sleep": """
def solve():
    with mp.Pool(3) as pool:
        pool.map(time.sleep, [PAUSE / 2] * 6)
""",
    "an idle pool": """
def solve():
    with mp.Pool(3) as pool:
        pool.map(abs, [1])
        time.sleep(PAUSE)
""",
    "an executor of processes": """
def solve():
    from concurrent.futures import ProcessPoolExecutor
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(time.sleep, [PAUSE / 2] * 4))
""",
    "a manager whose client sleeps": """
def use(shared):
    time.sleep(PAUSE)
    shared["done"] = True
def solve():
    with mp.Manager() as manager:
        shared = manager.dict()
        started(use, shared).join()
""",
    "a manager's lock that somebody holds": """
def hold(lock):
    with lock:
        time.sleep(PAUSE)
def solve():
    with mp.Manager() as manager:
        lock = manager.Lock()
        crew = [started(hold, lock) for _ in range(2)]
        [each.join() for each in crew]
""",
    "a shell that sleeps": """
def solve():
    subprocess.run(["sh", "-c", f"sleep {PAUSE} | cat"])
""",
    "a file lock that somebody holds": """
def hold(path, met):
    with open(path, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        met.wait()
        time.sleep(PAUSE)
def solve():
    met = mp.Barrier(2)
    child = started(hold, "lock", met)
    met.wait()
    with open("lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
    child.join()
""",
    "a stopped child that is continued": """
def stop():
    os.kill(os.getpid(), signal.SIGSTOP)
def solve():
    child = started(stop)
    time.sleep(PAUSE)
    os.kill(child.pid, signal.SIGCONT)
    child.join()
""",
    "a watchdog ends two that are deadlocked": """
def both(mine, other, met):
    with mine:
        met.wait()
        with other:
            pass
def solve():
    left, right, met = mp.Lock(), mp.Lock(), mp.Barrier(2)
    pair = [started(both, left, right, met), started(both, right, left, met)]
    pair[0].join(PAUSE)
    [each.terminate() for each in pair]
    [each.join() for each in pair]
""",
    "a local socket whose server sleeps": """
def serve(listener):
    peer, _ = listener.accept()
    time.sleep(PAUSE)
    peer.sendall(b"x")
def solve():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("listener")
    listener.listen()
    child = started(serve, listener)
    client = socket.socket(socket.AF_UNIX)
    client.connect("listener")
    client.recv(1)
    child.join()
""",
    "a named pipe that is opened late": """
def write():
    time.sleep(PAUSE)
    with open("pipe", "w") as pipe:
        pipe.write("x")
def solve():
    os.mkfifo("pipe")
    child = started(write)
    with open("pipe") as pipe:
        pipe.read()
    child.join()
""",
    "a parent that polls its child": """
def solve():
    child = started(time.sleep, PAUSE)
    while child.is_alive():
        time.sleep(0.01)
    child.join()
""",
    "a connection.wait with a time limit": """
def solve():
    ours, theirs = mp.Pipe()
    connection.wait([ours], PAUSE)
""",
    "output that is read slowly": """
def solve():
    for _ in range(20):
        print("x" * 1000)
        time.sleep(PAUSE / 20)
""",
    "an orphan that holds a pipe and sleeps": """
def solve():
    read, write = os.pipe()
    if os.fork() == 0:
        if os.fork() == 0:
            time.sleep(PAUSE)
            os._exit(0)
        os._exit(0)
    os.close(write)
    os.read(read, 1)
    os.wait()
""",
}
NAMES = tuple(_SOURCES)


def slow_program(name: str, pause: float) -> str:
    """The source of one of them, whose `solve()` takes about `pause` seconds."""
    return _HEAD.replace("{pause}", repr(pause)) + _SOURCES[name]
