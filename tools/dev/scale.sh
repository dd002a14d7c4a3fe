# Throughput as a ratio to a plain scan in the same run; counts are asserted first. `scale server` measures the server side.
cd "$(dirname -- "$0")/../.." || exit 2
[ "${1-}" = server ] || exec python -m tools.scale "$@"
shift
exec python -m tools.scale.server "$@"
