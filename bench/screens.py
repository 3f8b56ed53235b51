"""Every screen as the server answers it, on the demonstration and on a large programme: figures of the whole answer (routing, session,
rights, queries, template).

`python -m bench.screens [--small | --tenants N --opened N --closed N] [--rounds N] [--data FOLDER] [--only WORD]`. A folder that is
given is kept, with what was built in it, for the next run; DATABASE_URL measures PostgreSQL. Milliseconds are of CPU on SQLite, for
other programs run on the machine too, and of the clock on PostgreSQL, where another process does half of the work. The second column
of ratios is against an empty view of the same run (`/health`): only ratios may be compared between machines.
"""

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path


def main(asked: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="tasuki-bench-") as folder:
        os.environ.pop("TASUKI_AT", None)
        os.environ |= {"TASUKI_DATA": asked.data or folder, "DJANGO_SETTINGS_MODULE": "tasuki.project.settings"}
        Path(os.environ["TASUKI_DATA"]).mkdir(parents=True, exist_ok=True)
        import django

        django.setup()
        from django.db import connection

        from bench.looking import measure
        from bench.world import Size, build

        if "records_tenant" not in connection.introspection.table_names():
            build(Size(0, 0, 0) if asked.small else Size(asked.tenants, asked.opened, asked.closed))
        importlib.import_module("tasuki.project.wsgi")  # as the server starts: everything loaded, and out of the collector's way
        slow = measure(asked.rounds, asked.only, small=asked.small)
        print(f"slowest p95 {slow:.1f} ms (target: at most 60)")
        sys.exit(slow > 60)


if __name__ == "__main__":
    given = argparse.ArgumentParser()
    given.add_argument("--small", action="store_true")
    given.add_argument("--tenants", type=int, default=100_000)
    given.add_argument("--opened", type=int, default=5_000)
    given.add_argument("--closed", type=int, default=20_000)
    given.add_argument("--rounds", type=int, default=20)
    given.add_argument("--data")
    given.add_argument("--only", default="")
    main(given.parse_args())
