# Lint, types, contracts, rules and core tests, under a minute: ./baluarte dev lint
set -eu
cd "$(dirname -- "$0")/../.."
ruff check .
ruff format --check .
mypy
lint-imports
python -m tools.rules
exec python -m pytest -q -n 2 -p no:django tests/core src/baluarte/core
