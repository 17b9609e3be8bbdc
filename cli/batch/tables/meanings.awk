# meanings.awk -- what the columns mean, from the tables of docs/batch.md: rows
# `{table, name, words},` for meanings.c. The columns of a section are named by
# its first cell, by code or, in the work lists, as people see them. Of values
# only the words are told: the sheets show no codes.

function plain(t,    at, text) {
    while (match(t, /\[[^]]*\]\([^)]*\)/)) {
        at = RSTART
        text = substr(t, at + 1, RLENGTH)
        sub(/\].*/, "", text)
        t = substr(t, 1, at - 1) text substr(t, at + RLENGTH)
    }
    sub(/^`[a-z0-9-]+` /, "", t)
    while (match(t, /(、|：|；)`[a-z0-9-]+` /)) {
        at = RSTART + length("、")
        t = substr(t, 1, at - 1) substr(t, RSTART + RLENGTH)
    }
    gsub(/`/, "", t)
    gsub(/\001/, "|", t)
    gsub(/\\/, "\\\\", t)
    gsub(/"/, "\\\"", t)
    return t
}

function row(name, words) {
    printf "    {MEANING_%s, \"%s\", \"%s\"},\n", table, name, plain(words)
}

/^### / {
    table = /cases\.csv/ ? "CASES" : /findings\.csv/ ? "FINDINGS" \
          : /results\.xlsx/ ? "WORK" : /汇总的各列/ ? "TALLIES" : ""
    within = 0
}
!/^\|/ { within = 0 }
/^\| 列 \| 含义 \|$/ { within = table != ""; next }

within && !/^\|-/ {
    line = $0
    gsub(/\\\|/, "\001", line)
    split(line, cell, / *\| */)
    # What is as in cases.csv is looked up there.
    if (cell[3] ~ /^同 /)
        next
    names = cell[2]
    if (table == "WORK")
        gsub(/[^、]+/, "`&`", names)
    while (match(names, /`[^`]*`/)) {
        name = substr(names, RSTART + 1, RLENGTH - 2)
        names = substr(names, RSTART + RLENGTH)
        row(name, cell[3])
    }
}
