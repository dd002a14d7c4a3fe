"""The ground everything stands on: texts, names, addresses, moments, queries, tables.

What it is for: the few ideas that every room uses in the same sense.
Words it owns: text, slug, folio, moment, address, host name, query, shape, rows, world.
What it promises: one parser per kind of value, used for check and for use alike.
What it never does: guess. A value that is not of the declared form is refused.
"""
