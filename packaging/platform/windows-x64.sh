# How the libraries of windows-x64 are compiled (libraries.sh).
HOST=x86_64-w64-mingw32
CC=$HOST-gcc
AR=$HOST-ar
RANLIB=$HOST-ranlib
CFLAGS=-DLIBXML_STATIC_FOR_DLL
JANSSON_HAS=
