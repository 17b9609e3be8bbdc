#!/bin/sh
# instructions.sh [MEGABYTES [PREGROUP...]] -- what the whole way costs in
# instructions (callgrind), of each program: `check -f json` over generated
# pages less that over one page, so that opening the pack does not count.
# Repeatable on a busy machine, unlike times.
#
# Environment: builddir, PREGROUP (as `make bench` sets them).
set -eu
: "${builddir:=.}" "${PREGROUP:=$builddir/pregroup}"
megabytes=${1:-3}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- "$PREGROUP"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# counted PROGRAM FILE
counted() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$1" check -f json "$2" 2>&1 >/dev/null |
        awk '/Collected/ { print $NF }'
}

"$builddir/tests/bench/generate" -n 1 >"$work/one.xml"
for shape in "utf-8 elem" "gb18030 elem" "utf-8 attr"; do
    # shellcheck disable=SC2086 # two words
    set -- $shape "$@"
    "$builddir/tests/bench/generate" -m "$megabytes" -e "$1" -f "$2" \
        >"$work/pages.xml"
    shift 2
    first=
    for program in "$@"; do
        all=$(counted "$program" "$work/pages.xml")
        one=$(counted "$program" "$work/one.xml")
        : "${first:=$((all - one))}"
        echo "$shape: $(((all - one) / 1000)) thousand instructions," \
            "$(awk "BEGIN { printf \"%.3f\", ($all - $one) / $first }")" \
            "of the first  $program"
    done
done
