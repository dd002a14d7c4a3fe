"""The signer as a process of its own: one request on standard input, one answer on standard output.

Run as `python -m baluarte.wiring.signing FOLDER`, by the user who alone may read the key.
"""

import sys
from pathlib import Path

from baluarte.gateways.signer import answer

if __name__ == "__main__":
    sys.stdout.write(answer(Path(sys.argv[1]), sys.stdin.read()))
