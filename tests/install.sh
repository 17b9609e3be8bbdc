#!/bin/sh
# What `make install` brings, wherever configure was told to put it.
set -u
: "${builddir:=.}"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

if ! make -s -C "$builddir" install DESTDIR="$work" >"$work/log" 2>&1; then
    cat "$work/log"
    echo "FAIL make install"
    exit 1
fi
echo "PASS make install"

for file in bin/pregroup pregroup/pregroup.so libpregroup_flat.so \
    include/pregroup/pregroup.h include/pregroup/flat.h \
    pkgconfig/pregroup.pc man/man1/pregroup.1 man/zh_CN/man1/pregroup.1 \
    man/man3/pregroup_flat.3 man/man3/pregroup_api.3 \
    doc/pregroup/hosts.md doc/pregroup/examples/mistakes.xml \
    pregroup/knowledge/fields.csv pregroup/schemas/region.xsd \
    pregroup/schemas/front-page.xsd \
    pregroup/knowledge/regions/demo/region.xml; do
    if [ -n "$(find "$work" -path "*/$file" -size +0)" ]; then
        echo "PASS installs $file"
    else
        echo "FAIL installs $file"
    fi
done

# The file a host asks for the plugin's place tells the truth.
plugindir=$(PKG_CONFIG_PATH=$(dirname "$(find "$work" -name pregroup.pc)") \
    pkg-config --variable=plugindir pregroup)
if [ -e "$work$plugindir/pregroup.so" ]; then
    echo "PASS pkg-config knows the plugin's folder"
else
    echo "FAIL pkg-config knows the plugin's folder: $plugindir"
fi
