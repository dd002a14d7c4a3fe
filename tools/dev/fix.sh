# Format and sort what can be put right without thinking: ./baluarte dev fix
set -eu
cd "$(dirname -- "$0")/../.."
ruff check --fix .
exec ruff format .
