#!/bin/sh
# bench.sh [MEGABYTES [RUNS]] -- how fast, how large. Figures, no verdicts.
#
# Times are those of the whole way (`pregroup check -f json`) over those of a
# bare libxml2 SAX2 parse of the same bytes; the aim is 2.0 or less, 64 MB at
# most, 20 ms a process, 1 ms a record. CPU is the least of the runs, wall the
# median: on a busy machine trust CPU.
#
# Environment: builddir, PREGROUP, PLUGIN (as `make bench` sets them).
set -eu
: "${builddir:=.}" "${PREGROUP:=$builddir/pregroup}"
: "${PLUGIN:=$builddir/.libs/pregroup.so}"
megabytes=${1:-200} runs=${2:-3}
tools=$builddir/tests/bench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# compare ENCODING SHAPE
compare() {
    "$tools/generate" -m "$megabytes" -e "$1" -f "$2" >"$work/pages.xml"
    whole=$("$tools/bench-run" "$runs" "$PREGROUP" check -f json \
        "$work/pages.xml")
    bare=$("$tools/bench-run" "$runs" "$tools/bench-sax" "$work/pages.xml")
    rm -f "$work/pages.xml"
    echo "$1 $2 $megabytes $whole $bare" | awk '{
        printf "%-8s %-7s %4d MB  check %.2f s wall %.2f s CPU", \
            $1, $2, $3, $4, $5
        printf "  SAX2 %.2f s wall %.2f s CPU", $7, $8
        printf "  ratio %.2f wall %.2f CPU", $4 / $7, $5 / $8
        printf "  peak %.1f MB\n", $6 / 1024
    }'
}

compare utf-8 elem
compare gb18030 elem
compare utf-8 attr

"$tools/generate" -n 1 >"$work/one.xml"
"$tools/bench-run" 50 "$PREGROUP" check -f json "$work/one.xml" |
    awk '{ printf "one file, process start included: median %.1f ms, " \
        "peak %.1f MB\n", $1 * 1000, $3 / 1024 }'

"$tools/generate" -n 1000 >"$work/records.xml"
"$tools/bench-plugin" "$PLUGIN" "$work/records.xml" |
    awk '{ printf "one record through the plugin: median %.0f us, " \
        "p99 %.0f us, longest %.0f us\n", $1, $2, $3 }'

mistakes=${srcdir:-.}/examples/mistakes.xml
"$tools/bench-session" "$PLUGIN" "$mistakes" >"$work/session"
sed 's/^/examples\/mistakes.xml through the plugin, us (p50 p99 p99.9): /' \
    "$work/session"

web=${builddir:-.}/web
if [ -e "$web/pregroup.wasm" ] && command -v node >/dev/null; then
    (sed -n 's/^session:.*clock //p' "$work/session"
    node "${srcdir:-.}/tests/bench/web.mjs" "$web" "$mistakes") | awk '
        NR == 1 { native = $1 }
        NR == 2 { printf "the same through the module of the web, us (p50 " \
            "p99): %d %d  ratio %.2f\n", $1, $2, $1 / native }'
fi
