# How the libraries of linux-x86_64 are compiled (libraries.sh).
HOST=x86_64-linux-gnu
CC=$HOST-gcc
AR=$HOST-ar
RANLIB=$HOST-ranlib
CFLAGS=-fPIC
JANSSON_HAS="SCHED_H SCHED_YIELD"
