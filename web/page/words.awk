# words.awk -- what the page must know of the page's fields to draw a form.
#
# Reads knowledge/fields.csv, the dictionaries, the dialects and the tables of
# words of the program, and writes the module words.mjs (web/page/README.md).
# Cells of these files hold no quotes and no commas of their own but in the last
# column of a dictionary, which is taken to the end of the line.

function quoted(text) {
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}

function begin(file,    name) {
    name = file
    sub(/.*\//, "", name)
    sub(/\.csv$/, "", name)
    kind = file ~ /fields\.csv$/ ? "field" \
         : file ~ /\/dictionaries\// ? "dictionary" \
         : file ~ /\/dialects\// ? "dialect" : "words"
    group = name
}

FNR == 1 { begin(FILENAME); table = "" }
{ sub(/\r$/, "") }

kind == "field" && FNR > 1 && $0 != "" {
    split($0, c, ",")
    fields = fields quoted(c[1]) ":[" quoted(c[2]) "," quoted(c[3]) "," \
             quoted(c[5]) "," (c[6] != "" ? 1 : 0) "],\n"
    if (c[5] != "")
        wanted[c[5]] = 1
}

kind == "dictionary" && FNR > 1 && wanted[group] && index($0, ",") {
    at = index($0, ",")
    name = substr($0, at + 1)
    gsub(/^"|"$/, "", name)
    rows[group] = rows[group] "[" quoted(substr($0, 1, at - 1)) "," \
                  quoted(name) "],"
}

kind == "dialect" && $0 !~ /^(@|tag,)/ {
    split($0, c, ",")
    if (c[2] ~ /^[a-z]/ && !(group SUBSEP c[2] in seen)) {
        seen[group, c[2]] = 1
        tags[group] = tags[group] quoted(c[2]) ":" quoted(c[1]) ","
    }
}

# The C tables: lines of {"name", "words"} behind the name of the table.
kind == "words" && match($0, /(names|values|money)\[[A-Z_]*\] =/) {
    table = $0
    sub(/\[.*/, "", table)
    sub(/.*[ *]/, "", table)
}
kind == "words" && table != "" {
    line = $0
    sub(/.*= *\{/, "", line)
    while (match(line, /\{"[^"]*", *"[^"]*"\}/)) {
        pair = substr(line, RSTART + 1, RLENGTH - 2)
        sub(/", *"/, "\":\"", pair)
        pairs[table] = pairs[table] pair ","
        line = substr(line, RSTART + RLENGTH)
    }
    if (table == "money")
        while (match(line, /"[a-z_]+"/)) {
            money = money substr(line, RSTART, RLENGTH) ","
            line = substr(line, RSTART + RLENGTH)
        }
    if ($0 ~ /\};/)
        table = ""
}

END {
    print "// Made by words.awk: change knowledge/ instead."
    print "export const FIELDS = {\n" fields "};"
    print "export const DICTIONARIES = {"
    for (d in rows)
        print quoted(d) ":[" rows[d] "],"
    print "};\nexport const TAGS = {"
    for (d in tags)
        print quoted(d) ":{" tags[d] "},"
    print "};"
    print "export const STEP_NAMES = {" pairs["names"] "};"
    print "export const STEP_VALUES = {" pairs["values"] "};"
    print "export const MONEY_STEPS = [" money "];"
}
