#include "pages.h"

#include <stdlib.h>

#include "common/command.h"
#include "common/put.h"
#include "common/stays.h"
#include "common/width.h"
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

static void put_field_difference(const struct pages *p,
                                 const struct difference *d, struct buffer *out)
{
    const struct pack *pack = p->stays.pack;
    const struct text none = TEXT("没有");

    put(out, "  ", difference_words(d->kind), "  ",
        pack_text(pack, pack_field(pack, d->field)->label));
    if (d->kind == DIFFER_ORDER)
        put(out, "：编码相同，先后不同\n");
    else
        put(out, "：首页 ", d->page.length != 0 ? d->page : none, "，清单 ",
            d->list.length != 0 ? d->list : none, "\n");
}

static struct text case_no(const struct result *r)
{
    const uint16_t field = r->pack->known.record_no;

    return field == PACK_NO_FIELD ? TEXT("")
                                  : record_scalar(&r->record, field)->text;
}

static void show_pages_text(struct pages *p, const struct result *r,
                            const struct stay *stay,
                            const struct difference *list, uint32_t count)
{
    struct buffer *out = &p->out;

    if (stay != NULL && count == 0)
        return;
    put(out, "病案号 ", case_no(r), "（");
    width_name(out, r->source);
    put(out, " 第 ", r->index, " 条）：");
    if (case_no(r).length == 0)
        put(out, "没有读全或没有病案号，无法对照\n");
    else if (stay == NULL)
        put(out, "没有找到同一次住院的首页（病案号、入院和出院日期"
                 "都要相同）\n");
    else
        put(out, count, " 处与首页不同\n");
    for (uint32_t i = 0; case_no(r).length != 0 && i < count; i++)
        put_field_difference(p, &list[i], out);
}

/* ---- JSON ---------------------------------------------------------------- */

static void put_json_difference(const struct pages *p,
                                const struct difference *d, struct buffer *out)
{
    const struct pack *pack = p->stays.pack;

    json_item(out);
    json_text_member(out, "kind", text_of(difference_name(d->kind)), true);
    json_text_member(out, "field", pack_field_name(pack, d->field), true);
    json_given_member(out, "page", d->page);
    json_given_member(out, "list", d->list);
    put(out, "}");
}

static void show_json(struct pages *p, const struct result *r,
                      const struct stay *stay, const struct difference *list,
                      uint32_t count)
{
    struct buffer *out = &p->out;

    put(out, "{");
    json_text_member(out, "source", r->source, true);
    json_index_member(out, "index", r->index);
    json_given_member(out, "case_no", case_no(r));
    json_key(out, "page");
    put(out, stay != NULL ? "{" : "null");
    if (stay != NULL) {
        json_text_member(out, "source", text_of(stays_source(&p->stays, stay)),
                         true);
        json_index_member(out, "index", stay->index);
        put(out, "}");
    }
    json_list_member(out, "differences");
    for (uint32_t i = 0; i < count; i++)
        put_json_difference(p, &list[i], out);
    put(out, "]}\n");
}

/* ---- records ------------------------------------------------------------- */

static bool compare_record(void *context, struct pipeline *pipeline)
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
    (p->options->form == FORM_JSON ? show_json : show_pages_text)(p, r, stay,
                                                                  list, count);
    return p->out.length < (256u << 10) || command_write(&p->out);
}

/* The scalars of knowledge/stay.csv. */
static bool read_stay_fields(struct pages *p, const struct pack *pack)
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

static bool compare_all(struct pages *p, const struct pack *pack, char **lists,
                        int count)
{
    const struct options options = {0};

    for (unsigned i = 0; i < p->options->files.count; i++)
        if (!stays_read(&p->stays, pack, p->options->files.list[i]))
            return false;
    stays_sort(&p->stays);
    if (!read_stay_fields(p, pack))
        return false;
    if (!record_open(&p->page, pack))
        return command_refused("内存不足");
    for (int i = 0; i < count; i++)
        if (!stays_each(pack, lists[i], &options, compare_record, p))
            return false;
    if (p->options->form != FORM_JSON)
        put(&p->out, "共 ", p->records, " 份清单：", p->paired,
            " 份找到同一次住院的首页，其中 ", p->differing, " 份有不同\n");
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
