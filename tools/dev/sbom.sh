# Write what the program is made of (CycloneDX 1.6), to a file or to the screen: ./baluarte dev sbom [FILE]
set -eu
cd "$(dirname -- "$0")/../.."
exec python -m tools.supply "$@"
