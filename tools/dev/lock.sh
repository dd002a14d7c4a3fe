# Resolve both lists again and write their hashed locks: ./baluarte dev lock
set -eu
cd "$(dirname -- "$0")/../../requirements"
command -v uv >/dev/null 2>&1 || { # uv resolves for every platform at once; pip cannot
    python -m pip install --quiet --target ../.boot uv
    PATH="$(cd .. && pwd)/.boot/bin:$PATH"
}
for name in run dev; do
    # No header and no notes: a lock holds names, versions and hashes, and no address of any registry.
    UV_PYTHON_DOWNLOADS=never uv --no-config pip compile --quiet --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --no-emit-index-url "$name.in" -o "$name.lock"
done
printf 'Both locks are written. Read the difference before you commit it: git diff --stat requirements\n'
