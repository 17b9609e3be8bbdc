#!/bin/sh
# The region of Pingdingshan exactly as contracts.md 3 writes it, from the
# material of ../shared/data: builds without a fault, 4,444 groups, every
# national code accepted, every pair of the crosswalks mapped as it says.
set -u
: "${srcdir:=.}" "${PREGROUP:=./pregroup}"
shared=${PREGROUP_SHARED:-$srcdir/../shared}
data=$shared/data
if [ ! -r "$data/catalogues/pingdingshan_2025_dip2.xlsx" ]; then
    echo "SKIP region of Pingdingshan: no $data on this machine"
    exit 0
fi
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cp "$data"/codes/* "$data/catalogues/pingdingshan_2025_dip2.xlsx" "$work"
awk '/^```xml/ { on = 1; next } /^```/ { on = 0 } on' "$shared/contracts.md" \
    >"$work/region.xml"

# verdict NAME WHY -- passed if WHY is empty.
verdict() {
    if [ -z "$2" ]; then echo "PASS $1"; else echo "FAIL $1: $2"; fi
}

# Time of the processor: the machine may have other work.
why=$("$PREGROUP" pack build "$work/region.xml" -o "$work/city.pack" 2>&1)
verdict "builds without a fault or a note" "$why"
[ -e "$work/city.pack" ] || exit 1
seconds=$({ LC_ALL=C bash -c 'TIMEFORMAT=%U; time "$0" pack build "$1" -o "$2"' \
    "$PREGROUP" "$work/region.xml" "$work/again.pack"; } 2>&1 | tail -n 1)
verdict "builds in less than 3 s" "$(
    awk -v s="$seconds" 'BEGIN { if (s + 0 >= 3) print s " s" }'
)"
verdict "the same bytes again" "$(cmp "$work/city.pack" "$work/again.pack" 2>&1)"
"$PREGROUP" pack info "$work/city.pack" >"$work/info"
for line in 病种：4444 核心病种：3877 综合病种：567; do
    verdict "has $line" "$(grep -q "^ *$line\$" "$work/info" || echo none)"
done
python3 "$srcdir/tests/regions/known-pairs.py" "$work"
