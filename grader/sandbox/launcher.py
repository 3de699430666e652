"""The launcher: a warm interpreter that forks a keeper for each run.

Started as `python -s -S launcher.py`, in a clean environment, it imports the standard library's multiprocessing and
what student code is likely to want, and the drivers; never a test, a course or a secret. Forking from here costs a few
milliseconds where a fresh interpreter costs forty. (`-I` would do the same, but makes PYTHONHASHSEED unheard, and with
it every hash of a text random.)

It hears of a run by one byte on its control socket, together with the run's own socket. When the control socket is
closed it ends; keepers notice by themselves that nobody wants their answers.
"""

from __future__ import annotations

import sys


def _import_warmly() -> None:
    """Modules that student code would otherwise spend its time on."""
    import concurrent.futures.process
    import concurrent.futures.thread  # noqa: F401
    import multiprocessing.dummy
    import multiprocessing.forkserver
    import multiprocessing.managers
    import multiprocessing.popen_fork
    import multiprocessing.popen_forkserver
    import multiprocessing.popen_spawn_posix
    import multiprocessing.shared_memory
    import multiprocessing.sharedctypes  # noqa: F401


def main() -> None:
    """Serve until the control socket, descriptor argv[1], is closed; argv[2] is where our packages lie, like a PATH."""
    own = sys.path[:]
    sys.path[:0] = sys.argv[2].split(":")
    from grader.sandbox.serving import serve_runs

    _import_warmly()
    sys.path[:] = [path for path in own if not path.endswith("grader/sandbox")]
    serve_runs(int(sys.argv[1]))


if __name__ == "__main__":
    main()
