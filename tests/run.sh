#!/bin/sh
# run.sh TEST... -- runs each test, as many at a time as there are processors,
# shows what failed, ends with a line `N passed, N failed, N skipped` and leaves
# the counts in tests/counts.
#
# A test is a cmocka program (it counts by its TAP lines) or a script that
# prints `PASS name`, `FAIL name: why` or `SKIP name: why`; a line for each.
# One that dies without such a word counts as failed, exit 77 as skipped.
#
# Environment: srcdir, builddir, PREGROUP, PLUGIN, FLAT, CC, CXX, TEST_JOBS (how
# many at a time), TEST_SECONDS (how long one may take).
set -u
: "${srcdir:=.}" "${builddir:=.}"
limit=${TEST_SECONDS:-600}
logs=$builddir/tests/logs
mkdir -p "$logs" || exit 2
CMOCKA_MESSAGE_OUTPUT=TAP
PYTHONDONTWRITEBYTECODE=1 # the tree may be read-only
export CMOCKA_MESSAGE_OUTPUT PYTHONDONTWRITEBYTECODE srcdir builddir

# Prints `passed failed skipped` of one test, from its output and exit status.
count() {
    awk -v status="$2" '
        /^1\.\.[0-9]+$/ { planned += substr($0, 4) }
        /^(not )?ok .*# SKIP/ { skipped++; seen++; next }
        /^ok [0-9]/ { passed++; seen++; next }
        /^not ok [0-9]/ { failed++; seen++; next }
        /^PASS / { passed++ }
        /^FAIL / { failed++ }
        /^SKIP / { skipped++ }
        END {
            if (planned > seen)
                failed += planned - seen
            if (status == 77 && passed + failed + skipped == 0)
                skipped++
            else if (status != 0 && failed == 0)
                failed++
            if (passed + failed + skipped == 0)
                failed++
            print passed + 0, failed + 0, skipped + 0
        }' "$1"
}

# No file of a test may grow beyond a few GiB: it must not fill the disk.
run() {
    ulimit -f 4194304
    case $1 in
    *.sh) timeout "$limit" sh "$srcdir/$1" ;;
    *.py) timeout "$limit" python3 "$srcdir/$1" ;;
    *) timeout "$limit" "$builddir/$1" ;;
    esac
}

# Runs one test in a TMPDIR of its own, removed behind it even if it was killed;
# leaves its counts beside its log and says in one write how it went.
one() {
    log=$logs/$(echo "$1" | tr / -)
    TMPDIR=$(mktemp -d) || exit 2
    export TMPDIR
    trap 'rm -rf "$TMPDIR"' EXIT
    trap 'exit 130' INT TERM HUP
    (run "$1") >"$log.log" 2>&1 </dev/null
    status=$?
    count "$log.log" "$status" >"$log.count"
    read -r passed failed skipped <"$log.count"
    if [ "$failed" -gt 0 ]; then
        said="FAIL $1: $passed passed, $failed failed, $skipped skipped (status $status)
$(grep -v -E '^(ok|PASS) ' "$log.log" | head -n 60 | sed 's/^/    /')"
    else
        said="ok   $1: $passed passed, $skipped skipped
$(grep -E '^SKIP |# SKIP' "$log.log" | sed 's/^/    /')"
    fi
    printf '%s\n' "${said%
}"
}

if [ "${1-}" = --one ]; then
    one "$2"
    exit
fi

rm -f "$logs"/*.count
printf '%s\n' "$@" |
    xargs -n 1 -P "${TEST_JOBS:-$(nproc 2>/dev/null || echo 1)}" sh "$0" --one

# A test that left no counts was stopped.
for test in "$@"; do
    cat "$logs/$(echo "$test" | tr / -).count" 2>/dev/null || echo 0 1 0
done | awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' \
    >"$builddir/tests/counts"
read -r passed failed skipped <"$builddir/tests/counts"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
