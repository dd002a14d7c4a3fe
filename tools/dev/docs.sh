# Write the generated pages again and run every snippet; --check only compares: ./baluarte dev docs [--check]
set -eu
cd "$(dirname -- "$0")/../.."
python -m tools.docs "$@"
exec python -m pytest -q tests/house -k "docs or snippet or readme or tutorial"
