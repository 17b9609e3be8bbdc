#!/bin/sh
# What the shared objects show to a host: the promised functions, nothing
# else, and no state that could change.
set -u
: "${builddir:=.}"

# verdict NAME WHY -- passed if WHY is empty.
verdict() {
    if [ -z "$2" ]; then echo "PASS $1"; else echo "FAIL $1: $2"; fi
}

exported() {
    nm -D --defined-only "$1" | awk '{ print $NF }' | sort | tr '\n' ' '
}

expect() {
    found=$(exported "$2")
    [ "$found" = "$3" ] && found=
    verdict "$1" "$found"
}

expect "pregroup.so exports pregroup_get_api only" "$PLUGIN" \
    "pregroup_get_api "
expect "libpregroup_flat.so exports the flat functions only" "$FLAT" \
    "pregroup_flat_close pregroup_flat_info pregroup_flat_open \
pregroup_flat_run pregroup_flat_session_close pregroup_flat_session_open \
pregroup_flat_session_run pregroup_flat_version "

verdict "the rooms hold no variable that can change" \
    "$(objdump -t "$builddir/.libs/libplugin.a" |
        awk 'NF > 2 && $(NF-2) ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)$/ &&
             $NF !~ /^\./ { printf "%s ", $NF }')"

verdict "the plugin neither prints nor ends the host's process" \
    "$(nm -D --undefined-only "$PLUGIN" | awk '{ print $NF }' |
        grep -E '^(exit|_exit|abort|printf|puts|putchar|perror|setlocale|getenv|signal)(@|$)' |
        tr '\n' ' ')"
