#!/bin/sh
# What `make install` brings, and that the installed program finds it.
set -u
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

if ! make -s -C "$builddir" install prefix="$work" \
    libdir="$work/lib" datadir="$work/share" >"$work/log" 2>&1; then
    cat "$work/log"
    echo "FAIL make install"
    exit 1
fi
echo "PASS make install"

for file in bin/pregroup lib/pregroup/pregroup.so lib/libpregroup_flat.so \
    include/pregroup/pregroup.h include/pregroup/flat.h \
    lib/pkgconfig/pregroup.pc share/man/man1/pregroup.1 \
    share/man/zh_CN/man1/pregroup.1 share/pregroup/knowledge/fields.csv \
    share/pregroup/knowledge/regions/demo/region.xml \
    share/pregroup/schemas/region.xsd; do
    if [ -s "$work/$file" ]; then
        echo "PASS installs $file"
    else
        echo "FAIL installs $file"
    fi
done
