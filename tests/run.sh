#!/bin/sh
# run.sh TEST... -- runs each test, shows what failed, ends with a line
# `N passed, N failed, N skipped` and leaves the counts in tests/counts.
#
# A test is a cmocka program (it counts by its TAP lines) or a script that
# prints `PASS name`, `FAIL name: why` or `SKIP name: why`; a line for each.
# One that dies without such a word counts as failed, exit 77 as skipped.
#
# Environment: srcdir, builddir, PREGROUP, PLUGIN, FLAT, CC, CXX.
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

# Each test has its own TMPDIR, emptied behind it even if it was killed, and
# no file of it may grow beyond a few GiB: a test must not fill the disk.
run() {
    ulimit -f 4194304
    case $1 in
    *.sh) timeout "$limit" sh "$srcdir/$1" ;;
    *.py) timeout "$limit" python3 "$srcdir/$1" ;;
    *) timeout "$limit" "$builddir/$1" ;;
    esac
}

TMPDIR=$(mktemp -d) || exit 2
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT TERM HUP

passed=0 failed=0 skipped=0
for test in "$@"; do
    log=$logs/$(echo "$test" | tr / -).log
    (run "$test") >"$log" 2>&1 </dev/null
    status=$?
    rm -rf "$TMPDIR" && mkdir "$TMPDIR" || exit 2
    # shellcheck disable=SC2046 # three numbers
    set -- $(count "$log" "$status")
    passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
    if [ "$2" -gt 0 ]; then
        echo "FAIL $test: $1 passed, $2 failed, $3 skipped (status $status)"
        grep -v -E '^(ok|PASS) ' "$log" | head -n 60 | sed 's/^/    /'
    else
        echo "ok   $test: $1 passed, $3 skipped"
        grep -E '^SKIP |# SKIP' "$log" | sed 's/^/    /'
    fi
done

echo "$passed $failed $skipped" >"$builddir/tests/counts"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
