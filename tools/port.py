"""Say before any long preparation that the port is taken: `python tools/port.py 8000`, exit code 3."""

import sys

from tasuki.services.serving import port_is_free


def main(argument: str) -> int:
    if not argument.isdecimal() or not 0 < int(argument) < 65536:
        print(f"PORT={argument} is no port. Give a number from 1 to 65535: make run PORT=8123", file=sys.stderr)
        return 2
    port = int(argument)
    if port_is_free("127.0.0.1", port):
        return 0
    print(f"Port {port} of 127.0.0.1 cannot be had: another program has it, or it is reserved.", file=sys.stderr)
    print("Choose another one: make run PORT=8123", file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
