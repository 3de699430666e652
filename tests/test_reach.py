"""Who could make a descriptor ready: asked of this very process, whose pipes and sockets are real."""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
from subprocess import DEVNULL, PIPE, Popen

import pytest

from grader.sandbox import kernel, sockets
from grader.sandbox.alarms import may_ring
from grader.sandbox.blocking import Call
from grader.sandbox.ends import Ends, ends_of
from grader.sandbox.memory import Mapping, Memory
from grader.sandbox.reach import ANYTHING, Family, Reach
from grader.sandbox.sleepers import Sleeper
from grader.sandbox.waits import Scene

pytestmark = pytest.mark.skipif(not kernel.LINUX, reason="needs /proc")
ME = os.getpid()
US = frozenset({ME})


@pytest.fixture
def diagnosis():
    descriptor = sockets.open_diagnosis()
    if descriptor is None:
        pytest.skip("no socket diagnosis here")
    yield descriptor
    os.close(descriptor)


def family(**differs):
    return Family(**{"pids": {ME: 2}, "private": True, "alone": True, **differs})


def providers(number, *, reading=True, seen=None, **differs):
    """Who could make a descriptor of this process ready."""
    (found,) = Reach(family(**differs), Ends([ME], seen or sockets.Sockets())).behind(ME, [(number, reading)])
    return found.providers


def key_of(number):
    return next(end.key for end in ends_of("self") if end.number == number)


@pytest.fixture
def pipe():
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_a_pipe_is_made_ready_by_who_holds_its_other_end(pipe):
    assert (providers(pipe[0]), providers(pipe[1], reading=False)) == (US, US)


def test_what_the_keeper_has_open_may_be_made_ready_at_any_time(pipe):
    assert providers(pipe[0], others={key_of(pipe[0])}) is ANYTHING


def test_a_named_pipe_may_be_opened_by_somebody_outside_unless_the_family_is_alone(tmp_path):
    os.mkfifo(tmp_path / "named")
    number = os.open(tmp_path / "named", os.O_RDWR)
    assert (providers(number), providers(number, alone=False)) == (US, ANYTHING)
    os.close(number)


def test_a_file_is_nothing_that_somebody_must_make_ready(tmp_path):
    with (tmp_path / "file").open("w") as file:
        assert providers(file.fileno()) is ANYTHING
    assert providers(10_000) is ANYTHING


def test_epoll_waits_for_what_it_watches(pipe, tmp_path):
    with select.epoll() as poll:
        poll.register(pipe[0], select.EPOLLIN)
        found = list(Reach(family(), Ends([ME], sockets.Sockets())).behind(ME, [(poll.fileno(), True)]))
    assert [(each.thing.kind, each.reading, each.providers) for each in found] == [("pipe", True, US)]


def test_a_local_socket_is_made_ready_by_who_holds_the_other_one(diagnosis):
    one, other = socket.socketpair()
    with one, other:
        seen = sockets.look(diagnosis, ME)
        assert providers(one.fileno(), seen=seen) == US
        assert providers(one.fileno(), seen=seen, others={key_of(other.fileno())}) is ANYTHING
        other_end = seen.local[key_of(one.fileno())[1]].peer
        assert other_end == key_of(other.fileno())[1]


def test_a_socket_with_a_time_limit_of_its_own_gives_up_by_itself(diagnosis):
    one, other = socket.socketpair()
    with one, other:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, b"\5" + bytes(15))
        assert providers(one.fileno(), seen=sockets.look(diagnosis, ME)) is ANYTHING


@pytest.mark.parametrize("name", ["here", "listener-1"])
def test_a_socket_that_listens_is_for_everybody_inside_and_for_the_world_outside(diagnosis, tmp_path, name):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / name))
        listener.listen()
        seen = sockets.look(diagnosis, ME)
        assert providers(listener.fileno(), seen=seen) == US
        assert providers(listener.fileno(), seen=seen, alone=False) is ANYTHING


def test_a_socket_of_multiprocessing_s_own_is_for_the_family_alone(diagnosis, tmp_path):
    (tmp_path / "pymp-1").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "pymp-1" / "listener-1"))
        listener.listen()
        assert providers(listener.fileno(), seen=sockets.look(diagnosis, ME), alone=False) == US


def test_a_pipe_that_a_fork_server_reads_itself_is_a_pipe(pipe):
    they = family(pids={ME: 2, 1: 3}, started={ME: [1]})
    (found,) = Reach(they, Ends([ME], sockets.Sockets())).behind(ME, [(pipe[0], True)])
    assert (found.thing.kind, found.providers) == ("pipe", US)


@pytest.mark.parametrize(("apart", "told"), [(1, {4}), (2, {4, 5})], ids=["made next", "made later"])
def test_the_pipe_of_a_fork_server_leads_to_the_child_that_reads_from_the_one_made_next(apart, told):
    (reader, status), (begin, keep) = two_pipes(apart)
    server = Popen(["/bin/cat"], stdin=PIPE, stdout=DEVNULL, pass_fds=[status])
    children = [Popen(["/bin/cat"], stdin=end, stdout=DEVNULL) for end in (begin, PIPE)]
    os.close(status)  # now nobody but the server holds it
    pids = {ME: 2, **{each.pid: pid for pid, each in enumerate([server, *children], 3)}}
    they = family(pids=pids, started={server.pid: [each.pid for each in children]})
    (found,) = Reach(they, Ends(pids, sockets.Sockets())).behind(ME, [(reader, True)])
    for each in (server, *children):
        each.kill()
        each.communicate()
    for end in (reader, begin, keep):
        os.close(end)
    assert (found.thing.kind, {pids[host] for host in found.providers}) == ("process", told)
    assert found.thing.key == " or ".join(str(pid) for pid in sorted(told))


def two_pipes(apart):
    """Two pipes with inodes that lie so far apart; others may be made in between."""
    made = []
    while True:
        made.append(os.pipe())
        inodes = [os.fstat(reader).st_ino for reader, _ in made]
        if inodes[-1] - apart in inodes:
            chosen = [made[inodes.index(inodes[-1] - apart)], made[-1]]
            for end in (end for each in made if each not in chosen for end in each):
                os.close(end)
            return chosen


def test_nothing_is_certain_about_a_socket_that_is_not_known():
    one, other = socket.socketpair()
    with one, other:
        assert providers(one.fileno()) is ANYTHING


# ---------------------------------------------------------------------------------------------- the rest


def test_an_unknown_call_is_never_a_wait_that_nobody_ends():
    sleeper = Sleeper(ME, ME, 2, 1, Call("", (0, 0)))
    (wait,) = Scene(family(), [sleeper], Ends([ME], sockets.Sockets())).waits()
    assert wait.providers is ANYTHING


def test_a_child_that_nobody_knows_may_end_at_any_time():
    sleeper = Sleeper(ME, ME, 2, 1, Call("wait4", (77, 0)))
    (wait,) = Scene(family(), [sleeper], Ends([ME], sockets.Sockets())).waits()
    assert (wait.kind, wait.providers) == ("child", ANYTHING)


def test_memory_is_read_where_it_is_and_not_where_it_is_not():
    mapping = next(each for each in Memory(ME).mappings if each.path.startswith("/") and not each.offset)
    assert Memory(ME).read(mapping.start, 4) == b"\x7fELF"
    assert (Memory(ME).read(8, 4), Memory(ME).word(8), Memory(ME).at(8)) == (b"", None, None)


def test_semaphores_are_neighbours_also_if_others_have_made_some_in_between():
    def semaphore(inode, device="0:5", path="/dev/shm/sem.x", shared=True):
        return Mapping(4096 * inode, 4096 * inode + 4096, True, shared, 0, device, inode, path)

    memory = Memory(ME)
    memory.mappings = [semaphore(30), semaphore(7), semaphore(11), semaphore(13, "0:6"), semaphore(400)]
    memory.mappings += [semaphore(9, path="/dev/shm/pym-1"), semaphore(10, shared=False)]
    found = [memory.beside(("0:5", 11), step) for step in (-2, -1, 1, 2)]
    assert [each and each.inode for each in found] == [None, 7, 30, None]  # 400 is too far away
    assert memory.beside(("0:5", 12), -1) is None


def test_who_handles_alarms_may_have_set_one_where_nobody_reports_it():
    assert threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        assert may_ring(ME, 0.0, 1.0, reported=False)
        assert not may_ring(ME, 0.0, 1.0, reported=True)
        assert may_ring(ME, 2.0, 1.0, reported=True)
    finally:
        signal.signal(signal.SIGALRM, before)
