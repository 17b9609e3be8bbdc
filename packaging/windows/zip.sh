#!/bin/sh
# zip.sh FOLDER NAME TOP -- NAME.zip beside FOLDER with what a vendor needs of
# the Windows build in FOLDER; TOP is the source tree. Same files, same bytes.
set -eu
from=$1
name=$2
top=$(cd "$3" && pwd)
stage=$from/stage/$name
hosts=$top/docs/hosts.md

# example HEADING FILE -- the first piece of code below a heading.
example() {
    awk -v heading="$1" '
        inside && /^```/ { exit }
        inside { print }
        index($0, heading) == 1 { below = 1 }
        below && /^```/ { inside = 1 }' "$hosts" >"$stage/hosts/$2"
    [ -s "$stage/hosts/$2" ] || { echo "zip.sh: no $1 in $hosts" >&2; exit 1; }
}

rm -rf "$from/stage" "$from/../$name.zip"
mkdir -p "$stage/include/pregroup" "$stage/packs" "$stage/hosts" \
    "$stage/licences" "$stage/schemas"
for file in pregroup.dll pregroup.lib pregroup.def pregroup.exe \
    pregroup_flat.dll pregroup_flat.lib pregroup_flat.def; do
    cp "$from/$file" "$stage"
done
cp "$top/packaging/windows/readme.html" "$stage"
cp "$top"/include/pregroup/*.h "$stage/include/pregroup"
cp plugin/builtin.pack "$stage/packs/demo.pack"
cp -R "$top/examples" "$top/knowledge" "$stage"
cp "$top"/schemas/*.xsd "$top"/schemas/*.json "$stage/schemas"
cp "$hosts" "$top/docs/result.md" "$stage/hosts"
example '## ' host.c
example '### PowerBuilder' powerbuilder.txt
example '### Delphi' delphi.pas
example '### C#' csharp.cs
example '### Java' java.java
cp "$top/LICENSE" "$stage/licences/pregroup.txt"
cp sources/libxml2/Copyright "$stage/licences/libxml2.txt"
cp sources/jansson/LICENSE "$stage/licences/jansson.txt"
cp /usr/share/doc/mingw-w64-common/copyright "$stage/licences/mingw-w64.txt"
chmod -R u=rwX,go=rX "$stage"
find "$stage" -exec touch -h -d "@${SOURCE_DATE_EPOCH:-1767225600}" {} +
(cd "$from/stage" && find "$name" ! -type d | LC_ALL=C sort |
    TZ=UTC zip -q -X -9 "../../$name.zip" -@)
rm -rf "$from/stage"
