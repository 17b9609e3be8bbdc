#include "write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/command.h"
#include "common/escape.h"
#include "common/files.h"
#include "common/memory.h"
#include "common/put.h"
#include "compile/read/source.h"
#include "edit.h"

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

/* ---- paths ----------------------------------------------------------------
 */

/* Two folders, without links, each with a slash at its end. */
struct way {
    char from[PATH_MAX], to[PATH_MAX];
};

static bool find_folder(const char *file, char *real)
{
    char *folder = source_folder(file);
    const bool good = folder != NULL && realpath(folder, real) != NULL;

    free(folder);
    if (!good)
        return command_refused("%s：文件夹打不开：%s", file,
                               command_reason(errno));
    if (real[1] != '\0')
        strncat(real, "/", PATH_MAX - strlen(real) - 1);
    return true;
}

static bool way_open(struct way *w, const char *from, const char *to)
{
    return find_folder(from, w->from) && find_folder(to, w->to);
}

static bool is_way(const struct way *w)
{
    return strcmp(w->from, w->to) != 0;
}

/* The folder above. */
static struct text above(struct text folder)
{
    size_t n = folder.length;

    for (n -= n > 1; n > 1 && folder.at[n - 1] != '/';)
        n--;
    return text_head(folder, n);
}

/* A path, as it stands in an attribute, as seen from the one folder that was
 * written for the other. What `..` leaves is no link: it is of the folder
 * itself. */
static void put_way(const struct way *w, struct text path, struct buffer *out)
{
    struct text folder = text_of(w->to);
    struct buffer from = {0}, whole = {0};
    size_t shared = 0;

    for (; text_starts(path, TEXT("../")); path = text_behind(path, 3))
        folder = above(folder);
    xml_escape(&from, text_of(w->from), true);
    xml_escape(&whole, folder, true);
    put(&whole, path);
    for (size_t i = 0;
         i < from.length && i < whole.length && from.data[i] == whole.data[i];
         i++)
        if (from.data[i] == '/')
            shared = i + 1;
    for (size_t i = shared; i < from.length; i++)
        if (from.data[i] == '/')
            put(out, "../");
    put(out, text_behind(buffer_view(&whole), shared));
    buffer_free(&from);
    buffer_free(&whole);
}

/* True of a path that is counted from the file's folder. */
static bool is_relative(struct text path)
{
    return path.length > 0 && path.at[0] != '/';
}

static void move_path(struct edit *e, const struct edit_tag *tag,
                      const char *name, const struct way *way)
{
    struct buffer path = {0};
    struct text old;

    if (!edit_attribute(tag, name, &old) || !is_relative(old))
        return;
    put_way(way, old, &path);
    edit_replace(e, old, buffer_view(&path));
    buffer_free(&path);
}

/* The tables and files that the document names, from another folder. */
static void move_paths(struct edit *e, const struct way *way)
{
    struct edit_tag tag;
    size_t at = 0;

    while (is_way(way) && edit_next(e, &at, &tag)) {
        move_path(e, &tag, "file", way);
        if (text_equal(tag.name, TEXT("file")))
            move_path(e, &tag, "path", way);
    }
}

/* What the hospital's <file name> calls is a `file` of the region, which has
 * moved, too. */
static void move_names(struct edit *e, const struct way *way)
{
    struct edit_tag tag;
    size_t at = 0;

    while (is_way(way) && edit_next(e, &at, &tag))
        if (text_equal(tag.name, TEXT("file")))
            move_path(e, &tag, "name", way);
}

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

/* ---- the region -----------------------------------------------------------
 */

/* <grouping>, and what is to be added to it. */
struct grouping_place {
    struct edit *e;
    const struct knobs *k;
    struct edit_tag tag, end; /* end: not of an empty one */
    bool there;
    struct buffer attributes, children;
};

/* What is written beside a setting: from how many cases it is known. */
static struct text knob_evidence(struct grouping_place *g, uint32_t knob,
                                 const struct search_result *s)
{
    const struct trial *without = &s->without[knob];
    struct buffer out = {0};
    struct text kept;

    put(&out, knob_label(g->k, knob), "：由 ", s->fitted,
        " 份平台结果求出，改后多对上 ", without->lost, " 份，少对上 ",
        without->gained, " 份；原来是 ");
    knob_value_words(g->k, knob, 0, &out);
    kept = arena_copy(&g->e->texts, buffer_view(&out));
    buffer_free(&out);
    return kept;
}

/* A child that is not there yet. */
static void add_child(struct grouping_place *g, uint32_t knob,
                      struct text value, struct text comment)
{
    const struct text layer = knob_layer(g->k, knob);
    const char *name = knob_element(g->k, knob),
               *attribute = knob_attribute(g->k, knob);
    struct buffer *out = &g->children;

    put(out, "    <!-- ");
    edit_comment_words(out, comment);
    put(out, " -->\n    <", name);
    if (layer.length > 0) {
        put(out, " layer=\"");
        xml_escape(out, layer, true);
        put(out, "\"");
    }
    if (attribute != NULL)
        put(out, " ", attribute, "=\"", value, "\"/>\n");
    else
        put(out, ">", value, "</", name, ">\n");
}

/* The element that has the setting. */
static bool find_knob(const struct grouping_place *g, uint32_t knob,
                      struct edit_tag *out)
{
    const char *name = knob_element(g->k, knob);
    const struct text layer = knob_layer(g->k, knob);

    if (strcmp(name, "drg") == 0)
        return edit_find(g->e, 0, g->e->source.length, name, NULL, TEXT(""),
                         out);
    *out = g->tag;
    if (strcmp(name, "grouping") == 0 || !g->there || g->tag.empty)
        return g->there && strcmp(name, "grouping") == 0;
    return edit_find(g->e, edit_place(g->e, g->tag.whole),
                     edit_place(g->e, g->end.whole), name,
                     layer.length > 0 ? "layer" : NULL, layer, out);
}

static void set_words(struct edit *e, const struct edit_tag *tag,
                      struct text value)
{
    const char *from = tag->whole.at + tag->whole.length;
    struct edit_tag end;

    if (edit_end(e, tag, &end))
        edit_replace(e, (struct text){from, (size_t)(end.whole.at - from)},
                     value);
}

static void set_knob(struct grouping_place *g, uint32_t knob, struct text value,
                     struct text comment)
{
    const char *attribute = knob_attribute(g->k, knob);
    struct edit_tag tag;

    if (find_knob(g, knob, &tag)) {
        edit_comment(g->e, &tag, comment);
        if (attribute != NULL)
            edit_set(g->e, &tag, attribute, value);
        else
            set_words(g->e, &tag, value);
    } else if (strcmp(knob_element(g->k, knob), "grouping") == 0) {
        put(&g->attributes, " ", attribute, "=\"", value, "\"");
    } else {
        add_child(g, knob, value, comment);
    }
}

static void find_grouping(struct grouping_place *g)
{
    g->there = edit_find(g->e, 0, g->e->source.length, "grouping", NULL,
                         TEXT(""), &g->tag);
    if (g->there && !g->tag.empty)
        edit_end(g->e, &g->tag, &g->end);
}

/* The children that are new, in an element that is there or is made. */
static void finish_grouping(struct grouping_place *g)
{
    struct edit_tag before;
    struct buffer out = {0};

    if (g->children.length + g->attributes.length == 0)
        return;
    if (!g->there && edit_find(g->e, 0, g->e->source.length, "settlement", NULL,
                               TEXT(""), &before)) {
        put(&out, "<grouping", buffer_view(&g->attributes), ">\n",
            buffer_view(&g->children), "  </grouping>\n  ");
        edit_replace(g->e, (struct text){before.whole.at, 0},
                     buffer_view(&out));
    } else if (g->tag.empty) {
        put(&out, ">\n", buffer_view(&g->children), "  </grouping>");
        edit_replace(g->e, text_behind(g->tag.whole, g->tag.whole.length - 2),
                     buffer_view(&out));
    } else {
        put(&out, "  ", buffer_view(&g->children), "  ");
        edit_replace(g->e, (struct text){g->end.whole.at, 0},
                     buffer_view(&out));
    }
    buffer_free(&out);
}

/* How many settings of grouping are not the region's. */
static uint32_t set_knobs(struct edit *e, const struct knobs *k,
                          const struct search_result *s)
{
    struct grouping_place g = {.e = e, .k = k};
    uint32_t count = 0;

    find_grouping(&g);
    for (uint32_t i = 0; i < k->count; i++) {
        struct buffer value = {0};

        if (s->best.turn.of[i] == 0)
            continue;
        knob_value_words(k, i, s->best.turn.of[i], &value);
        set_knob(&g, i, buffer_view(&value), knob_evidence(&g, i, s));
        buffer_free(&value);
        count++;
    }
    finish_grouping(&g);
    buffer_free(&g.attributes);
    buffer_free(&g.children);
    return count;
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
        changes =
            set_knobs(&e, &c->knobs, s) + (fit != NULL ? set_lets(&e, fit) : 0);
        good = changes == 0 || way_open(way, w->path, w->region);
    }
    if (good && changes > 0) {
        move_paths(&e, way);
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
        move_paths(&e, &way);
        if (w->region_path != NULL)
            move_names(&e, region_way);
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
