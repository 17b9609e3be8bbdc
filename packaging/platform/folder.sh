#!/bin/sh
# folder.sh PLATFORM TOP NAME -- called in the build folder: vendor/PLATFORM
# with everything that a vendor loads or reads there, of the source tree TOP,
# and the same as an archive, platforms/NAME.zip or .tar.xz. Same files, same
# bytes.
set -eu
platform=$1
top=$(cd "$2" && pwd)
name=$3
from=platforms/$platform
stage=vendor/$platform

rm -rf "$stage" "platforms/$name".*
mkdir -p "$stage/include/pregroup" "$stage/packs" \
    "$stage/licences" "$stage/schemas" "$stage/docs"
case $platform in
windows-*)
    system=windows
    for file in pregroup.dll pregroup.lib pregroup.def pregroup.exe \
        pregroup_flat.dll pregroup_flat.lib pregroup_flat.def; do
        cp "$from/$file" "$stage"
    done
    cp /usr/share/doc/mingw-w64-common/copyright \
        "$stage/licences/mingw-w64.txt"
    ;;
linux-*)
    system=linux
    for file in pregroup.so libpregroup_flat.so.1 pregroup; do
        cp "$from/$file" "$stage"
    done
    ln -s libpregroup_flat.so.1 "$stage/libpregroup_flat.so"
    ;;
esac
cp "$top/packaging/$system/readme.html" "$stage"
cp "$top"/include/pregroup/*.h "$stage/include/pregroup"
cp plugin/builtin.pack "$stage/packs/demo.pack"
cp -R "$top/examples" "$top/knowledge" "$stage"
[ ! -d "$top/bindings" ] || cp -R "$top/bindings" "$stage"
find "$top/schemas" -type f -exec cp {} "$stage/schemas" \;
cp schemas/front-page.xsd "$stage/schemas"
cp "$top"/docs/*.md docs/rules-list.md "$stage/docs"
cp "$top/NEWS" "$stage/NEWS.txt"
cp "$top/LICENSE" "$stage/licences/pregroup.txt"
cp sources/libxml2/Copyright "$stage/licences/libxml2.txt"
cp sources/jansson/LICENSE "$stage/licences/jansson.txt"
chmod -R u=rwX,go=rX "$stage"

# The archive's one folder has its name.
when=@${SOURCE_DATE_EPOCH:?}
find "$stage" -exec touch -h -d "$when" {} +
case $system in
windows)
    ln -s "../$stage" "platforms/$name"
    (cd platforms && find -L "$name" -type f | LC_ALL=C sort |
        TZ=UTC zip -q -X -9 "$name.zip" -@)
    rm "platforms/$name"
    ;;
linux)
    tar --format=ustar --sort=name --mtime="$when" --owner=0 --group=0 \
        --numeric-owner --transform="s,^$platform,$name," -C vendor \
        -cf - "$platform" | xz -c >"platforms/$name.tar.xz"
    ;;
esac
