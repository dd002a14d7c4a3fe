"""Products: what organisations run, and which published flaws it has.

What it is for: a new flaw finds everybody who runs the product, within the hour.
Words it owns: product, inventory, CPE, version range, KEV entry, EPSS score, CVE record, bundle.
What it promises: a version range means what its author wrote; a doubt is shown as a doubt.
What it never does: guess a version, or let a score stand above known exploitation.
"""
