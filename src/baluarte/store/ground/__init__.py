"""What every room remembers alike: leases, folio series, idempotency keys."""
