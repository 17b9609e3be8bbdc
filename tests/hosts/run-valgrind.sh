#!/bin/sh
# The C host under valgrind: no wrong access, nothing lost.
set -u
: "${builddir:=.}"
name="the C host is clean under valgrind"
if ! command -v valgrind >/dev/null 2>&1; then
    echo "SKIP $name: no valgrind"
    exit 0
fi
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
valgrind --quiet --error-exitcode=99 --leak-check=full \
    --errors-for-leak-kinds=definite,indirect --show-leak-kinds=definite,indirect \
    --keep-debuginfo=yes "$builddir/tests/hosts/host" 1 >"$log" 2>&1
status=$?
# 1: the host found something wrong, which is not for this test to say.
if [ "$status" -le 1 ]; then
    echo "PASS $name"
else
    echo "FAIL $name: status $status"
    grep -v '^PASS ' "$log" | head -n 50 | sed 's/^/    /'
fi
