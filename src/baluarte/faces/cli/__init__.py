"""The command `baluarte`; its offline half needs no server."""
