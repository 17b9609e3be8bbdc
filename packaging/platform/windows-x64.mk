# windows-x64: see platform.mk.
TRIPLE = x86_64-w64-mingw32
COMPILE = $(TRIPLE)-gcc
LINK = $(TRIPLE)-gcc
DLLTOOL = llvm-dlltool -m i386:x86-64
include $(top)/packaging/platform/windows.mk
