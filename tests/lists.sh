#!/bin/sh
# The lists that are kept by hand agree with the tree.
set -u
: "${srcdir:=.}"
cd "$srcdir" || exit 2

# verdict NAME WHY -- passed if WHY is empty.
verdict() {
    if [ -z "$2" ]; then echo "PASS $1"; else echo "FAIL $1: $2"; fi
}

verdict "every source is in Makefile.am or its room's list" "$(
    find plugin compile cli tools include -name '*.[chS]' ! -name gb18030-table.h |
        while read -r file; do
            grep -q -F -w -- "$file" Makefile.am ./*/files.am ||
                printf '%s ' "$file"
        done
)"

verdict "every test is in Makefile.am" "$(
    find tests/unit tests/fuzz -name 'test_*.c' -o -name 'fuzz_*.c' |
        while read -r file; do
            grep -q -F -w -- "${file%.c}" Makefile.am || printf '%s ' "$file"
        done
    for file in tests/*.sh tests/*.py tests/hosts/*.py; do
        grep -q -F -w -- "$file" Makefile.am || printf '%s ' "$file"
    done
)"

version=$(sed -n 's/^AC_INIT(\[pregroup\], \[\([0-9.]*\)\].*/\1/p' configure.ac)
verdict "one version everywhere" "$(
    grep -q "VERSION_TEXT \"$version\"" plugin/version.h || printf 'version.h '
    grep -q "^pregroup ($version-" packaging/debian/changelog ||
        printf 'debian/changelog '
    grep -q "^Version: *$version\$" packaging/pregroup.spec ||
        printf 'pregroup.spec '
    abi=$(awk '$2 ~ /^PREGROUP_M(AJ|IN)OR$/ { print $3 + 0 }' \
        include/pregroup/pregroup.h | paste -s -d .)
    grep -q "^pregroup $version .*ABI $abi\$" NEWS || printf 'NEWS '
    grep -q "^\* .* - $version-" packaging/pregroup.spec ||
        printf 'changelog of pregroup.spec '
    for page in docs/*.[13] docs/zh_CN/*.1; do
        grep -q "\"pregroup $version\"" $page || printf '%s ' $page
    done
)"

# <limits.h> is the system's, also where the build folder is the source's.
verdict "no folder of includes hides a system header" "$(
    sed -n '/^AM_CPPFLAGS = /,/[^\\]$/p' Makefile.am | grep -o -E -- '-I[^ ]+' |
        sed 's,^-I\($(srcdir)/*\)*,./,' | while read -r folder; do
            for header in assert ctype errno fcntl limits locale math regex \
                signal stdint stdio stdlib string time unistd; do
                [ ! -e "$folder/$header.h" ] ||
                    printf '%s ' "$folder/$header.h"
            done
        done
)"

verdict "SIMD stands in one place" "$(
    grep -r -l -E 'mmintrin\.h|__SSE' --include='*.[chS]' plugin compile cli \
        include | grep -v '^plugin/base/bytes.c$' | tr '\n' ' '
)"
