#!/bin/sh
# Every check that the plugin itself gives is known to `rules list`, with the
# severity that stands in the list, and nothing else is.
srcdir=${srcdir:-.}
list=$(mktemp) && code=$(mktemp) || exit 2
trap 'rm -f "$list" "$code"' EXIT

grep -ohE '"(STR|MAP|PCK|GRP|FMT)[0-9]{3}"' -r "$srcdir/plugin" |
    tr -d '"' | sort -u > "$code"
sed -n '/^static const struct own_check others/,/^};/p' \
    "$srcdir/compile/rules/own.c" | grep -oE '"[A-Z]{2,4}[0-9]{3}"' |
    tr -d '"' > "$list"
grep -oE '"[A-Z]{3}[0-9]{3}"' "$srcdir/plugin/result/notes.c" |
    tr -d '"' >> "$list"
sort -u -o "$list" "$list"
if [ -s "$code" ] && cmp -s "$list" "$code"; then
    echo "PASS own-checks/ids: $(wc -l < "$code") ids"
else
    echo "FAIL own-checks/ids"
    diff "$list" "$code" | sed 's/^/    /'
fi
for id in $(cat "$code"); do
    ./pregroup rules show "$id" > /dev/null || echo "FAIL own-checks/$id"
done
twice=$(./pregroup rules list | cut -f 1 | sort | uniq -d)
[ -z "$twice" ] && echo "PASS own-checks/one meaning for each id" ||
    echo "FAIL own-checks/ids that stand for two checks: $twice"
for id in BAT001 BAT002 BAT003 BAT004; do
    ./pregroup rules show "$id" | grep -q "pregroup batch" ||
        echo "FAIL own-checks/$id is not told to be of a batch"
done
./pregroup rules show STR012 | grep -q '^级别　警告$' &&
    echo "PASS own-checks/show" || echo "FAIL own-checks/show"
