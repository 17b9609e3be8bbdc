#!/bin/sh
# libraries.sh PLATFORM SOURCES DIR -- libxml2 and jansson for a platform as
# static archives, whose names a linked object hides: DIR/lib/libxml2.a,
# DIR/lib/libjansson.a and their headers in DIR/include. SOURCES is what
# sources.sh made.
#
# Of libxml2 there is what pregroup uses: no network, no compression, no
# modules, no ICU and no iconv (bytes become UTF-8 before it sees them).
set -eu
unset MAKEFLAGS CPPFLAGS LDFLAGS LIBS
platform=$1
sources=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
. "$here/$platform.sh"

[ ! -e "$3/lib/done" ] || exit 0
rm -rf "$3"
mkdir -p "$3/lib" "$3/include" "$3/xml" "$3/json"
cd "$3"

(
    cd xml
    "$sources/libxml2/configure" -q --host="$HOST" CC="$CC" AR="$AR" \
        RANLIB="$RANLIB" CFLAGS="-O2 -fvisibility=hidden $CFLAGS" \
        --disable-shared --enable-static "${XML_THREADS---with-threads}" \
        --without-python \
        --without-zlib --without-lzma --without-icu --without-iconv \
        --without-http --without-ftp --without-modules --without-debug \
        --without-mem-debug --without-run-debug --without-catalog \
        --without-docbook --without-html --without-c14n --without-legacy \
        --without-schematron --without-xinclude --without-xptr \
        --without-history --without-readline
    make -s -j"$(nproc)" libxml2.la
    cp .libs/libxml2.a ../lib
)
cp -R "$sources/libxml2/include/libxml" xml/include/libxml include

# Debian's jansson has no configure yet; it asks for little.
sed 's/@json_inline@/inline/; s/@json_[a-z_]*@/1/' \
    "$sources/jansson/src/jansson_config.h.in" >include/jansson_config.h
cp "$sources/jansson/src/jansson.h" include
for have in CONFIG_H STDINT_H UNISTD_H SYS_TIME_H GETTIMEOFDAY GETPID \
    ATOMIC_BUILTINS $JANSSON_HAS; do
    echo "#define HAVE_$have 1"
done >json/jansson_private_config.h
for file in "$sources"/jansson/src/*.c; do
    # shellcheck disable=SC2086 # a list
    $CC -O2 -fvisibility=hidden $CFLAGS -DHAVE_CONFIG_H -Ijson -Iinclude \
        -c "$file" -o "json/$(basename "$file" .c).o"
done
$AR rcs lib/libjansson.a json/*.o
touch lib/done
