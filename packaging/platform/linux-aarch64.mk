# linux-aarch64: see platform.mk.
TRIPLE = aarch64-linux-gnu
COMPILE = $(TRIPLE)-gcc -fPIC
include $(top)/packaging/platform/linux.mk
