"""The processes of a site on one machine: granian, and a worker beside it if asked for."""

import errno
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

_LOOK_EVERY = 0.2  # seconds between two looks whether a child has ended
_PATIENCE = 10.0  # seconds a child has to end by itself
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Command = Sequence[str]


def port_is_free(host: str, port: int) -> bool:
    """Asked before granian starts, because granian shares a port with another granian without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Connections of a server that has just ended do not make its port a taken one.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def serve(host: str, port: int, *, with_worker: bool = False, processes: int = 1) -> int:
    """Serve until a signal asks to stop, and return the exit code. Only the main thread may call it."""
    return supervise([_web(host, port, processes), *([_worker()] if with_worker else [])])


def supervise(commands: Sequence[Command]) -> int:
    """Run the commands side by side; when one ends, or a signal asks to stop, end them all.

    0 after a signal; otherwise the exit code of the one that ended by itself, and 1 where that was 0, for none of them should end.
    """
    with _asked_to_stop() as asked:
        children: list[subprocess.Popen[bytes]] = []
        try:
            for command in commands:
                children.append(subprocess.Popen(command))  # noqa: S603, PERF401 - our own commands; those started must be ended if the next fails
            while not asked.wait(_LOOK_EVERY) and all(child.poll() is None for child in children):
                pass
            ended = [child.returncode for child in children if child.returncode is not None]
        finally:
            _end(children)
    return 0 if asked.is_set() or not ended else _code(ended[0])


def _code(returned: int) -> int:
    """As a shell counts: 128 and the signal, for a child that was killed."""
    return 128 - returned if returned < 0 else returned or 1


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask every child before waiting for any: together they have the patience of one."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    """An event that the signals set; the handlers stay in place while the children end, so that a second Ctrl-C leaves no orphan."""
    asked = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        asked.set()

    before = {number: signal.signal(number, ask) for number in _STOPPING}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _web(host: str, port: int, processes: int) -> Command:
    """One thread per process: with more, Python's threads wait for one another (measured: 58 requests a second against 111)."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(processes), "--blocking-threads", "1"),
        *("--workers-kill-timeout", "8", "--log-level", "warning", "tasuki.project.wsgi:application"),
    ]


def _worker() -> Command:
    return [sys.executable, "-c", "import sys; from tasuki.cli.main import main; sys.exit(main(['worker']))"]
