"""A pytest plugin: before the first test, ask the database what it is, so that no run is silently on another."""

import os

import pytest


def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop the run where the database is not the one the script promised."""
    wanted = os.environ.get("WANTED_VENDOR")
    if not wanted:
        return
    from django.db import connection  # noqa: PLC0415 (Django is configured by now, not before)

    if connection.vendor != wanted:
        pytest.exit(f"This run is on {connection.vendor}, not on {wanted}.", returncode=3)
    session.config.stash[_VENDOR] = connection.vendor


def pytest_report_header(config: pytest.Config) -> str:
    """Say which database, at the head of the run."""
    return f"database: {config.stash.get(_VENDOR, os.environ.get('WANTED_VENDOR', 'none'))}"


_VENDOR = pytest.StashKey[str]()
