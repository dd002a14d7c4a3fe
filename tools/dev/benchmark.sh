# Install IntelMQ and redis apart, run both programs on the same files, print both rates: ./baluarte dev benchmark
cd "$(dirname -- "$0")/../.." && exec python -m tools.benchmark "$@"
