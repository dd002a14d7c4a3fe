# Core, formats and `baluarte warn` in a fresh environment without extras, offline: ./baluarte dev alone
set -eu
cd "$(dirname -- "$0")/../.."
exec python -m tools.alone
