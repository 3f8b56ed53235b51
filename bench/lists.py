"""Screens of lists as the server answers them: Today with many open engagements, and the tenants' list of a large programme.

`python -m bench.lists [--tenants N] [--rounds N]`, on a database of its own in a temporary folder (SQLite). Filled by plain inserts;
figures are milliseconds of CPU of the whole answer (routing, session, queries, template), for other programs run on the machine too.
"""

import argparse
import os
import sys
import tempfile


def main(tenants: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="tasuki-bench-") as folder:
        for name in ("DATABASE_URL", "TASUKI_AT"):
            os.environ.pop(name, None)
        os.environ |= {"TASUKI_DATA": folder, "DJANGO_SETTINGS_MODULE": "tasuki.project.settings"}
        import django

        django.setup()
        from bench.programme import build, measure, today

        build(tenants)
        today(rounds)
        slow = measure(rounds)
        print(f"slowest p95 {slow:.1f} ms (target: at most 60)")
        sys.exit(slow > 60)


if __name__ == "__main__":
    given = argparse.ArgumentParser()
    given.add_argument("--tenants", type=int, default=100_000)
    given.add_argument("--rounds", type=int, default=25)
    asked = given.parse_args()
    main(asked.tenants, asked.rounds)
