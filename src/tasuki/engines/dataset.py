"""The usage dataset: Parquet files by month, only ever added to.

A file becomes part of the dataset when the import that wrote it is committed with its name; until then nobody reads it. So a crash
between the two leaves a file that no row names, and no half import. Readings that say something else about a date already told lie in
files of their own (`…-restating.parquet`), so that only these cost a search for double readings.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads
import pyarrow.parquet as pq
from pyarrow import fs

SCHEMA = pa.schema(
    [
        ("tenant_id", pa.string()),
        ("service", pa.string()),
        ("date", pa.date32()),
        ("seats", pa.int64()),
        ("active_users", pa.int64()),
        ("source", pa.string()),
        ("file_digest", pa.string()),
        ("import_id", pa.int64()),
        ("sequence", pa.int64()),
    ]
)
RESTATING = "-restating.parquet"
_ADDING = ".parquet"


class Dataset:
    """A folder, or any URL that pyarrow can open (`s3://…`, `gs://…`)."""

    def __init__(self, url: str) -> None:
        self.local = None if "://" in url and not url.startswith("file://") else Path(url.removeprefix("file://"))
        self.url = url.rstrip("/")

    def write(self, readings: pa.Table, *, import_id: int, digest: str, restating: bool) -> list[str]:
        """One file a month, each complete or absent; gives back their names within the dataset."""
        names = []
        months = pc.strftime(readings["date"], format="%Y-%m")
        for month in sorted(pc.unique(months).to_pylist()):
            ending = RESTATING if restating else _ADDING
            name = f"month={month}/{import_id:08d}-{digest[:12]}{ending}"
            rows = readings.filter(pc.equal(months, month)).sort_by([(key, "ascending") for key in ("tenant_id", "service", "date")])
            self._write(name, rows.cast(SCHEMA))
            names.append(name)
        return names

    def open_names(self, names: Iterable[str]) -> list[str]:
        """What an engine opens: paths on this machine, or URLs."""
        return [str(self.local.resolve() / name) if self.local is not None else f"{self.url}/{name}" for name in sorted(names)]

    def names(self) -> list[str]:
        """Every file that lies there, committed or not."""
        if self.local is not None:
            return sorted(path.relative_to(self.local).as_posix() for path in self.local.glob("month=*/*.parquet"))
        system, root = fs.FileSystem.from_uri(self.url)
        found = system.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
        return sorted(info.path.removeprefix(f"{root}/") for info in found if info.path.endswith(_ADDING))

    def remove(self, names: Iterable[str]) -> None:
        """Take away files of an import that was not committed."""
        for name in names:
            if self.local is not None:
                (self.local / name).unlink(missing_ok=True)
            else:
                system, root = fs.FileSystem.from_uri(self.url)
                system.delete_file(f"{root}/{name}")

    def of_tenant(self, names: Iterable[str], tenant_id: str) -> pa.Table:
        """All readings of one tenant in these files, restated ones too. Files are sorted by tenant, so little of each is read."""
        system = fs.LocalFileSystem() if self.local is not None else fs.FileSystem.from_uri(self.url)[0]
        paths = [name if self.local is not None else fs.FileSystem.from_uri(name)[1] for name in self.open_names(names)]
        if not paths:
            return SCHEMA.empty_table()
        return pads.dataset(paths, schema=SCHEMA, filesystem=system, format="parquet").to_table(filter=pads.field("tenant_id") == tenant_id)

    def read_bytes(self, name: str) -> bytes:
        """A whole file: for a backup."""
        if self.local is not None:
            return (self.local / name).read_bytes()
        system, root = fs.FileSystem.from_uri(self.url)
        with system.open_input_stream(f"{root}/{name}", compression=None) as stream:
            return bytes(stream.read())

    def write_bytes(self, name: str, content: bytes) -> None:
        """A whole file, complete or absent: from a backup."""
        self._write(name, pq.read_table(pa.BufferReader(content)))

    def _write(self, name: str, rows: pa.Table) -> None:
        if self.local is None:
            system, root = fs.FileSystem.from_uri(self.url)  # an object store shows an object when it is complete
            pq.write_table(rows, f"{root}/{name}", filesystem=system, compression="zstd")
            return
        target = self.local / name
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(f".{os.getpid()}.unfinished")
        with unfinished.open("wb") as file:
            pq.write_table(rows, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
        sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """A file's name is safe only when its folder is: without this a power cut may take back a rename."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_restating(name: str) -> bool:
    return name.endswith(RESTATING)


def table_of(columns: dict[str, Sequence[Any]], *, digest: str, import_id: int) -> pa.Table:
    """Readings of one import, column by column, with what says where they are from."""
    size = len(columns["tenant_id"])
    told = [pa.array(columns[name], SCHEMA.field(name).type) for name in SCHEMA.names[:6]]
    origin = [pa.repeat(pa.scalar(value, SCHEMA.field(name).type), size) for name, value in
              (("file_digest", digest), ("import_id", import_id), ("sequence", import_id))]  # fmt: skip
    return pa.table([*told, *origin], schema=SCHEMA)


def keys_of(keys: Sequence[tuple[str, str, Any]]) -> pa.Table:
    """Tenants, services and dates, to ask what the dataset says about them."""
    columns = [pa.array(column, SCHEMA.field(index).type) for index, column in enumerate(zip(*keys, strict=True))]
    return pa.table(columns, schema=pa.schema([SCHEMA.field(index) for index in range(3)]))
