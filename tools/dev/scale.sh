# Throughput as a ratio to a plain scan in the same run; counts are asserted first.
cd "$(dirname -- "$0")/../.." && exec python -m tools.scale "$@"
