# How the libraries of linux-aarch64 are compiled (libraries.sh).
HOST=aarch64-linux-gnu
CC=$HOST-gcc
AR=$HOST-ar
RANLIB=$HOST-ranlib
CFLAGS=-fPIC
JANSSON_HAS="SCHED_H SCHED_YIELD"
