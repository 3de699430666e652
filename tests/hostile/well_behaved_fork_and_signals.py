# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# value = ["USR1", -15, 7]
# ///
"""os.fork, pipes, handlers, sigwait, SIGCHLD, waitpid."""

import os
import signal


def attack(**_):
    reader, writer = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, signal.SIGUSR1})
    pid = os.fork()
    if pid == 0:
        os.write(writer, b"ready")
        signal.sigwait({signal.SIGUSR1})
        os.write(writer, b"USR1 ")
        os.kill(os.getpid(), signal.SIGTERM)
    os.read(reader, 5)
    os.kill(pid, signal.SIGUSR1)
    text = os.read(reader, 5).decode().strip()
    signal.sigwait({signal.SIGCHLD})
    ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    other = os.fork()
    if other == 0:
        os._exit(7)
    code = os.waitstatus_to_exitcode(os.waitpid(other, 0)[1])
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD, signal.SIGUSR1})
    os.close(reader)
    os.close(writer)
    return [text, ended, code]
