# Contracts, sizes, names, licences: the building itself: ./baluarte dev house
set -eu
cd "$(dirname -- "$0")/../.."
lint-imports
python -m tools.rules
exec python -m pytest -q tests/house "$@"
