"""Measures: named figures of the country, each with its definition and its population.

What it is for: the national picture, and how long it takes until things are fixed.
Words it owns: measure, population, coverage, censored, suppressed.
What it promises: a figure leads to the rows that make it, and what is still open is never dropped.
What it never does: show a cell so small that it points at somebody, or let totals give one away.
"""
