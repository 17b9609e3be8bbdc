# How the libraries of the web engine are compiled (libraries.sh). libxml2 and
# jansson ask their configure for a system that they know nothing of.
HOST=wasm32-unknown-none
CC="clang --target=wasm32-wasi"
AR=llvm-ar
RANLIB=llvm-ranlib
CFLAGS=
XML_THREADS=--without-threads
JANSSON_HAS=
