# join.awk -- page.css and the modules of the page in one document.
#
# Reads page.css, the modules, each behind those that it imports, and index.html
# last. A module's imports fall away and its exports are plain declarations: no
# two modules may have one name at the top. What `pregroup desk` adds (policy,
# engine, pack) goes where `<!-- desk: NAME -->` stands.

FNR == 1 { importing = 0 }

FILENAME ~ /\.css$/ { style = style $0 "\n"; next }

FILENAME ~ /\.mjs$/ {
    if ($0 ~ /^import /)
        importing = 1
    if (importing) {
        if ($0 ~ /;$/)
            importing = 0
        next
    }
    sub(/^export /, "")
    script = script $0 "\n"
    next
}

/<link rel="stylesheet"/ { printf "<style>\n%s</style>\n", style; next }
/<script type="module"/ {
    printf "<!-- desk: engine -->\n<script type=\"module\">\n%s</script>\n", script
    next
}
/<meta charset/ { print; print "<!-- desk: head -->"; next }
{ print }
