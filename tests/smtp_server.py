"""A real SMTP server for tests, on this machine only: the test says what it does with a mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port


@contextmanager
def smtp_server(handler: object, **settings: Any) -> Iterator[int]:
    """The port that it listens on. `settings` are aiosmtpd's, of TLS and passwords."""
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **settings)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
