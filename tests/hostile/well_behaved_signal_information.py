# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# value = ["SIGUSR1", true, "SIGRTMIN", 7, true]
# ///
"""What comes with a signal: who sent it, what ended how; sigwaitinfo, waitid."""

import os
import signal
import time


def attack(**_):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1, signal.SIGRTMIN})
    pid = os.fork()
    if pid == 0:
        os.kill(os.getppid(), signal.SIGUSR1)
        os.kill(os.getppid(), signal.SIGRTMIN)
        time.sleep(0.02)
        os._exit(7)
    first = signal.sigwaitinfo({signal.SIGUSR1})
    second = signal.sigwaitinfo({signal.SIGRTMIN})
    ended = os.waitid(os.P_PID, pid, os.WEXITED)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1, signal.SIGRTMIN})
    names = [signal.Signals(first.si_signo).name, signal.Signals(second.si_signo).name]
    return [names[0], first.si_pid == pid, names[1], ended.si_status, ended.si_pid == pid]
