"""A real IMAP server for tests: Dovecot, with one mailbox, on this machine only; or a reason to skip."""

import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.certificates import Certificate
from tests.ports import free_port

USER, PASSWORD = "tasuki", "only-for-tests"
ELSEWHERE = "127.0.0.2"
"""This machine too, but not by a name that says so."""
_PATIENCE = 15.0

_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1, {elsewhere}
ssl = {tls}
disable_plaintext_auth = no
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
mail_location = maildir:{folder}/mail
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Mailbox:
    """`put` is how a mail server delivers. `tls_port` is 0 where the server knows no TLS."""

    port: int
    tls_port: int = 0

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    def put(self, *contents: bytes) -> None:
        with imaplib.IMAP4("127.0.0.1", self.port) as server:
            server.login(USER, PASSWORD)
            for content in contents:
                answer, said = server.append("INBOX", "", "", content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
                assert answer == "OK", said

    def count(self) -> int:
        with imaplib.IMAP4("127.0.0.1", self.port) as server:
            server.login(USER, PASSWORD)
            return int(server.select("INBOX", readonly=True)[1][0] or 0)


@contextmanager
def mailbox(certificate: Certificate | None = None) -> Iterator[Mailbox]:
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("dovecot is not installed (Debian: dovecot-imapd)")
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    account = pwd.getpwnam(user)

    with tempfile.TemporaryDirectory(prefix="imap-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("run", "mail", "home"):
            (folder / part).mkdir()
            if os.geteuid() == 0 and part != "run":
                os.chown(folder / part, account.pw_uid, account.pw_gid)
        port, tls_port = free_port(), free_port() if certificate else 0
        values = {"folder": folder, "user": user, "group": grp.getgrgid(account.pw_gid).gr_name, "password": PASSWORD, "port": port}
        values |= {"elsewhere": ELSEWHERE, "tls": "yes" if certificate else "no", "tls_port": tls_port}
        tls = f"ssl_cert = <{certificate.file}\nssl_key = <{certificate.key}\n" if certificate else ""
        (folder / "conf").write_text(_CONFIGURATION.format(**values) + tls)
        process = subprocess.Popen([program, "-F", "-c", str(folder / "conf")], stderr=subprocess.DEVNULL)
        try:
            yield _answering(Mailbox(port, tls_port), process, folder)
        finally:
            process.terminate()
            process.wait(10)


def _answering(one: Mailbox, process: "subprocess.Popen[bytes]", folder: Path) -> Mailbox:
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            one.count()
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.05)
        else:
            return one
    log = folder / "log"
    pytest.skip(f"dovecot did not answer: {log.read_text()[-500:] if log.exists() else process.poll()}")
