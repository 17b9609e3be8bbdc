#!/bin/sh
# Every .c, .h and .cc is as clang-format 14 has it (.clang-format).
set -u
: "${srcdir:=.}"
case $(clang-format --version 2>&1) in
*"version 14."*) ;;
*)
    echo "SKIP format: there is no clang-format 14 on this machine"
    exit 0
    ;;
esac
files=$(cd "$srcdir" && find include plugin compile cli web packaging tests tools \
    examples \( -name '*.[ch]' -o -name '*.cc' \) | sort)
[ -n "$files" ] || {
    echo "FAIL format: no sources below $srcdir"
    exit 1
}
# shellcheck disable=SC2086 # a list
bad=$(cd "$srcdir" && clang-format --dry-run $files 2>&1 |
    sed -n 's/^\([^:]*:[0-9]*\):.*/\1/p' | sort -u)
if [ -z "$bad" ]; then
    echo "PASS format: $(echo "$files" | wc -l) files"
else
    echo "FAIL format: clang-format -i would change"
    echo "$bad" | sed 's/^/    /'
fi
