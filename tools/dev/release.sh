# Check everything, build, and print the one command a human must type: ./baluarte dev release
set -eu
cd "$(dirname -- "$0")/../.."
[ -z "$(git status --porcelain)" ] || { echo 'The checkout has changes that are not committed.' >&2; exit 2; }
version=$(python -c 'import baluarte; print(baluarte.__version__)')
grep -q "^## $version" CHANGELOG.md || { echo "CHANGELOG.md has no heading for $version." >&2; exit 2; }
grep -q "^## $version" NEWS.md || { echo "NEWS.md has no heading for $version." >&2; exit 2; }
sh tools/dev/test.sh
rm -rf dist
python -m hatchling build
printf '\nEverything holds. To release %s, type:\n\n    git tag --sign v%s --message "Baluarte %s"\n' "$version" "$version" "$version"
