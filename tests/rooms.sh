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
END

# Objects as `room/file.o path`, of the build folder $1.
objects() {
    (cd "$1" && find plugin compile cli -name '*.o' -path '*/.libs/*') |
        awk -v top="$1" '{ name = $0; sub("/.libs/", "/", name); print name, top "/" $0 }'
}

# Lines `from to what`: the symbols that objects ask of one another.
symbols() {
    objects "$1" >"$work/objects"
    while read -r name path; do
        nm -P "$path" | awk -v name="$name" '{ print name, $2, $1 }'
    done <"$work/objects" >"$work/nm"
    awk '$2 ~ /^[A-TV-Z]$/ && FNR == NR { home[$3] = $1; next }
        FNR != NR && $2 == "U" && $3 in home { print $1, home[$3], $3 }' \
        "$work/nm" "$work/nm"
}

# Lines `from to what`: the headers that sources of the tree $1 include.
includes() {
    (cd "$1" && find plugin compile cli -name '*.[chS]' ! -path '*/build*' |
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
        sub(/\.[a-z]+$/, "", path)
        if (split(path, part, "/") > 2) sub("/[^/]*$", "", path)
        return path
    }
    room($1) != room($2) { print room($1), room($2), $1, $3 }'
}

# Holds lines `room room file what` of $2 against the table $1.
judge() {
    awk '
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

symbols "$builddir" >"$work/asked"
includes "$srcdir" >>"$work/asked"
between <"$work/asked" >"$work/arrows"
if [ ! -s "$work/nm" ]; then
    echo "FAIL rooms: no object below $builddir"
    exit 1
fi
[ "${1-}" != --files ] || { cat "$work/arrows"; exit 0; }
[ "${1-}" != --arrows ] || {
    awk '{ print $1, $2 }' "$work/arrows" | sort -u
    exit 0
}
verdict "arrows" "$(judge "$work/table" "$work/arrows")"
