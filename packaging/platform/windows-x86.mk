# windows-x86: see platform.mk. clang compiles, since gcc has no 128 bits there.
TRIPLE = i686-w64-mingw32
COMPILE = clang --target=$(TRIPLE) -march=pentium4 -mfpmath=sse
LINK = $(TRIPLE)-gcc
HOST_CFLAGS = -mpreferred-stack-boundary=2
DLLTOOL = llvm-dlltool -m i386 -k
windows_files = packaging/windows/divide.c
include $(top)/packaging/platform/windows.mk
