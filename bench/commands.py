"""One command below HTTP with everything (history read, assessed, decided, appended with digest, derived) against one INSERT and commit.

`python -m bench.commands [--rounds N]`, on a database of its own in a temporary folder (SQLite, synchronous FULL); with `DATABASE_URL`,
on that one, which must be empty. What the search of notes keeps of a note is counted in, as it is a part of the act.
"""

import os
import sys
import tempfile
from statistics import median


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="tasuki-bench-") as folder:
        os.environ.pop("TASUKI_AT", None)
        os.environ |= {"TASUKI_DATA": folder, "DJANGO_SETTINGS_MODULE": "tasuki.project.settings"}
        import django

        django.setup()
        from bench.site import a_manager_with_engagements, insert_and_commit, kept, notes

        engagements = a_manager_with_engagements(rounds)
        single, whole = [], []
        for engagement in engagements:
            single.append(insert_and_commit())
            whole.append(notes(engagement))
        print(f"one INSERT and commit {1 / median(single):8.0f} a second")
        print(f"one command           {1 / median(whole):8.0f} a second, p95 {sorted(whole)[int(len(whole) * 0.95)] * 1000:.1f} ms")
        print(f"ratio                 {median(single) / median(whole):8.3f} (target: at least 0.333, on PostgreSQL 0.2)")
        print(f"kept for 12 commands  {12 * kept(len(engagements)):8.0f} bytes (target: at most 4096)")


if __name__ == "__main__":
    main(int(sys.argv[2]) if sys.argv[1:2] == ["--rounds"] else 200)
