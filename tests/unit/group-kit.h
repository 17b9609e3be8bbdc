/*
 * group-kit.h -- small cities for tests of grouping: a catalogue and a
 * <grouping>, compiled with the real knowledge, and cases of a few codes.
 */
#ifndef GROUP_KIT_H
#define GROUP_KIT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compile/compile.h"
#include "group/group.h"

#include "load/load.h"
#include "unit.h"

/* A table of the city: file name and content. */
struct city_file {
    const char *name, *content;
};

#define CITY_FILES 4

/* More elements of <codes>; a test may have its own. */
#ifndef CITY_CODES
#define CITY_CODES ""
#endif

struct city {
    const char *tables; /* <catalogue> elements; NULL: the usual one */
    const char *grouping;
    struct city_file files[CITY_FILES];
};

#define CITY_HEAD "编码,类型,诊断,主手术,相关手术,分值,费用\n"
#define CITY_COLUMNS                                                           \
    "<column field=\"group\" heading=\"编码\"/>"                             \
    "<column field=\"kind\" heading=\"类型\"/>"                              \
    "<column field=\"dx\" heading=\"诊断\"/>"                                \
    "<column field=\"main_op\" heading=\"主手术\"/>"                        \
    "<column field=\"related_op\" heading=\"相关手术\"/>"                  \
    "<column field=\"score\" heading=\"分值\"/>"                             \
    "<column field=\"mean_cost\" heading=\"费用\"/>"
#define CITY_TABLE "<catalogue file=\"groups.csv\">" CITY_COLUMNS "</catalogue>"
#define CITY_SUFFIXES                                                          \
    "<suffix class=\"surgery\" text=\"-S\"/>"                                  \
    "<suffix class=\"therapeutic\" text=\"-T\"/>"                              \
    "<suffix class=\"diagnostic\" text=\"-D\"/>"                               \
    "<suffix class=\"conservative\" text=\"-N\"/>"

/* One case: codes parted by blanks, the bill in yuan or NULL. */
struct city_case {
    const char *diagnoses, *operations, *cost;
    const char *group; /* expected; NULL: none */
};

struct city_run {
    char folder[64];
    struct buffer bytes;
    struct compile_faults faults;
    struct pack *pack;
    struct result result;
};

static inline void city_path(const struct city_run *run, const char *name,
                             char path[256])
{
    snprintf(path, 256, "%s/%s", run->folder, name);
}

static inline void city_write(const struct city_run *run, const char *name,
                              const char *content)
{
    char path[256];
    FILE *file;

    city_path(run, name, path);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static inline void city_write_all(const struct city_run *run,
                                  const struct city *city)
{
    char region[8192];
    const int length = snprintf(
        region, sizeof region,
        "<region xmlns=\"urn:pregroup:region:1\" id=\"t\" name=\"虚拟市\" "
        "scheme=\"dip\" generation=\"2.0\">\n<codes><table "
        "system=\"procedure\" edition=\"t\" file=\"ops.csv\" code=\"code\" "
        "kind=\"kind\"/><gray system=\"procedure\" file=\"gray.csv\" "
        "code=\"code\"/>" CITY_CODES "</codes>\n%s\n%s\n</region>\n",
        city->tables != NULL ? city->tables : CITY_TABLE, city->grouping);

    assert_true(length > 0 && (size_t)length < sizeof region);
    city_write(run, "region.xml", region);
    city_write(run, "gray.csv", "code\n51.2200\n");
    city_write(run, "ops.csv",
               "code,kind\n36.0600x004,介入治疗\n00.6600x004,介入治疗\n"
               "88.5500,诊断性操作\n51.2300,手术\n51.2200,手术\n"
               "51.8800x003,手术\n51.8700x001,手术\n33.2402,诊断性操作\n"
               "47.0100,手术\n54.5100x009,手术\n99.1500,治疗性操作\n"
               "93.9000,治疗性操作\n36.0700,介入治疗\n36.0700x002,介入治疗\n"
               "89.5200,\n");
    for (size_t i = 0; i < CITY_FILES && city->files[i].name != NULL; i++)
        city_write(run, city->files[i].name, city->files[i].content);
}

static inline bool city_compile(struct city_run *run, const struct city *city)
{
    const char *source = getenv("srcdir");
    char region[256], knowledge[256];

    memset(run, 0, sizeof *run);
    strcpy(run->folder, "/tmp/pregroup-city-XXXXXX");
    assert_non_null(mkdtemp(run->folder));
    city_write_all(run, city);
    city_path(run, "region.xml", region);
    snprintf(knowledge, sizeof knowledge, "%s/knowledge",
             source != NULL ? source : ".");
    return compile_pack(region, NULL, knowledge, &run->bytes, &run->faults);
}

static inline void city_open(struct city_run *run, const struct city *city)
{
    struct pregroup_error err = {.size = sizeof err};

    if (!city_compile(run, city))
        for (size_t i = 0; i < run->faults.count; i++)
            print_error("%u: %s; %s\n", run->faults.items[i].line,
                        run->faults.items[i].wrong, run->faults.items[i].right);
    assert_int_equal(pack_open_bytes(run->bytes.data, run->bytes.length, "city",
                                     &run->pack, &err),
                     PREGROUP_OK);
    assert_true(result_open(&run->result, run->pack));
}

static inline void city_close(struct city_run *run, const struct city *city)
{
    char path[256];

    if (run->pack != NULL)
        result_close(&run->result);
    pack_close(run->pack);
    compile_faults_free(&run->faults);
    buffer_free(&run->bytes);
    for (size_t i = 0; i < CITY_FILES && city->files[i].name != NULL; i++) {
        city_path(run, city->files[i].name, path);
        remove(path);
    }
    city_path(run, "ops.csv", path);
    remove(path);
    city_path(run, "gray.csv", path);
    remove(path);
    city_path(run, "region.xml", path);
    remove(path);
    rmdir(run->folder);
}

/* Sets a field; row 0 for scalars. */
static inline void city_set(struct city_run *run, const char *field,
                            uint32_t row, struct text value)
{
    const uint16_t id = pack_field_find(run->pack, text_of(field));

    assert_int_not_equal(id, PACK_NO_FIELD);
    assert_true(record_set(&run->result.record, id, row, UNIT_NONE, TEXT("T"),
                           1, value));
}

static inline void city_set_codes(struct city_run *run, const char *field,
                                  const char *codes)
{
    struct text rest = text_of(codes);

    for (uint32_t row = 1; rest.length > 0; row++) {
        size_t n = 0;

        while (n < rest.length && rest.at[n] != ' ')
            n++;
        city_set(run, field, row, (struct text){rest.at, n});
        n += n < rest.length;
        rest = (struct text){rest.at + n, rest.length - n};
    }
}

static inline const struct grouping *city_group(struct city_run *run,
                                                const struct city_case *c)
{
    result_reset(&run->result);
    city_set_codes(run, "diagnoses.code", c->diagnoses);
    city_set_codes(run, "procedures.code", c->operations);
    if (c->cost != NULL)
        city_set(run, "total_cost", 0, text_of(c->cost));
    record_finish(&run->result.record);
    group_run(&run->result);
    return &run->result.grouping;
}

static inline struct text city_code(const struct city_run *run, uint32_t group)
{
    return pack_group_code(run->pack, group);
}

static inline void city_expect(const struct city *city,
                               const struct city_case *cases, size_t count)
{
    struct city_run run;

    city_open(&run, city);
    for (size_t i = 0; i < count; i++) {
        const struct grouping *g = city_group(&run, &cases[i]);

        if (g->status != GROUPING_GROUPED)
            assert_text(TEXT("-"),
                        cases[i].group != NULL ? cases[i].group : "-");
        else
            assert_text(city_code(&run, g->group),
                        cases[i].group != NULL ? cases[i].group : "-");
        assert_true(g->why_count > 0);
    }
    city_close(&run, city);
}

#define CITY_EXPECT(city, cases) city_expect(city, cases, COUNT(cases))

#endif
