"""Count the rows of a delivery again, from its raw bytes, with code of its own.

Standard library only, and nothing of Baluarte: whoever does not trust our readers counts
with this. It says how many records a file holds, and for line formats how many physical
lines were header, remark, blank or covered by records, so that no line is swallowed.

    python -m baluarte_recount FILE...
"""

from baluarte_recount.count import Count, count_stream

__all__ = ["Count", "count_stream"]
