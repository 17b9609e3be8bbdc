#!/bin/sh
# The installed headers compile in every language of hosts, each alone.
set -u
: "${srcdir:=.}" "${CC:=cc}" "${CXX:=c++}"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# compile COMPILER STANDARD EXTENSION
compile() {
    name="headers as $2"
    # shellcheck disable=SC2086 # a compiler may come with options
    if ! command -v ${1%% *} >/dev/null 2>&1; then
        echo "SKIP $name: no $1"
        return
    fi
    for header in pregroup flat; do
        file=$work/$header.$3
        echo "#include <pregroup/$header.h>" >"$file"
        echo "extern int nothing;" >>"$file"
        # shellcheck disable=SC2086
        $1 -std="$2" -pedantic -Wall -Wextra -Werror -fsyntax-only \
            -I"$srcdir/include" "$file" || {
            echo "FAIL $name: $header.h"
            return
        }
    done
    echo "PASS $name"
}

for standard in c99 c11 c17; do
    compile "$CC" $standard c
done
for standard in c++11 c++14 c++17 c++20; do
    compile "$CXX" $standard cc
done
