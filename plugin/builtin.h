/*
 * builtin.h -- the pack that is linked into the program and the plugin.
 *
 * `make` compiles the demonstration city (knowledge/regions/demo) with
 * pregroup-bootstrap, a program without a built-in pack (builtin-none.c);
 * builtin-bytes.S links the bytes of that file.
 */
#ifndef PLUGIN_BUILTIN_H
#define PLUGIN_BUILTIN_H

#include <stddef.h>

struct builtin {
    const void *bytes; /* 16-byte aligned, static; NULL: there is none */
    size_t size;
};

/* The built-in pack, as the file's bytes. Any thread, cannot fail. */
struct builtin builtin_pack(void);

#endif
