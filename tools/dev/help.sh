# Say which words there are: ./baluarte dev help
set -eu
cd "$(dirname -- "$0")"
for file in *.sh; do
    printf '%-10s %s\n' "${file%.sh}" "$(sed -n '1s/^# //p' "$file")"
done
