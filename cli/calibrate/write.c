#include "write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/command.h"
#include "common/escape.h"
#include "common/files.h"
#include "common/memory.h"
#include "common/put.h"
#include "compile/read/source.h"
#include "way.h"

/* ---- where ----------------------------------------------------------------
 */

static bool refuse_there(const char *path)
{
    return access(path, F_OK) != 0 ||
           command_refused("%s：已经有了，不改写；换一个名字，或先移走", path);
}

/* region.xml as region.calibrated.xml in the folder of the hospital's file. */
static char *calibrated_path(const char *region, const char *hospital)
{
    char *folder = source_folder(hospital), *path;
    struct text name = text_of(source_name(region));
    struct buffer file = {0};

    if (text_ends(name, TEXT(".xml")))
        name.length -= 4;
    put(&file, name, ".calibrated.xml");
    path =
        folder != NULL && !file.failed ? source_path(folder, file.data) : NULL;
    buffer_free(&file);
    free(folder);
    return path;
}

bool written_open(struct written *w, const char *region, const char *existing,
                  const char *path)
{
    *w = (struct written){.region = region, .existing = existing, .path = path};
    w->region_path = calibrated_path(region, path);
    return w->region_path != NULL && refuse_there(path) &&
           refuse_there(w->region_path);
}

void written_close(struct written *w)
{
    free(w->region_path);
    buffer_free(&w->hospital_text);
    buffer_free(&w->region_text);
}

/* ---- the region -----------------------------------------------------------
 */

/* What is written is UTF-8, whatever was read. */
static void tell_utf8(struct edit *e)
{
    const struct text t = buffer_view(&e->source);
    struct edit_tag head = {.name = {t.at + 2, 0}};
    struct text encoding;

    head.whole = text_head(t, text_find(t, '>') + 1);
    if (text_starts(t, TEXT("<?xml")) &&
        edit_attribute(&head, "encoding", &encoding))
        edit_replace(e, encoding, TEXT("UTF-8"));
}

/* ---- values of the settlement ---------------------------------------------
 */

static void put_interval(struct buffer *out, const struct fit_value *v)
{
    if (v->exact)
        return;
    put(out, "，在 ", v->low, " 到 ", v->high, " 之间");
}

static void put_value_evidence(struct buffer *out, const struct fit_value *v)
{
    put(out, v->label.length > 0 ? v->label : v->name, "：", v->total, " 份里 ",
        v->support, " 份相符");
    put_interval(out, v);
    if (v->before.length > 0)
        put(out, "；原来是 ", v->before);
    if (v->words.length > 0)
        put(out, "；", v->words);
}

/* How many formulas of the region are not what they were. */
static uint32_t set_lets(struct edit *e, const struct fit_result *fit)
{
    uint32_t count = 0;

    BUFFER_EACH (v, &fit->values, const struct fit_value) {
        struct buffer words = {0};
        struct edit_tag tag;

        if (v->place != FIT_LET ||
            !edit_find(e, 0, e->source.length, "let", "name", v->name, &tag))
            continue;
        put_value_evidence(&words, v);
        edit_comment(e, &tag, buffer_view(&words));
        edit_set(e, &tag, "value", v->value);
        buffer_free(&words);
        count++;
    }
    return count;
}

/* `fit`: with the formulas that were found, or NULL. */
static bool make_region(struct written *w, const struct calibration *c,
                        const struct search_result *s,
                        const struct fit_result *fit, struct way *way)
{
    struct edit e = {.source = {0}};
    uint32_t changes = 0;
    bool good = edit_open(&e, w->region);

    if (good) {
        changes = write_knobs(&e, &c->knobs, s) +
                  (fit != NULL ? set_lets(&e, fit) : 0);
        good = changes == 0 || way_open(way, w->path, w->region);
    }
    if (good && changes > 0) {
        way_move_paths(way, &e);
        tell_utf8(&e);
        good = edit_finish(&e, &w->region_text);
    }
    if (changes == 0) {
        free(w->region_path);
        w->region_path = NULL;
    }
    edit_close(&e);
    return good;
}

/* ---- the hospital's file --------------------------------------------------
 */

/* 202503 as 2025-03. */
static void put_month_words(struct buffer *out, uint32_t month)
{
    put(out, month / 100, "-", month % 100 < 10 ? "0" : "", month % 100);
}

static void put_month_range(struct buffer *out, const struct fit_value *v)
{
    put_month_words(out, v->month_from);
    if (v->month_to == v->month_from)
        return;
    put(out, "..");
    put_month_words(out, v->month_to);
}

static void put_set(struct buffer *out, const struct fit_value *v)
{
    struct buffer words = {0};

    put_value_evidence(&words, v);
    put(out, "  <!-- ");
    edit_comment_words(out, buffer_view(&words));
    put(out, " -->\n  <set name=\"", v->name, "\"");
    if (v->insurance.length > 0)
        put(out, " insurance=\"", v->insurance, "\"");
    if (v->month_from != 0) {
        put(out, " month=\"");
        put_month_range(out, v);
        put(out, "\"");
    }
    put(out, " value=\"");
    xml_escape(out, v->value, true);
    put(out, "\"/>\n");
    buffer_free(&words);
}

/* True if a set of the file asks for just what this value is for. */
static bool is_same_set(const struct edit_tag *tag, const struct fit_value *v)
{
    struct buffer months = {0};
    struct text name, insurance = TEXT(""), month = TEXT(""), other;
    bool same;

    if (v->month_from != 0)
        put_month_range(&months, v);
    edit_attribute(tag, "insurance", &insurance);
    edit_attribute(tag, "month", &month);
    same = edit_attribute(tag, "name", &name) && text_equal(name, v->name) &&
           text_equal(insurance, v->insurance) &&
           text_equal(month, buffer_view(&months)) &&
           !edit_attribute(tag, "level", &other) &&
           !edit_attribute(tag, "hospital", &other);
    buffer_free(&months);
    return same;
}

/* The set of the file that is for just that; false if it has none. */
static bool find_set(const struct edit *e, const struct fit_value *v,
                     struct edit_tag *out)
{
    size_t at = 0;

    while (edit_next(e, &at, out))
        if (!out->closing && text_equal(out->name, TEXT("set")) &&
            is_same_set(out, v))
            return true;
    return false;
}

/* True if what stands there is the same number, however it is written. */
static bool is_same_value(const struct edit_tag *tag, const struct fit_value *v)
{
    int128 now, found;
    struct text text;

    return edit_attribute(tag, "value", &text) && decimal_parse(text, &now) &&
           decimal_parse(v->value, &found) && now == found;
}

/* New values in the sets that the file has already. */
static void change_sets(struct edit *e, const struct fit_result *fit)
{
    BUFFER_EACH (v, &fit->values, const struct fit_value) {
        struct buffer words = {0};
        struct edit_tag tag;

        if (v->place != FIT_SET || !find_set(e, v, &tag) ||
            is_same_value(&tag, v))
            continue;
        put_value_evidence(&words, v);
        edit_comment(e, &tag, buffer_view(&words));
        edit_set(e, &tag, "value", v->value);
        buffer_free(&words);
    }
}

/* The sets that are new: not in `there`, the file that was given. */
static void put_sets(struct buffer *out, const struct written *w,
                     const struct edit *there, const struct search_result *s,
                     const struct fit_result *fit)
{
    struct edit_tag tag;

    put(out, "  <!-- 注明几份相符的数由 pregroup calibrate 从 ", s->fitted,
        " 份平台结果求出，另有 ", s->held, " 份只用来核对");
    if (w->region_path != NULL)
        put(out, "；与 ", source_name(w->region_path), " 一起用");
    put(out, " -->\n");
    BUFFER_EACH (v, &fit->values, const struct fit_value)
        if (v->place == FIT_SET && (there == NULL || !find_set(there, v, &tag)))
            put_set(out, v);
}

/* What the pages do not say is left to be written. */
static void put_or_ask(struct buffer *out, struct text t)
{
    xml_escape(out, t.length > 0 ? t : TEXT("请填写"), true);
}

static bool make_new_hospital(struct written *w, const struct calibration *c,
                              const struct search_result *s,
                              const struct fit_result *fit)
{
    struct buffer *out = &w->hospital_text;

    put(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<hospital xmlns=\"urn:pregroup:hospital:1\" code=\"");
    put_or_ask(out, c->code);
    put(out, "\" name=\"");
    put_or_ask(out, c->name);
    put(out, "\">\n");
    put_sets(out, w, NULL, s, fit);
    put(out, "</hospital>\n");
    return !out->failed;
}

/* Puts the sets into the hospital's element. */
static void add_sets(struct edit *e, const struct buffer *sets)
{
    struct edit_tag tag, end;
    struct buffer all = {0};

    if (!edit_find(e, 0, e->source.length, "hospital", NULL, TEXT(""), &tag))
        return;
    if (edit_end(e, &tag, &end)) {
        edit_replace(e, (struct text){end.whole.at, 0}, buffer_view(sets));
        return;
    }
    put(&all, ">\n", buffer_view(sets), "</hospital>");
    edit_replace(e, text_behind(tag.whole, tag.whole.length - 2),
                 buffer_view(&all));
    buffer_free(&all);
}

/* The file that was given, with what was found in it. */
static bool make_from_existing(struct written *w, const struct search_result *s,
                               const struct fit_result *fit,
                               const struct way *region_way)
{
    struct edit e = {.source = {0}};
    struct buffer sets = {0};
    struct way way;
    bool good =
        edit_open(&e, w->existing) && way_open(&way, w->path, w->existing);

    if (good) {
        way_move_paths(&way, &e);
        if (w->region_path != NULL)
            way_move_names(region_way, &e);
        change_sets(&e, fit);
        put_sets(&sets, w, &e, s, fit);
        add_sets(&e, &sets);
        tell_utf8(&e);
        good = edit_finish(&e, &w->hospital_text);
    }
    buffer_free(&sets);
    edit_close(&e);
    return good;
}

/* ---- files ----------------------------------------------------------------
 */

/* A file that must be new. */
static bool write_new(struct written *w, const char *path,
                      const struct buffer *bytes)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    const bool whole = fd >= 0 && file_write(fd, bytes->data, bytes->length);

    w->made += fd >= 0;
    memory_tries(w->made > 0 ? w->path : NULL,
                 w->made > 1 ? w->region_path : NULL);
    return (fd >= 0 && close(fd) == 0 && whole) ||
           command_refused("%s：写不进去：%s", path, command_reason(errno));
}

void written_drop(struct written *w)
{
    if (w->made > 0)
        unlink(w->path);
    if (w->made > 1)
        unlink(w->region_path);
    w->made = 0;
    memory_tries(NULL, NULL);
}

bool write_found(struct written *w, const struct calibration *c,
                 const struct search_result *s, const struct fit_result *fit,
                 bool formulas)
{
    struct way way;
    bool good;

    if (w->region_path == NULL)
        w->region_path = calibrated_path(w->region, w->path);
    buffer_reset(&w->hospital_text);
    buffer_reset(&w->region_text);
    good = w->region_path != NULL &&
           make_region(w, c, s, formulas ? fit : NULL, &way) &&
           (w->existing == NULL ? make_new_hospital(w, c, s, fit)
                                : make_from_existing(w, s, fit, &way));

    return good && write_new(w, w->path, &w->hospital_text) &&
           (w->region_path == NULL ||
            write_new(w, w->region_path, &w->region_text));
}
