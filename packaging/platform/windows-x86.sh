# How the libraries of windows-x86 are compiled (libraries.sh). Without SSE,
# whose values gcc would put on a stack that hosts do not align for it.
HOST=i686-w64-mingw32
CC=$HOST-gcc
AR=$HOST-ar
RANLIB=$HOST-ranlib
CFLAGS=-DLIBXML_STATIC_FOR_DLL
JANSSON_HAS=
