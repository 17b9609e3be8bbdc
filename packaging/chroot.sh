#!/bin/sh
# chroot.sh build SRCDIR SUITE -- in the build folder, behind `make dist`: the
# packages of a Debian release for amd64 and arm64, built from the tarball in a
# chroot of that release, into chroots/SUITE/debs, with the versions of what they
# have inside; nothing where they are made.
# chroot.sh try SRCDIR SUITE -- in a chroot with nothing but the essential: who
# loads the plugin gets libxml2 and what it brings, no more; the samples run.
#
# mmdebstrap makes the chroots and throws them away; the host gets nothing.
set -eu
verb=$1
srcdir=$2
suite=$3
top=chroots/$suite
version=$(sed -n 's/^VERSION = //p' Makefile)
LC_ALL=C.UTF-8
export LC_ALL

# The native packages first: the cross build asks their program for the pack.
inside_build() {
    cat <<END
set -eu
export DEBIAN_FRONTEND=noninteractive
export DEB_BUILD_OPTIONS='nocheck parallel=$(nproc)'
get() { apt-get install -y -q --no-install-recommends "\$@"; }
get build-essential xz-utils
cd /build
tar -xf pregroup_$version.orig.tar.xz
cp -R debian pregroup-$version
cd pregroup-$version
apt-get build-dep -y -q --no-install-recommends -P nocheck .
dpkg-buildpackage -us -uc -b -Pnocheck
dpkg --add-architecture arm64
apt-get update -q
get crossbuild-essential-arm64 ../pregroup_$version-*_amd64.deb
apt-get build-dep -y -q --no-install-recommends -a arm64 -P cross,nocheck .
PREGROUP_FOR_BUILD=/usr/bin/pregroup \
    dpkg-buildpackage -us -uc -B -aarm64 -Pcross,nocheck
mkdir /debs
mv ../*.deb /debs
dpkg-query -W -f '\${source:Package} \${source:Version}\n' libjansson-dev \
    libjs-chart.js >/debs/parts
END
}

inside_try() {
    cat <<'END'
set -eu
export DEBIAN_FRONTEND=noninteractive
get() { apt-get install -y -q --no-install-recommends "$@"; }
names() { dpkg-query -W -f '${Package}\n' | sort; }
cd /try
names >before
get ./debs/libpregroup-flat1_*_amd64.deb ./debs/pregroup-plugin_*_amd64.deb
names | comm -13 before - >came
echo came with the plugin: $(cat came)
! grep -v -x -E 'libpregroup-flat1|pregroup-plugin|libxml2(-[0-9]+)?|libicu[0-9]+' came
get ./debs/*_amd64.deb ./debs/*_all.deb gcc libc6-dev pkg-config
cc -Wall -o host hosts/host.c hosts/host-[afrst]*.c $(pkg-config --cflags pregroup) -ldl -lpthread
cc -Wall -o version -x c - $(pkg-config --cflags --libs pregroup) <<'C'
#include <pregroup/flat.h>
int main(void)
{
    return pregroup_flat_version() >= 10000 ? 0 : 1;
}
C
./version
PLUGIN=$(pkg-config --variable=plugindir pregroup)/pregroup.so \
    FLAT=$(pkg-config --variable=libdir pregroup)/libpregroup_flat.so.1 \
    srcdir=/try ./host >verdicts
! grep -v ^PASS verdicts
status=0
pregroup check /usr/share/doc/pregroup/examples/mistakes.xml || status=$?
[ "$status" -eq 1 ]
END
}

# inside FILE... -- runs the script of the verb in a new chroot of the suite, in
# which the files lie in its folder; $out is what comes back from it. Nothing of
# the caller's environment gets there: CC may name what only this machine has.
inside() {
    "inside_$verb" >"$top/inside"
    mmdebstrap --variant=apt --format=null \
        --customize-hook="mkdir \"\$1/$verb\"" \
        --customize-hook="copy-in $top/inside $* /$verb" \
        --chrooted-customize-hook="env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
            LC_ALL=$LC_ALL ${http_proxy:+http_proxy=$http_proxy} \
            sh /$verb/inside" \
        ${out:+--customize-hook="copy-out $out $top"} \
        "$suite" /dev/null >"$top/$verb.log" 2>&1 && return
    tail -n 30 "$top/$verb.log" >&2
    return 1
}

mkdir -p "$top"
out=
case $verb in
build)
    tarball=$top/pregroup_$version.orig.tar.xz
    [ ! -d "$top/debs" ] || ! cmp -s "pregroup-$version.tar.xz" "$tarball" ||
        exit 0
    rm -rf "$top/debs"
    cp "pregroup-$version.tar.xz" "$tarball"
    out=/debs
    inside "$tarball" "$srcdir/packaging/debian"
    ! command -v lintian >/dev/null 2>&1 ||
        lintian --allow-root --fail-on error,warning \
            --suppress-tags initial-upload-closes-no-bugs \
            "$top"/debs/*_amd64.deb "$top"/debs/*_all.deb
    ;;
try) inside "$top/debs" "$srcdir/tests/hosts" "$srcdir/examples" ;;
esac
