#!/bin/sh
# release.sh SRCDIR -- called by `make release` in the build folder, where the
# tarball and the vendors' archives have been made: release/ with these, the
# packages, NEWS of this version, a list of what is inside, checksums. What this
# machine cannot make is told and left out. Root, mmdebstrap and a mirror give
# the packages of each Debian; else dpkg-buildpackage those of this one.
set -eu
LC_ALL=C
export LC_ALL
srcdir=$1
out=release

say() {
    echo "release: $*" >&2
}

have() {
    command -v "$1" >/dev/null 2>&1
}

debs() {
    if have mmdebstrap && [ "$(id -u)" -eq 0 ]; then
        for suite in bookworm trixie; do
            sh "$srcdir/packaging/chroot.sh" build "$srcdir" "$suite"
            for deb in chroots/"$suite"/debs/*.deb; do
                cp "$deb" "$out/$(basename "$deb" .deb)_$suite.deb"
            done
        done
    elif have dh; then
        $MAKE -s deb
        cp package/deb/*.deb "$out"
    else
        say "没有 deb：缺 mmdebstrap（需要 root）或 debhelper"
    fi
}

# Without its tests, as the chroots' packages: they take as long as all else.
rpms() {
    if have rpmbuild; then
        $MAKE -s rpm RPMBUILD_FLAGS="--nodeps --nocheck" \
            >package-rpm.log 2>&1 ||
            { tail -n 20 package-rpm.log >&2; return 1; }
        cp package/rpm/RPMS/*/*.rpm package/rpm/SRPMS/*.rpm "$out"
    else
        say "没有 rpm：缺 rpmbuild"
    fi
}

# The package for npm, and the page that `pregroup desk` of an installed program
# takes from share/pregroup/web.
web() {
    tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 \
        --numeric-owner --mode=u=rwX,go=rX --exclude=web/page \
        --transform "s,^web,pregroup-$VERSION-web," -cJf \
        "$out/pregroup-$VERSION-web.tar.xz" web
}

rm -rf $out
mkdir -p $out
cp "pregroup-$VERSION.tar.xz" platforms/pregroup-"$VERSION"-* $out
web
debs
rpms
awk 'NR > 1 && /^pregroup [0-9]/ { exit } { print }' "$srcdir/NEWS" >$out/NEWS
python3 "$srcdir/packaging/contents.py" "$srcdir" "$VERSION" \
    "$SOURCE_DATE_EPOCH" $out >"$out/pregroup-$VERSION.spdx.json"
(cd $out && sha256sum * >../SHA256SUMS && mv ../SHA256SUMS .)
sh "$srcdir/packaging/abi.sh" "$srcdir"
say "完成：$out/（$(wc -l <$out/SHA256SUMS) 个文件）"
