# /// expected
# group = "kernel"
# denied = true
# ///
"""Knocks at the doors of the kernel that exploits like best."""

import ctypes

from trying import call, managed, reach


def attack(**_):
    area = ctypes.create_string_buffer(256)
    return managed(
        keyctl=lambda: call(250, 219, 0, -3, 1),
        add_key=lambda: call(248, 217, b"user", b"name", b"value", 5, -3),
        request_key=lambda: reach(249, 218, b"user", b"name", 0, -3),
        bpf=lambda: reach(321, 280, 0, area, 128),
        io_uring_setup=lambda: call(425, 425, 4, area),
        io_uring_enter=lambda: reach(426, 426, -1, 0, 0, 0),
        io_uring_register=lambda: reach(427, 427, -1, 0, 0, 0),
        userfaultfd=lambda: call(323, 282, 1),
        perf_event_open=lambda: reach(298, 241, area, 0, -1, -1, 0),
        fanotify=lambda: call(300, 262, 0x200, 0),
        kexec_load=lambda: reach(246, 104, 0, 0, 0, 0),
        init_module=lambda: reach(175, 105, area, 0, b""),
        finit_module=lambda: reach(313, 273, -1, b"", 0),
        delete_module=lambda: reach(176, 106, b"no_such_module", 0),
        reboot=lambda: reach(169, 142, 1, 2, 3, 0),
        quotactl=lambda: reach(179, 60, 0x80000100, b"/", 0, area),
        acct=lambda: reach(163, 89, b"/no/such/file"),
        memfd_secret=lambda: call(447, 447, 0),
        memfd_create=lambda: call(319, 279, b"x", 0),
        ptrace=lambda: reach(101, 117, 16, -1, 0, 0),
        pidfd_getfd=lambda: reach(438, 438, -1, 0, 0),
    )
