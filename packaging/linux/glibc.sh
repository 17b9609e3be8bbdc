#!/bin/sh
# glibc.sh CC DIR -- libraries to link against in place of the C library's, with
# what glibc 2.17 has and no more: DIR/libc.so.6 and libm.so.6 with each function
# in the newest of its versions that is not newer than that, by the libraries
# that CC links against.
#
# Since 2.34 the C library holds what stood in libpthread and libdl, under the
# same versions: DIR/libpthread.so.0 and libdl.so.2 are empty, and an object that
# asks for them too finds it on old systems as on new ones. What stood in other
# libraries is left out.
set -eu
cc=$1
dir=$2
mkdir -p "$dir"

# stub LIBRARY... -- one of the first's name with what all of them have.
stub() {
    name=$1
    for library; do
        readelf -W --dyn-syms "$($cc -print-file-name="$library")"
    done | awk -v out="$dir/$name" '
        function number(version, part) {
            sub(/^GLIBC_/, "", version)
            split(version, part, ".")
            return part[1] * 1000 + part[2] + part[3] / 1000
        }
        $7 ~ /^[0-9]+$/ && $4 ~ /^(FUNC|IFUNC|OBJECT|TLS)$/ &&
            split($8, one, /@+/) == 2 && one[2] ~ /^GLIBC_[0-9.]+$/ &&
            one[1] !~ /^(aio_|lio_|mq_|shm_|timer_|GLIBC_)/ {
            n = number(one[2])
            if (n > 2017 || n <= best[one[1]])
                next
            best[one[1]] = n
            version[one[1]] = one[2]
            kind[one[1]] = $4 ~ /FUNC/ ? "%function" : $4 == "TLS" ? \
                "%tls_object" : "%object"
            nodes[one[2]]
        }
        END {
            for (node in nodes)
                print node " { };" >(out ".map")
            print ".text" >(out ".S")
            for (name in version) {
                i++
                print ".globl stub_" i >(out ".S")
                print ".type stub_" i ", " kind[name] >(out ".S")
                print "stub_" i ": .quad 0" >(out ".S")
                print ".size stub_" i ", 8" >(out ".S")
                print ".symver stub_" i ", " name "@@@" version[name] \
                    >(out ".S")
            }
        }'
    $cc -shared -nostdlib -Wl,-soname,"$name" \
        -Wl,--version-script="$dir/$name.map" -o "$dir/$name" "$dir/$name.S"
    rm "$dir/$name.map" "$dir/$name.S"
}

case $($cc -dumpmachine) in
aarch64-*) loader=ld-linux-aarch64.so.1 ;;
x86_64-*) loader=ld-linux-x86-64.so.2 ;;
esac
stub libc.so.6 "$loader"
stub libm.so.6
for name in libpthread.so.0 libdl.so.2; do
    $cc -shared -nostdlib -Wl,-soname,$name -o "$dir/$name" -x c /dev/null
done
