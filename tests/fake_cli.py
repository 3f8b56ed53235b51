"""A command line of a few words, for the tests of the Site itself."""

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    match argv:
        case ["say", *words]:
            print(*words)
        case ["warn", *words]:
            print(*words, file=sys.stderr)
        case ["refuse", *_]:
            print('{"refused": []}')
            return 1
        case ["data"]:
            print(os.environ["TASUKI_DATA"], os.environ.get("DATABASE_URL", "-"), os.getpid())
        case ["past-stdout"]:
            os.write(1, b"noise\n")
        case ["leave"]:
            sys.exit(4)
        case ["read"]:
            print(repr(sys.stdin.read()))
        case _:
            raise ValueError("unknown word 完了")
    return 0
