#!/bin/sh
# check-all.sh SRCDIR -- called by `make check-all` in the build folder: what
# takes too long for every change, with the seconds of each part. What the
# machine lacks is told and left out. Ends with `N passed, N failed, N skipped`;
# $PARTS names some of the parts only.
set -u
srcdir=$1
log=check-all.log
: >$log

# part NAME COMMAND... -- shows its verdicts and its seconds.
part() {
    case " ${PARTS:-$1} " in *" $1 "*) ;; *) return ;; esac
    name=$1
    shift
    began=$(date +%s)
    "$@" >part.log 2>&1
    status=$?
    cat part.log >>$log
    grep -E '^(PASS|FAIL|SKIP) ' part.log
    if [ $status -ne 0 ] && ! grep -q '^FAIL ' part.log; then
        echo "FAIL $name: status $status" | tee -a $log
        tail -n 20 part.log | sed 's/^/    /'
    fi
    echo "$name: $(($(date +%s) - began)) s"
    rm part.log
}

chroots() {
    name="packages of $1"
    if [ "$(id -u)" -ne 0 ] || ! command -v mmdebstrap >/dev/null 2>&1; then
        echo "SKIP $name: no mmdebstrap, or not root"
        return
    fi
    for verb in build try; do
        if sh "$srcdir/packaging/chroot.sh" $verb "$srcdir" "$1"; then
            echo "PASS $name: $verb"
        else
            echo "FAIL $name: $verb (chroots/$1/$verb.log)"
            return
        fi
    done
}

# What the Windows folders say, of both widths: where this machine has no wine of 32 bits,
# by that of a chroot.
windows() {
    [ -e /usr/lib/wine/wine ] || [ "$(id -u)" -ne 0 ] ||
        ! command -v mmdebstrap >/dev/null 2>&1 || $MAKE -s wine || return
    env builddir=. FLAT="$PWD/.libs/libpregroup_flat.so" \
        python3 "$srcdir/tests/windows.py"
}

# 64 threads under ThreadSanitizer; tests/threads.py and the host by ./bootstrap
# test.
tsan() {
    if [ -x ../build-tsan/tests/hosts/many ]; then
        env PLUGIN=../build-tsan/.libs/pregroup.so srcdir="$srcdir" \
            ../build-tsan/tests/hosts/many 20 10 64
    else
        echo "SKIP 64 threads under ThreadSanitizer: ./bootstrap test"
    fi
}

# The service under AddressSanitizer and ThreadSanitizer.
service() {
    for build in build-asan build-tsan; do
        if [ -x ../$build/pregroup ]; then
            (cd ../$build && env PREGROUP="$PWD/pregroup" builddir=. \
                python3 "$srcdir/tests/serve.py" | sed "s/ / $build: /")
        else
            echo "SKIP the service in $build: ./bootstrap test"
        fi
    done
}

plain=$PWD/../build-plain/pregroup
[ -x "$plain" ] || plain=

part hosts $MAKE -s check-hosts
part tsan tsan
part service service
part windows windows
part records env builddir=. PLAIN="$plain" python3 "$srcdir/tests/platforms.py"
part abi sh "$srcdir/packaging/abi.sh" "$srcdir"
part release env builddir=. python3 "$srcdir/tests/release.py"
part bookworm chroots bookworm
part trixie chroots trixie
part faults $MAKE -s check-faults
awk '/^PASS /{p++} /^FAIL /{f++} /^SKIP /{s++}
    END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit (f > 0) }' $log
