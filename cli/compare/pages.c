#include "pages.h"

#include <stdlib.h>

#include "common/command.h"
#include "common/stays.h"
#include "compile/read/source.h"
#include "compile/read/table.h"
#include "load/load.h"
#include "pages-differ.h"
#include "report/json.h"

#define FIELDS_MAX 256u

struct pages {
    const struct pages_options *options;
    struct stays stays;
    struct record page;          /* of the stay at hand */
    uint16_t fields[FIELDS_MAX]; /* to be compared */
    uint32_t count;
    struct buffer out;
    uint32_t records, paired, differing;
};

/* ---- text ---------------------------------------------------------------- */

static void put_value(struct buffer *out, const char *who, struct text value)
{
    buffer_string(out, who);
    buffer_text(out, value.length != 0 ? value : TEXT("没有"));
}

static void put_difference(const struct pages *p, const struct difference *d,
                           struct buffer *out)
{
    const struct pack *pack = p->stays.pack;

    buffer_string(out, "  ");
    buffer_string(out, difference_words(d->kind));
    buffer_string(out, "  ");
    buffer_text(out, pack_text(pack, pack_field(pack, d->field)->label));
    if (d->kind == DIFFER_ORDER) {
        buffer_string(out, "：编码相同，先后不同\n");
        return;
    }
    put_value(out, "：首页 ", d->page);
    put_value(out, "，清单 ", d->list);
    buffer_char(out, '\n');
}

static struct text case_no(const struct result *r)
{
    const uint16_t field = r->pack->known.record_no;

    return field == PACK_NO_FIELD ? TEXT("")
                                  : record_scalar(&r->record, field)->text;
}

static void show_text(struct pages *p, const struct result *r,
                      const struct stay *stay, const struct difference *list,
                      uint32_t count)
{
    struct buffer *out = &p->out;

    if (stay != NULL && count == 0)
        return;
    buffer_string(out, "病案号 ");
    buffer_text(out, case_no(r));
    buffer_string(out, "（");
    buffer_text(out, r->source);
    buffer_string(out, " 第 ");
    buffer_integer(out, r->index);
    buffer_string(out, " 条）：");
    if (case_no(r).length == 0) {
        buffer_string(out, "没有读全或没有病案号，无法对照\n");
        return;
    }
    if (stay == NULL) {
        buffer_string(out, "没有找到同一次住院的首页（病案号、入院和出院日期"
                           "都要相同）\n");
        return;
    }
    buffer_integer(out, count);
    buffer_string(out, " 处与首页不同\n");
    for (uint32_t i = 0; i < count; i++)
        put_difference(p, &list[i], out);
}

/* ---- JSON ---------------------------------------------------------------- */

static void put_json(const struct pages *p, const struct difference *d,
                     struct buffer *out)
{
    const struct pack *pack = p->stays.pack;

    buffer_char(out, '{');
    json_text_member(out, "kind", text_of(difference_name(d->kind)), true);
    json_text_member(out, "field",
                     pack_text(pack, pack_field(pack, d->field)->name), true);
    json_text_member(out, "page", d->page, d->page.length != 0);
    json_text_member(out, "list", d->list, d->list.length != 0);
    buffer_char(out, '}');
}

static void put_page(const struct stay *stay, struct buffer *out)
{
    json_key(out, "page");
    if (stay == NULL) {
        buffer_string(out, "null");
        return;
    }
    buffer_char(out, '{');
    json_text_member(out, "source", text_of(stay->source), true);
    json_index_member(out, "index", stay->index);
    buffer_char(out, '}');
}

static void show_json(struct pages *p, const struct result *r,
                      const struct stay *stay, const struct difference *list,
                      uint32_t count)
{
    struct buffer *out = &p->out;

    buffer_char(out, '{');
    json_text_member(out, "source", r->source, true);
    json_index_member(out, "index", r->index);
    json_text_member(out, "case_no", case_no(r), case_no(r).length != 0);
    put_page(stay, out);
    json_key(out, "differences");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i != 0)
            buffer_char(out, ',');
        put_json(p, &list[i], out);
    }
    buffer_string(out, "]}\n");
}

/* ---- records ------------------------------------------------------------- */

static bool take(void *context, struct pipeline *pipeline)
{
    static struct difference list[DIFFERENCES_MAX];
    struct pages *p = context;
    struct result *r = &pipeline->result;
    const struct stay *stay = stays_find(&p->stays, &r->record);
    uint32_t count = 0;

    if (stay != NULL) {
        record_reset(&p->page);
        stays_load(&p->stays, stay, &p->page);
        count = records_differ(&p->page, &r->record, p->fields, p->count, list);
    }
    p->records++;
    p->paired += stay != NULL;
    p->differing += count != 0;
    (p->options->json ? show_json : show_text)(p, r, stay, list, count);
    return p->out.length < (256u << 10) || command_write(&p->out);
}

/* The scalars of knowledge/stay.csv. */
static bool read_fields(struct pages *p, const struct pack *pack)
{
    struct compile_faults faults = {0};
    struct build build;
    struct table table = {0};
    char *folder = command_knowledge(NULL);
    char *path = folder != NULL ? source_path(folder, "stay.csv") : NULL;
    const bool good =
        build_open(&build, &faults) && path != NULL &&
        table_open(&build, path, TEXT(""), (struct place){0}, &table);

    for (uint32_t i = 1; good && i < table_rows(&table); i++) {
        const uint16_t field = pack_field_find(pack, table_cell(&table, i, 0));
        if (field != PACK_NO_FIELD && p->count < FIELDS_MAX &&
            pack_field(pack, field)->list == LIST_NONE)
            p->fields[p->count++] = field;
    }
    if (!good)
        command_show_faults(&faults);
    table_close(&table);
    build_close(&build);
    compile_faults_free(&faults);
    free(path);
    free(folder);
    return good;
}

static void put_totals(struct pages *p)
{
    struct buffer *out = &p->out;

    buffer_string(out, "共 ");
    buffer_integer(out, p->records);
    buffer_string(out, " 份清单：");
    buffer_integer(out, p->paired);
    buffer_string(out, " 份找到同一次住院的首页，其中 ");
    buffer_integer(out, p->differing);
    buffer_string(out, " 份有不同\n");
}

static bool compare_all(struct pages *p, const struct pack *pack, char **lists,
                        int count)
{
    const struct options options = {0};

    for (unsigned i = 0; i < p->options->files.count; i++)
        if (!stays_read(&p->stays, pack, p->options->files.list[i]))
            return false;
    if (!stays_sort(&p->stays) || !read_fields(p, pack))
        return false;
    if (!record_open(&p->page, pack))
        return command_refused("内存不足");
    for (int i = 0; i < count; i++)
        if (!stays_each(pack, lists[i], &options, take, p))
            return false;
    if (!p->options->json)
        put_totals(p);
    return true;
}

int pages_compare(const struct pages_options *options, char **lists, int count)
{
    struct pages p = {.options = options};
    struct pack *pack = command_pack_open(options->pack);
    bool good = pack != NULL && compare_all(&p, pack, lists, count);

    good = command_write(&p.out) && good;
    record_close(&p.page);
    stays_close(&p.stays);
    buffer_free(&p.out);
    pack_close(pack);
    if (!good)
        return EXIT_FAILED;
    return p.differing == 0 && p.paired == p.records ? EXIT_FINE : EXIT_FAULT;
}
