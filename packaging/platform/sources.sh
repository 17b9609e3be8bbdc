#!/bin/sh
# sources.sh DIR -- the sources of the libraries that go into what vendors
# load, from Debian's archive, unpacked as DIR/libxml2 and DIR/jansson.
#
# apt gets a configuration of its own in DIR: /etc/apt and the lists of the
# machine are neither read nor changed but for the keys that Debian signs with.
set -eu
libxml2=2.9.14+dfsg-1.3~deb12u6
jansson=2.14-2
dir=$1
keys=/usr/share/keyrings/debian-archive-keyring.gpg

[ ! -e "$dir/done" ] || [ "$dir/done" -ot "$0" ] || exit 0
mkdir -p "$dir"
cd "$dir"
rm -rf apt libxml2 jansson
mkdir -p apt/sources apt/lists/partial apt/cache/archives/partial
cat >apt/sources/debian.sources <<END
Types: deb-src
URIs: ${DEBIAN_MIRROR-http://deb.debian.org/debian}
Suites: bookworm bookworm-updates
Components: main
Signed-By: $keys

Types: deb-src
URIs: ${DEBIAN_SECURITY-http://deb.debian.org/debian-security}
Suites: bookworm-security
Components: main
Signed-By: $keys
END

# apt-get with that configuration, thrice where the network fails.
get() {
    for _ in 1 2 3; do
        apt-get -q -o Dir::State::lists="$PWD/apt/lists" \
            -o Dir::Cache="$PWD/apt/cache" -o Dir::Etc::sourcelist=/dev/null \
            -o Dir::Etc::sourceparts="$PWD/apt/sources" \
            -o Dir::Etc::preferences=/dev/null -o APT::Sandbox::User=root \
            -o APT::Get::Only-Source=true -o Acquire::Retries=3 "$@" && return
        sleep 5
    done
    return 1
}

get update
get source "libxml2=$libxml2" "jansson=$jansson"
mv libxml2-*/ libxml2
mv jansson-*/ jansson
# make would run another automake where an input looks newer: oldest first.
for file in aclocal.m4 configure Makefile.in config.h.in; do
    sleep 0.02
    find libxml2 -name "$file" -exec touch {} +
done
touch done
