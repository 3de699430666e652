# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# start_methods = ["fork", "spawn", "forkserver"]
# value = [1048576, "EOF"]
# ///
"""Pipe: a megabyte both ways, then the end of the file."""

import multiprocessing


def attack(**_):
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=echo, args=(theirs,))
    process.start()
    theirs.close()
    ours.send_bytes(b"x" * (1 << 20))
    size = len(ours.recv_bytes())
    ours.send_bytes(b"")
    try:
        ours.recv_bytes()
    except EOFError:
        end = "EOF"
    process.join()
    return [size, end]


def echo(connection):
    for data in iter(connection.recv_bytes, b""):
        connection.send_bytes(data)
    connection.close()
