"""A certificate for servers of a test, signed by itself."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    """`file` is both the certificate and the authority that signed it."""

    file: Path
    key: Path


def certificate(folder: Path, *addresses: str) -> Certificate:
    """For servers at these addresses, for a day."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    names = ",".join(f"IP:{address}" for address in addresses)
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=test"]
    files = ["-keyout", str(made.key), "-out", str(made.file)]
    subprocess.run(["openssl", "req", "-x509", *kind, "-addext", f"subjectAltName={names}", *files], check=True, capture_output=True)
    return made
