"""Sources: deliveries that arrive by themselves, and how well each source is.

What it is for: a feed is fetched on time, and its silence is seen.
Words it owns: source, round, health, lateness, benign list.
What it promises: a source that is late, partial or failed says so wherever its data is used.
What it never does: take silence for good news, or reach out by any door but the one of the gateways.
"""
