/* The pages, and the platform's answers beside them. */
#define _GNU_SOURCE /* qsort_r */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "common/command.h"
#include "common/files.h"
#include "common/packs.h"
#include "common/tree.h"
#include "group/group.h"
#include "record/lists.h"

/* One of four is held out. */
#define HELD_SHARE 4u
#define TEXTS_MAX (1u << 30)

/* ---- pages ----------------------------------------------------------------
 */

static bool keep_page(void *context, struct pipeline *p)
{
    struct calibration *c = context;

    return !stays_whole(p) || stays_keep(&c->stays, p);
}

/* A file, or all files of a folder. */
static bool read_page_files(void *context, const char *path)
{
    static const struct options options = {.with_identity = true};
    struct calibration *c = context;

    return packs_is_folder(path)
               ? file_folder(path, read_page_files, c)
               : stays_each(c->pack, path, &options, keep_page, c);
}

/* ---- lines of `check --record` --------------------------------------------
 */

/* A value as the report writes it, to be read without a dialect. */
static void put_field_cell(const struct calibration *c, struct text name,
                           uint32_t row, const json_t *value,
                           struct buffer *cells)
{
    const uint16_t field = pack_field_find(c->pack, name);
    const struct text text = tree_value(value);
    struct buffer days = {0};

    if (field == PACK_NO_FIELD || text.length == 0)
        return;
    if (pack_field(c->pack, field)->type == FIELD_INFANT_AGE) {
        buffer_text(&days, text);
        buffer_string(&days, "天");
        stays_cell(cells, field, row, buffer_view(&days));
    } else {
        stays_cell(cells, field, row, text);
    }
    buffer_free(&days);
}

static void put_field_rows(const struct calibration *c, const char *list,
                           const json_t *rows, struct buffer *cells)
{
    struct buffer name = {0};
    const char *column;
    json_t *value;

    for (size_t i = 0; i < json_array_size(rows) && i < LIMIT_ROWS; i++) {
        json_object_foreach(json_array_get(rows, i), column, value)
        {
            buffer_reset(&name);
            buffer_string(&name, list);
            buffer_char(&name, '.');
            buffer_string(&name, column);
            put_field_cell(c, buffer_view(&name), (uint32_t)i + 1, value,
                           cells);
        }
    }
    buffer_free(&name);
}

/* A line's `fields` as a stay. One without is refused: there is no code in it
 * by which it could be grouped anew. */
static bool keep_result_line(struct calibration *c, const char *path,
                             json_t *line)
{
    json_t *fields = json_object_get(line, "fields"), *value;
    struct buffer cells = {0};
    const char *name;
    bool good;

    if (!json_is_object(fields))
        return command_refused(
            "%s：结果里没有 fields，不能重新分组；用 "
            "pregroup check -f json --record 首页 >结果.jsonl "
            "重做，或直接给首页",
            path);
    json_object_foreach(fields, name, value)
    {
        if (json_is_array(value))
            put_field_rows(c, name, value, &cells);
        else
            put_field_cell(c, text_of(name), 0, value, &cells);
    }
    good = stays_put(
        &c->stays, text_of(path),
        (uint32_t)tree_count(json_object_get(line, "record"), "index"),
        packs_dialect(c->pack, TEXT("front-page")), &cells);
    buffer_free(&cells);
    return good;
}

static bool read_result_line(struct calibration *c, const char *path,
                             struct text line, size_t number)
{
    struct buffer scratch = {0};
    json_t *tree;
    bool good;

    if (text_trim(line).length == 0)
        return true;
    tree = tree_load(line, &scratch);
    good = tree != NULL
               ? keep_result_line(c, path, tree)
               : command_refused("%s 第 %zu 行：不是 check -f json 的结果行",
                                 path, number);
    json_decref(tree);
    buffer_free(&scratch);
    return good;
}

static bool read_result_lines(struct calibration *c, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct buffer line = {0};
    size_t number = 0;
    bool good = true;

    if (file == NULL)
        return command_refused("%s：打不开：%s", path, command_reason(errno));
    while (good && file_line(file, &line))
        good = read_result_line(c, path, buffer_view(&line), ++number);
    if (good && !feof(file))
        good = command_refused("%s：读不完：%s", path, command_reason(errno));
    buffer_free(&line);
    fclose(file);
    return good;
}

/* True of lines of ours, by how the first begins. */
static bool is_result_lines(const char *path)
{
    struct buffer head = {0};
    const bool good =
        file_load(path, 256, &head) &&
        text_starts(text_trim(buffer_view(&head)), TEXT("{\"record\":"));

    buffer_free(&head);
    return good;
}

/* ---- the platform's answers -----------------------------------------------
 */

static int by_row_code(const void *a, const void *b, void *context)
{
    const struct pack *p = context;
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    const int order =
        text_compare(pack_group_code(p, x), pack_group_code(p, y));

    return order != 0 ? order : ORDER(x, y);
}

static void index_codes(struct calibration *c)
{
    const uint32_t count = pack_count(c->pack, SECTION_GROUP);
    uint32_t first = 0;

    c->by_code = calloc(count + 1u, sizeof(*c->by_code));
    c->code_row = calloc(count + 1u, sizeof(*c->code_row));
    if (c->by_code == NULL || c->code_row == NULL)
        return;
    for (uint32_t i = 0; i < count; i++)
        c->by_code[i] = i;
    qsort_r(c->by_code, count, sizeof(*c->by_code), by_row_code, c->pack);
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || !text_equal(pack_group_code(c->pack, c->by_code[i]),
                                  pack_group_code(c->pack, c->by_code[first])))
            first = i;
        c->code_row[c->by_code[i]] = c->by_code[first];
    }
}

uint32_t cases_row_of(const struct calibration *c, struct text code)
{
    uint32_t low = 0, high = pack_count(c->pack, SECTION_GROUP);
    const uint32_t count = high;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (text_compare(pack_group_code(c->pack, c->by_code[middle]), code) <
            0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count &&
                   text_equal(pack_group_code(c->pack, c->by_code[low]), code)
               ? c->by_code[low]
               : PACK_NONE;
}

static uint8_t answer_of(const struct calibration *c,
                         const struct official_row *row, uint32_t *wanted)
{
    *wanted = PACK_NONE;
    if (row == NULL || text_equal(row->cells[OFFICIAL_PENDING], TEXT("1")))
        return ANSWER_NONE;
    if (row->cells[OFFICIAL_GROUP].length == 0)
        return text_equal(row->cells[OFFICIAL_STATE], TEXT("0"))
                   ? ANSWER_UNGROUPED
                   : ANSWER_NONE;
    *wanted = cases_row_of(c, row->cells[OFFICIAL_GROUP]);
    return *wanted != PACK_NONE ? ANSWER_GROUP : ANSWER_STRANGE;
}

static uint32_t page_month(const struct record *r)
{
    const struct cell *cell = record_given(r, r->pack->known.discharge_time, 0);
    struct calendar at;

    if (cell == NULL)
        return 0;
    at = calendar_of(cell->moment);
    return (uint32_t)(at.year * 100 + at.month);
}

static struct text text_of_field(const struct record *r, const char *name)
{
    return record_given_text(r, pack_field_find(r->pack, text_of(name)), 0);
}

static void load_stay(struct calibration *c, uint32_t stay)
{
    result_reset(&c->result);
    c->result.record.lasting = true;
    stays_load(&c->stays, &BUFFER_ROWS(&c->stays.list, const struct stay)[stay],
               &c->result.record);
}

static void join_case(struct calibration *c, uint32_t stay)
{
    const struct record *r = &c->result.record;
    struct calib_case one = {.stay = stay};
    struct official_row *row;

    load_stay(c, stay);
    if (c->code.length == 0)
        c->code = arena_copy(&c->texts, text_of_field(r, "organization_code"));
    if (c->name.length == 0)
        c->name = arena_copy(&c->texts, text_of_field(r, "organization_name"));
    one.record = arena_copy(&c->texts,
                            record_given_text(r, r->pack->known.record_no, 0));
    row = official_find(
        &c->official, text_of_field(r, "settlement_no"), one.record,
        record_given_text(r, r->pack->known.admission_count, 0));
    one.row = row;
    one.month = page_month(r);
    one.answer = answer_of(c, row, &one.wanted);
    if (row != NULL) {
        row->used = true;
        one.group = row->cells[OFFICIAL_GROUP];
    }
    one.held_out =
        pack_hash(one.record.at, one.record.length, 0) % HELD_SHARE == 0;
    buffer_put(&c->cases, &one, sizeof(one));
}

bool cases_read(struct calibration *c, const char *results)
{
    char room[COMMAND_PATH];
    const char *path = command_file_in(results, "results.jsonl", room);

    c->texts.limit = TEXTS_MAX;
    c->stays.pack = c->pack;
    index_codes(c);
    if (!(is_result_lines(path) ? read_result_lines(c, path)
                                : read_page_files(c, path)))
        return false;
    for (uint32_t i = 0; i < BUFFER_COUNT(&c->stays.list, struct stay); i++)
        join_case(c, i);
    for (uint32_t i = 0; i < c->official.count; i++)
        c->unmatched += !c->official.rows[i].used;
    return true;
}

/* ---- one case -------------------------------------------------------------
 */

/* The codes that <comprehensive range-group> makes are written by the
 * explanation only. */
static bool writes_codes(const struct calibration *c)
{
    return PACK_ROW(c->pack, SECTION_GROUPING, pack_grouping, 0)
               ->range_category != 0;
}

void case_load(struct calibration *c, const struct calib_case *one)
{
    load_stay(c, one->stay);
}

void case_group(struct calibration *c)
{
    c->result.grouping = (struct grouping){0};
    if (writes_codes(c))
        group_run(&c->result);
    else
        group_decide(&c->result);
}

uint32_t case_code_row(const struct calibration *c)
{
    const struct grouping *g = &c->result.grouping;

    return g->status == GROUPING_GROUPED ? c->code_row[g->group] : PACK_NONE;
}

bool case_agrees(struct calibration *c, const struct calib_case *one)
{
    const uint32_t row = case_code_row(c);

    if (row == PACK_NONE || one->answer < ANSWER_GROUP)
        return row == PACK_NONE && one->answer == ANSWER_UNGROUPED;
    return row == one->wanted ||
           (writes_codes(c) && text_equal(c->result.grouping.code, one->group));
}
