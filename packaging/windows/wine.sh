#!/bin/sh
# wine.sh make DIR -- wine of both widths in a chroot, for a machine that cannot
# have the 32-bit one beside its own libraries. Needs root and mmdebstrap.
# wine.sh run DIR COMMAND... -- runs the command in it; files and folders are
# this machine's and have the same names.
set -eu
verb=$1
root=$2
shift 2

case $verb in
make)
    [ ! -e "$root/usr/lib/wine/wine" ] || exit 0
    rm -rf "$root.new"
    # Of the one archive alone: those of updates and of the other architecture
    # may be of different days.
    mmdebstrap --variant=apt --architectures=amd64,i386 \
        --include=wine,wine32,wine64 bookworm "$root.new" \
        http://deb.debian.org/debian
    rm -rf "$root"
    mv "$root.new" "$root"
    ;;
run)
    # The mounts are in a namespace that ends with the command.
    exec unshare --mount --propagation private sh -euc '
        root=$1
        shift
        for folder in /*; do
            case $folder in
            /bin | /etc | /lib* | /run | /sbin | /usr | /var) continue ;;
            esac
            [ -d "$folder" ] || continue
            mkdir -p "$root$folder"
            mount --rbind "$folder" "$root$folder"
        done
        exec chroot "$root" env -C "$PWD" "$@"' sh "$root" "$@"
    ;;
esac
