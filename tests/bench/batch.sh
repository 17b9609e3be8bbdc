#!/bin/sh
# batch.sh [MEGABYTES [RUNS]] -- how fast a batch is. Figures, no verdicts.
#
# `pregroup batch`, all rules on, JSON lines, CSV tables, summary and report
# written (results.xlsx and results.db are made behind them, from the tables,
# and left out here), with one thread and with two, over a bare libxml2 SAX2
# parse of the same bytes and over `xmllint --stream --noout`. The aims with
# one thread: over SAX2 1.5 in UTF-8 and 1.2 in GB18030, over xmllint 0.8; two
# threads 1.85 times as fast as one; 64 MB at most. CPU is the least of the
# runs, wall the median: on a busy machine trust CPU, and the speed-up only
# where two cores are free.
#
# Environment: builddir, PREGROUP (as `make bench` sets them).
set -eu
: "${builddir:=.}" "${PREGROUP:=$builddir/pregroup}"
megabytes=${1:-200} runs=${2:-3}
tools=$builddir/tests/bench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# batch THREADS -- runs of it, each into a new DIR.
batch() {
    "$tools/bench-run" "$runs" sh -c \
        'rm -rf "$1/out"; exec "$2" batch --quiet --no-xlsx --no-db \
            -j "$3" -o "$1/out" \
            "$1/pages.xml"' sh "$work" "$PREGROUP" "$1"
}

# xmllint is not part of the build.
lint() {
    if command -v xmllint >/dev/null; then
        "$tools/bench-run" "$runs" xmllint --stream --noout "$work/pages.xml"
    else
        echo 0 0 0
    fi
}

# compare ENCODING
compare() {
    "$tools/generate" -m "$megabytes" -e "$1" >"$work/pages.xml"
    one=$(batch 1)
    two=$(batch 2)
    bare=$("$tools/bench-run" "$runs" "$tools/bench-sax" "$work/pages.xml")
    stream=$(lint)
    echo "$1 $megabytes $one $two $bare $stream" | awk '
        function over(a, b) { return b > 0 ? sprintf("%.2f", a / b) : "-" }
        {
            printf "%-8s %4d MB  batch -j 1 %.2f s wall %.2f s CPU", \
                $1, $2, $3, $4
            printf "  -j 2 %.2f s wall %.2f s CPU\n", $6, $7
            printf "         over SAX2 %s wall %s CPU", \
                over($3, $9), over($4, $10)
            printf "  over xmllint %s wall %s CPU", \
                over($3, $12), over($4, $13)
            printf "  two threads %s times  peak %.1f and %.1f MB\n", \
                over($3, $6), $5 / 1024, $8 / 1024
        }'
}

compare utf-8
compare gb18030
