"""`./baluarte dev sbom [FILE]`: write the bill of materials of this tree to a file, or print it."""

import sys
from pathlib import Path

from tools.supply.bill import bill
from tools.supply.parts import carried, locked

import baluarte


def main(words: list[str]) -> int:
    """Write the bill; without a file it goes to standard output."""
    told = bill(baluarte.__version__, [*locked(), *carried()])
    if words:
        Path(words[0]).write_bytes(told)
    else:
        sys.stdout.buffer.write(told)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
