"""Settings, URLs, and which store and gateway are used."""

import os

# The allocator of Polars reads this when Polars is loaded, which is after this package. Pages that
# one slice let go are kept a second for the next; at once, the system would clear each of them again.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:1000,muzzy_decay_ms:1000")
