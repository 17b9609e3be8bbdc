#!/bin/sh
# The C hosts under valgrind: no wrong access, nothing lost.
set -u
: "${builddir:=.}"
if ! command -v valgrind >/dev/null 2>&1; then
    echo "SKIP the C hosts are clean under valgrind: no valgrind"
    exit 0
fi
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT

# clean NAME [OPTION...] PROGRAM ARGUMENT...
clean() {
    name="$1 is clean under valgrind"
    shift
    valgrind --quiet --error-exitcode=99 --leak-check=full \
        --errors-for-leak-kinds=definite,indirect \
        --show-leak-kinds=definite,indirect \
        "$@" >"$log" 2>&1
    status=$?
    # 1: the host found something wrong, which is not for this test to say.
    if [ "$status" -le 1 ]; then
        echo "PASS $name"
    else
        echo "FAIL $name: status $status"
        grep -v '^PASS ' "$log" | head -n 50 | sed 's/^/    /'
    fi
}

clean host --keep-debuginfo=yes "$builddir/tests/hosts/host" 1
# HOSTS="OPENS LOADS THREADS": how often it does that. Debug information that is
# kept from 200 loads would fill the memory.
# shellcheck disable=SC2086 # three words
clean many "$builddir/tests/hosts/many" ${HOSTS:-3 2 4}
