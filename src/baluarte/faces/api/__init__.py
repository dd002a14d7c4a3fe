"""REST, versioned by date: the same actions as the pages, for programs.

Who asks is known by a bearer token in the header, never by a cookie and never by an
address. Every list takes the query string of the pages; every problem has a code.
"""
