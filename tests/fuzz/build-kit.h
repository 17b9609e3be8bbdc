/*
 * build-kit.h -- for fuzz targets of the compiler: a build that has read the
 * knowledge folder (PREGROUP_KNOWLEDGE) once. Every input starts from a copy
 * of its bytes, which takes a thousandth of the time that reading takes.
 */
#ifndef BUILD_KIT_H
#define BUILD_KIT_H

#define _GNU_SOURCE /* memfd_create */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compile/build/build.h"
#include "compile/expr/gate-make.h"
#include "compile/knowledge/knowledge.h"
#include "load/load.h"

#define BUILD_KIT_BUFFERS (SECTION_COUNT + 40)

struct build_kit {
    struct build build;
    struct compile_faults faults, notes;
    struct buffer kept[BUILD_KIT_BUFFERS]; /* in the order of build_kit_all */
};

/* All buffers of the build; their number. */
static inline size_t build_kit_all(struct build *b, struct buffer **all)
{
    struct words *const words[] = {&b->texts,        &b->sources,
                                   &b->field_names,  &b->variable_names,
                                   &b->column_names, &b->weight_names,
                                   &b->lookup_names, &b->blank_names};
    struct buffer *const others[] = {
        &b->pool.instrs,   &b->pool.numbers, &b->pool.ranges, &b->pool.texts,
        &b->pool.patterns, &b->pool.sets,    &b->compiled,    &b->names,
        &b->fields,        &b->variables,    &b->lookups};
    size_t n = 0;

    for (size_t i = 0; i < SECTION_COUNT; i++)
        all[n++] = &b->sections[i];
    for (size_t i = 0; i < COUNT_OF(others); i++)
        all[n++] = others[i];
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        all[n++] = &words[i]->own;
        all[n++] = &words[i]->refs;
        all[n++] = &words[i]->slots;
    }
    assert(n <= BUILD_KIT_BUFFERS);
    return n;
}

static inline const char *build_kit_knowledge(void)
{
    const char *folder = getenv("PREGROUP_KNOWLEDGE");

    assert(folder != NULL);
    return folder;
}

/* Keeps what the build holds now: every input begins there. */
static inline void build_kit_keep(struct build_kit *kit)
{
    struct buffer *all[BUILD_KIT_BUFFERS];
    const size_t count = build_kit_all(&kit->build, all);

    assert(kit->faults.count == 0);
    for (size_t i = 0; i < count; i++)
        buffer_put(&kit->kept[i], all[i]->data, all[i]->length);
}

/* The knowledge, without its rules. */
static inline void build_kit_open(struct build_kit *kit)
{
    kit->faults.notes = &kit->notes;
    assert(build_open(&kit->build, &kit->faults));
    compile_dictionaries(&kit->build, build_kit_knowledge());
    compile_fields(&kit->build, build_kit_knowledge());
    compile_dialects(&kit->build, build_kit_knowledge());
    compile_structure(&kit->build, build_kit_knowledge());
}

/* Back to what was kept. */
static inline struct build *build_kit_again(struct build_kit *kit)
{
    struct buffer *all[BUILD_KIT_BUFFERS];
    const size_t count = build_kit_all(&kit->build, all);

    compile_faults_free(&kit->faults);
    compile_faults_free(&kit->notes);
    for (size_t i = 0; i < count; i++) {
        buffer_reset(all[i]);
        buffer_put(all[i], kit->kept[i].data, kit->kept[i].length);
    }
    return &kit->build;
}

/* The pack, which must open; NULL after faults, of which there must be one. */
static inline struct pack *build_kit_pack(struct build_kit *kit)
{
    struct build *b = &kit->build;
    static struct buffer bytes; /* what opens it points into it */
    struct pack *pack = NULL;

    if (kit->faults.count != 0 || kit->faults.left_out != 0)
        return NULL;
    buffer_reset(&bytes);
    assert(gate_make(b) && build_finish(b, &bytes));
    assert(pack_open_bytes(bytes.data, bytes.length, "fuzz", &pack, NULL) ==
           PREGROUP_OK);
    return pack;
}

/* The bytes as a file; its path. */
static inline int build_kit_file(const uint8_t *data, size_t size, char *path,
                                 size_t room)
{
    const int fd = memfd_create("fuzz", 0);

    assert(fd >= 0);
    assert(write(fd, data, size) == (ssize_t)size);
    snprintf(path, room, "/proc/self/fd/%d", fd);
    return fd;
}

#endif
