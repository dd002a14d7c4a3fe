# Check everything we promise, or one part of it: ./baluarte test [path]
set -eu
cd "$(dirname -- "$0")/../.."
exec python -m tools.suite "$@"
