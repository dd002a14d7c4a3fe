"""`python -m baluarte_recount FILE...`: print one JSON object a file."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from baluarte_recount.count import count_stream


def main(names: list[str]) -> int:
    """Print the count of each file; 2 when no file was named."""
    if not names:
        print("Usage: python -m baluarte_recount FILE...", file=sys.stderr)
        return 2
    for name in names:
        with Path(name).open("rb") as stream:
            print(json.dumps({"file": name, **asdict(count_stream(stream))}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
