"""The whole test suite as one command: each stage once, everything started is stopped, everything skipped is said."""
