#!/bin/sh
# abi.sh SRCDIR -- in the build folder: what hosts load keeps the binary
# interface of BASE, headers and objects, by abidiff. New functions are allowed;
# who adds a member to the end of a struct, which hosts of BASE can stand, sees
# it told here and names a new BASE. (A suppression for it would hide changes of
# the structs that the table's functions take.) Without the history of git there
# is no BASE to compare with.
set -eu
BASE=01d1599ca5
srcdir=$(cd "$1" && pwd)
name="the binary interface is that of $BASE"

skip() {
    echo "SKIP $name: $1"
    exit 0
}

command -v abidiff >/dev/null 2>&1 || skip "no abidiff (abigail-tools)"
git -C "$srcdir" cat-file -e "$BASE^{commit}" 2>/dev/null ||
    skip "no git history with it"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# objects TREE DIR -- builds both with what abidiff reads.
objects() {
    mkdir -p "$2"
    (cd "$2" && "$1/configure" -q CFLAGS="-g -O1" &&
        make -s -j"$(nproc)" pregroup.la libpregroup_flat.la) \
        >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 2; }
}

mkdir "$work/base"
git -C "$srcdir" archive "$BASE" | tar -x -C "$work/base"
(cd "$work/base" && autoreconf -fi >/dev/null 2>&1)
objects "$work/base" "$work/base/build"
objects "$srcdir" "$work/ours"
for object in pregroup.so libpregroup_flat.so; do
    if abidiff --no-added-syms \
        --headers-dir1 "$work/base/include" --headers-dir2 "$srcdir/include" \
        "$work/base/build/.libs/$object" "$work/ours/.libs/$object" \
        >"$work/told"; then
        echo "PASS $object: $name"
    else
        echo "FAIL $object: $name"
        sed 's/^/    /' "$work/told"
    fi
done
