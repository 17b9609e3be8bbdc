#!/bin/sh
# Who may use whom. The table below is written by hand and stands in
# HACKING.md, too; by it what the rooms really ask of each other is held: the
# symbols of their objects and the headers that their sources include.
#
# A line is a room and the rooms it may use, all of which stand above it, so
# that there is no circle. The files that lie in plugin/, compile/ and cli/
# themselves are rooms of their own, by their name. An arrow that is not in
# the table fails, and so does one in it that nothing uses.
#
# Environment: srcdir, builddir, CC, PLUGIN, FLAT.
set -u
: "${srcdir:=.}" "${builddir:=.}" "${CC:=cc}"
: "${PLUGIN:=$builddir/.libs/pregroup.so}"
: "${FLAT:=$builddir/.libs/libpregroup_flat.so}"
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

cat >"$work/table" <<'END'
plugin/version:
plugin/base:
plugin/pack: plugin/base
plugin/record: plugin/base plugin/pack
plugin/expr: plugin/base plugin/pack plugin/record
plugin/load: plugin/base plugin/pack plugin/record plugin/expr
plugin/result: plugin/base plugin/pack plugin/record plugin/expr
plugin/input/decode: plugin/base plugin/pack
plugin/input/fields: plugin/base plugin/pack plugin/record plugin/result plugin/input/decode
plugin/input/json: plugin/base plugin/pack plugin/result plugin/input/decode plugin/input/fields
plugin/input/table: plugin/base plugin/pack plugin/record plugin/result plugin/input/decode plugin/input/fields
plugin/input: plugin/base plugin/pack plugin/result plugin/input/decode plugin/input/fields plugin/input/json plugin/input/table
plugin/check: plugin/base plugin/pack plugin/record plugin/expr plugin/result
plugin/group: plugin/base plugin/pack plugin/expr plugin/result
plugin/price: plugin/base plugin/pack plugin/expr plugin/result plugin/group
plugin/report: plugin/base plugin/pack plugin/record plugin/expr plugin/result plugin/check plugin/price
plugin/lookup: plugin/base plugin/pack plugin/report
plugin/options: plugin/base plugin/input/fields plugin/check plugin/price plugin/report
plugin/pipeline: plugin/base plugin/result plugin/input/decode plugin/input plugin/check plugin/group plugin/price plugin/report plugin/options
plugin/builtin:
plugin/kept: plugin/base plugin/price plugin/report plugin/options
plugin/session: plugin/base plugin/load plugin/options plugin/pipeline plugin/kept
plugin/handle: plugin/base plugin/load plugin/options plugin/session
plugin/api: plugin/version plugin/base plugin/load plugin/report plugin/options plugin/builtin plugin/kept plugin/session plugin/handle
plugin/flat: plugin/version plugin/base plugin/api
web/face: plugin/base plugin/load plugin/handle plugin/lookup

compile/build: plugin/base plugin/pack
compile/read: plugin/base plugin/pack compile/build
compile/expr: plugin/base plugin/pack plugin/record plugin/expr compile/build
compile/knowledge: plugin/base plugin/pack plugin/record plugin/load compile/build compile/read
compile/figures: plugin/base plugin/expr compile/build compile/read compile/expr
compile/rules: plugin/base plugin/pack plugin/record plugin/expr compile/build compile/read compile/expr compile/knowledge
compile/region: plugin/base plugin/pack plugin/expr compile/build compile/read compile/expr compile/knowledge compile/figures
compile/compile: compile/build compile/expr compile/knowledge compile/rules compile/region

cli/sheets: plugin/base plugin/pack plugin/input/decode plugin/input/table compile/build compile/read
cli/common: plugin/base plugin/pack plugin/record plugin/load plugin/result plugin/input/json plugin/price plugin/options plugin/pipeline plugin/builtin compile/build compile/knowledge compile/compile cli/sheets
cli/book: plugin/base plugin/pack cli/common
cli/show: plugin/base plugin/pack plugin/record plugin/expr plugin/result plugin/check plugin/price plugin/report cli/common
cli/batch/common: plugin/base plugin/check plugin/options cli/common
cli/batch/feed: plugin/base plugin/pack plugin/input/decode plugin/input cli/sheets cli/common
cli/batch/sums: plugin/base plugin/pack plugin/check plugin/report cli/common cli/batch/common
cli/batch/tables: plugin/version plugin/base plugin/pack plugin/record plugin/result plugin/price cli/common cli/book cli/batch/common cli/batch/feed cli/batch/sums
cli/batch/page: plugin/version plugin/base plugin/pack plugin/load cli/common cli/batch/sums cli/batch/tables
cli/batch: plugin/version plugin/base plugin/pack plugin/load plugin/check plugin/report plugin/options plugin/pipeline cli/common cli/batch/common cli/batch/feed cli/batch/sums cli/batch/tables cli/batch/page
cli/official: plugin/base compile/build compile/read cli/common
cli/compare: plugin/base plugin/pack plugin/record plugin/load plugin/price plugin/report compile/build compile/read cli/common cli/official
cli/check: plugin/base plugin/load plugin/check plugin/report plugin/options cli/common cli/show
cli/convert: plugin/base plugin/pack plugin/record plugin/load plugin/result plugin/report cli/common cli/book
cli/codes: plugin/base plugin/pack plugin/load plugin/lookup cli/common
cli/desk: plugin/base plugin/load compile/read cli/common cli/batch/common
cli/dialects: plugin/base plugin/pack plugin/load plugin/input/decode plugin/input plugin/input/json plugin/input/table compile/build cli/sheets cli/common
cli/figures: plugin/base plugin/pack plugin/expr plugin/report compile/build compile/read compile/figures cli/common cli/book cli/batch/common
cli/start: plugin/base plugin/pack compile/build compile/read cli/common
cli/pack/diff: plugin/base plugin/pack plugin/load plugin/group plugin/price plugin/report cli/common
cli/pack: plugin/base plugin/pack plugin/record plugin/expr plugin/load plugin/result plugin/group plugin/price compile/knowledge cli/common compile/build compile/compile cli/start cli/pack/diff
cli/calibrate/fit: plugin/base plugin/pack plugin/record plugin/expr plugin/price
cli/calibrate: plugin/base plugin/pack plugin/record plugin/load plugin/result plugin/group plugin/price plugin/report compile/build compile/read cli/common cli/official cli/pack cli/calibrate/fit
cli/rules: plugin/base plugin/pack plugin/record plugin/load plugin/result plugin/check plugin/report compile/rules compile/build compile/compile cli/common
cli/serve: plugin/version plugin/base plugin/pack plugin/load plugin/check plugin/report plugin/lookup plugin/options plugin/handle plugin/api compile/knowledge cli/sheets cli/common cli/batch/feed cli/rules
cli/wrap: cli/common
cli/main: plugin/version cli/common
END

# Objects as `room/file.o path`, of the build folder $1; those whose source is
# gone are left over from a build before.
objects() {
    (cd "$1" && find plugin compile cli -name '*.o' -path '*/.libs/*') |
        while read -r path; do
            name=$(echo "$path" | sed 's,/\.libs/,/,')
            source=$2/${name%.o}
            [ ! -e "$source.c" ] && [ ! -e "$source.S" ] ||
                echo "$name $1/$path"
        done
}

# Lines `from to what`: the symbols that objects of the build folder $1 ask of
# one another; $2 is the tree.
symbols() {
    objects "$1" "$2" >"$work/objects"
    while read -r name path; do
        nm -P "$path" | awk -v name="$name" '{ print name, $2, $1 }'
    done <"$work/objects" >"$work/nm"
    awk '$2 ~ /^[A-TV-Z]$/ && FNR == NR { home[$3] = $1; next }
        FNR != NR && $2 == "U" && $3 in home { print $1, home[$3], $3 }' \
        "$work/nm" "$work/nm"
}

# Lines `from to what`: the headers that sources of the tree $1 include.
includes() {
    (cd "$1" && find plugin compile cli web -name '*.[chS]' ! -path '*/build*' |
        xargs grep -H '^#include "') |
        awk -F: -v tree="$1" '
        function there(path,   line, ok) {
            if (path in known) return known[path]
            ok = (getline line <(tree "/" path)) >= 0
            close(tree "/" path)
            return known[path] = ok
        }
        {
            split($2, part, "\"")
            folder = $1
            sub("/[^/]*$", "/", folder)
            if (there(folder part[2])) print $1, folder part[2], part[2]
            else if (there("plugin/" part[2])) print $1, "plugin/" part[2], part[2]
            else if (there("cli/" part[2])) print $1, "cli/" part[2], part[2]
            else if (there(part[2])) print $1, part[2], part[2]
        }'
}

# The rooms of lines `from to what`; within a room nothing is asked.
between() {
    awk '
    function room(path) {
        sub(/(-none|-bytes)?\.[a-zS]+$/, "", path)
        if (split(path, part, "/") > 2) sub("/[^/]*$", "", path)
        return path
    }
    room($1) != room($2) { print room($1), room($2), $1, $3 }'
}

# Holds lines `room room file what` of $2 against the table $1.
judge() {
    awk '
    FNR == NR && NF == 0 { next }
    FNR == NR {
        room = $1
        sub(":$", "", room)
        line[room] = FNR
        for (i = 2; i <= NF; i++) {
            if (!($i in line))
                print "the table: " room " uses " $i ", which is not above it"
            allowed[room, $i] = 1
        }
        next
    }
    !(($1, $2) in allowed) {
        print $3 ": " $1 " may not use " $2 " (" $4 ")"
        next
    }
    { used[$1, $2] = 1 }
    END {
        for (arrow in allowed)
            if (!(arrow in used)) {
                split(arrow, part, SUBSEP)
                print "the table: nothing in " part[1] " uses " part[2]
            }
    }' "$1" "$2" | sort
}

# verdict NAME WHY -- passed if WHY is empty.
verdict() {
    if [ -z "$2" ]; then
        echo "PASS rooms/$1"
    else
        echo "FAIL rooms/$1:"
        printf '%s\n' "$2" | sed 's/^/    /'
    fi
}

symbols "$builddir" "$srcdir" >"$work/asked"
includes "$srcdir" >>"$work/asked"
between <"$work/asked" >"$work/arrows"
if [ ! -s "$work/nm" ]; then
    echo "FAIL rooms: no object below $builddir"
    exit 1
fi
[ "${1-}" != --arrows ] || {
    awk '{ print $1, $2 }' "$work/arrows" | sort -u
    exit 0
}
verdict "arrows" "$(judge "$work/table" "$work/arrows")"

# A circle in the table itself, and what is planted, must be seen.
planted() {
    mkdir -p "$work/tree/plugin/base" "$work/objects.d/plugin/base/.libs"
    echo '#include "group/group.h"' >"$work/tree/plugin/base/planted.c"
    for folder in plugin compile cli web; do
        mkdir -p "$work/tree/$folder" "$work/objects.d/$folder"
    done
    cp -R "$srcdir/plugin/group" "$work/tree/plugin/"
    echo 'void group_run(void); void planted(void); void planted(void) { group_run(); }' \
        >"$work/planted.c"
    $CC -c -o "$work/objects.d/plugin/base/.libs/planted.o" "$work/planted.c" ||
        return
    mkdir -p "$work/objects.d/plugin/group/.libs"
    cp "$builddir/plugin/group/.libs/group.o" \
        "$work/objects.d/plugin/group/.libs/"
    symbols "$work/objects.d" "$work/tree"
    includes "$work/tree"
}
planted | between >"$work/plants"
for plant in "planted.c: .*(group/group.h)" "planted.o: .*(group_run)"; do
    judge "$work/table" "$work/plants" |
        grep -q "^plugin/base/$plant" && why= || why="not seen"
    verdict "a plant, $plant" "$why"
done
echo "plugin/base: plugin/pack" >"$work/circle"
judge "$work/circle" /dev/null | grep -q "not above" && why= || why="not seen"
verdict "an arrow upwards in the table is seen" "$why"
sed 's/^plugin\/pack: plugin\/base/& plugin\/version/' "$work/table" >"$work/idle"
judge "$work/idle" "$work/arrows" | grep -q "nothing in plugin/pack uses" &&
    why= || why="not seen"
verdict "an arrow that nothing uses is seen" "$why"

sed -n '/^```rooms/,/^```/p' "$srcdir/HACKING.md" 2>"$work/none" |
    sed '1d;$d' >"$work/shown"
verdict "HACKING.md shows the same table" \
    "$(diff "$work/shown" "$work/table" | head -n 5)"

# Global names of two objects: the linker takes that of the first archive without
# a word, as it did when `region_grouping` of cli/ was called by the compiler.
doubles() {
    awk '$2 ~ /^[A-TX-Z]$/ && home[$3] != "" && home[$3] != $1 {
            print $3 ": " home[$3] ", " $1
        }
        $2 ~ /^[A-TX-Z]$/ { home[$3] = $1 }' "$1"
}
symbols "$builddir" "$srcdir" >/dev/null
verdict "a global name is of one object" "$(doubles "$work/nm")"
{ cat "$work/nm"; echo "cli/planted.o T pack_open"; echo "cli/more.o T pack_open"; } >"$work/twice"
doubles "$work/twice" | grep -q "^pack_open: .*planted.o, cli/more.o" &&
    why= || why="not seen"
verdict "a global name of two objects is seen" "$why"

# Global symbols of compile/ and cli/ that stand in what a host loads.
awk '$1 ~ /^(compile|cli)\// && $2 ~ /^[A-TV-Z]$/ { print $3 }' "$work/nm" |
    sort -u >"$work/above"
for object in "$PLUGIN" "$FLAT"; do
    nm -P "$object" | awk '$2 != "U" { print $1 }' | sort -u >"$work/loaded"
    verdict "${object##*/} holds nothing of compile/ and cli/" \
        "$(comm -12 "$work/above" "$work/loaded" | head -n 5)"
    verdict "${object##*/} has symbols to look at" \
        "$(grep -q '^group_run$' "$work/loaded" || echo "it is stripped")"
done

full=$(cd "$srcdir" && find plugin compile cli -name '*.c' |
    sed 's,/[^/]*$,,' | sort | uniq -c | awk '$1 > 24 { print $2 ": " $1 }')
verdict "no folder holds more than 24 .c files" "$full"
