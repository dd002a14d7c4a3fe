"""The single file with which anybody checks a log, as it also lies apart in tools/verifier."""
