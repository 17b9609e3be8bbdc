# linux-x86_64: see platform.mk.
TRIPLE = x86_64-linux-gnu
COMPILE = $(TRIPLE)-gcc -fPIC -DBYTES_SIMD
include $(top)/packaging/platform/linux.mk
