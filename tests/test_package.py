"""`pip install .` gives a complete Tasuki: everything that lies in src/tasuki is in the wheel."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.shared import ROOT


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    caches = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "src", copy / "src", ignore=caches)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--wheel-dir",
        str(tmp_path),
        ".",
    ]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = set(wheel.namelist())
    ours = {
        path.relative_to(copy / "src").as_posix()
        for path in (copy / "src" / "tasuki").rglob("*")
        if path.is_file() and "build" not in path.parts
    }
    assert not ours - packed, "name their endings in pyproject.toml, [tool.setuptools.package-data]"
