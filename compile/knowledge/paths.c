/*
 * Paths of a dialect: where in a tree a value stands.
 *
 *   [/]step/step//step[@attribute]      step: name [#] {[test]}
 *   test: [name/name]@attribute=‘text’, with ~ (contains) or !~ for =, and
 *         . instead of @attribute for the element's text; texts parted by |
 */
#include <string.h>

#include "compile/knowledge/dialect.h"

#define STEPS_MAX 16

struct path_reader {
    struct dialect *dialect;
    struct text rest;
    const char *expected; /* what was missing; NULL: all is well */
    struct pack_path_step steps[STEPS_MAX]; /* from the record down */
    bool above[STEPS_MAX];                  /* `//` stands before this step */
    uint32_t count;
    bool rows;
};

bool dialect_is_path(struct text tag)
{
    return tag.length > 0 && (memchr(tag.at, '/', tag.length) != NULL ||
                              memchr(tag.at, '@', tag.length) != NULL);
}

static bool take_sign(struct path_reader *r, const char *mark)
{
    const struct text t = text_of(mark);

    if (!text_starts(r->rest, t))
        return false;
    r->rest.at += t.length;
    r->rest.length -= t.length;
    return true;
}

static bool expect_part(struct path_reader *r, const char *what, bool met)
{
    if (!met && r->expected == NULL)
        r->expected = what;
    return met;
}

static bool in_path_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/* A name, as its row of TAG. */
static bool take_path_name(struct path_reader *r, uint32_t *out)
{
    struct text name = {r->rest.at, 0};

    while (name.length < r->rest.length && in_path_name(name.at[name.length]))
        name.length++;
    if (!expect_part(r, "元素或属性的名称",
                     name.length > 0 && name.length < TAG_MAX))
        return false;
    r->rest.at += name.length;
    r->rest.length -= name.length;
    *out = dialect_name(r->dialect, name);
    return *out != PACK_NONE;
}

/* ---- tests --------------------------------------------------------------- */

static void put_test_text(struct path_reader *r, struct text t,
                          struct pack_path_test *test)
{
    struct build *b = r->dialect->build;
    const struct pack_text row = build_text(b, t);

    build_row(b, SECTION_PATH_TEXT, &row);
    test->texts.count++;
}

/* 'one|two' */
static bool take_texts(struct path_reader *r, struct pack_path_test *test)
{
    size_t n = 0;

    if (!expect_part(r, "单引号括起的文字", take_sign(r, "'")))
        return false;
    test->texts.first = build_count(r->dialect->build, SECTION_PATH_TEXT);
    for (; n < r->rest.length && r->rest.at[n] != '\''; n++)
        if (r->rest.at[n] == '|') {
            put_test_text(r, text_head(r->rest, n), test);
            r->rest = text_behind(r->rest, n + 1);
            n = (size_t)-1;
        }
    put_test_text(r, text_head(r->rest, n), test);
    r->rest = text_behind(r->rest, n);
    return expect_part(r, "结束的单引号", take_sign(r, "'"));
}

/* The names of the way to the tested element, then @attribute or `.`. */
static bool take_way(struct path_reader *r, struct pack_path_test *test)
{
    struct build *b = r->dialect->build;
    uint32_t name;

    test->way.first = build_count(b, SECTION_PATH_NAME);
    test->attribute = PACK_NONE;
    while (r->rest.length > 0 && r->rest.at[0] != '@' && !take_sign(r, ".")) {
        if (!take_path_name(r, &name))
            return false;
        build_row(b, SECTION_PATH_NAME, &name);
        test->way.count++;
        if (!take_sign(r, "/"))
            break;
    }
    return !take_sign(r, "@") || take_path_name(r, &test->attribute);
}

static bool take_test(struct path_reader *r)
{
    struct pack_path_test test = {.test = TEST_EQUALS};

    if (!take_way(r, &test))
        return false;
    if (take_sign(r, "~"))
        test.test = TEST_CONTAINS;
    else if (take_sign(r, "!~"))
        test.test = TEST_CONTAINS_NOT;
    else if (!expect_part(r, "= ~ 或 !~", take_sign(r, "=")))
        return false;
    if (!take_texts(r, &test) || !expect_part(r, "]", take_sign(r, "]")))
        return false;
    build_row(r->dialect->build, SECTION_PATH_TEST, &test);
    return true;
}

/* ---- steps --------------------------------------------------------------- */

static bool take_step(struct path_reader *r)
{
    struct build *b = r->dialect->build;
    struct pack_path_step *step;

    if (!expect_part(r, "至多 16 级的路径", r->count < STEPS_MAX))
        return false;
    step = &r->steps[r->count++];
    *step = (struct pack_path_step){
        .tests = {build_count(b, SECTION_PATH_TEST), 0}};
    if (!take_path_name(r, &step->name))
        return false;
    if (take_sign(r, "#")) {
        if (!expect_part(r, "只有一个 #", !r->rows))
            return false;
        step->rows = 1;
        r->rows = true;
    }
    while (take_sign(r, "["))
        if (!take_test(r))
            return false;
    step->tests.count = build_count(b, SECTION_PATH_TEST) - step->tests.first;
    return true;
}

static bool take_steps(struct path_reader *r, struct pack_path *path)
{
    path->top = take_sign(r, "/");
    path->attribute = PACK_NONE;
    do {
        r->above[r->count < STEPS_MAX ? r->count : 0] =
            r->count > 0 && take_sign(r, "/");
        if (!take_step(r))
            return false;
    } while (take_sign(r, "/"));
    return (!take_sign(r, "@") || take_path_name(r, &path->attribute)) &&
           expect_part(r, "/ @ [ 或结束", r->rest.length == 0);
}

/* Steps from the element up; `above` goes to the step that is sought. */
static void put_path_steps(struct path_reader *r, struct pack_path *path)
{
    struct build *b = r->dialect->build;

    path->steps =
        (struct pack_range){build_count(b, SECTION_PATH_STEP), r->count};
    for (uint32_t i = r->count; i-- > 0;) {
        r->steps[i].above = i + 1 < r->count && r->above[i + 1];
        build_row(b, SECTION_PATH_STEP, &r->steps[i]);
    }
}

/* element/attribute as findings show it: the last step without its tests. */
static struct pack_text shown_path(const struct path_reader *r,
                                   const struct pack_path *path)
{
    struct build *b = r->dialect->build;
    const struct pack_tag *tags = BUILD_ROW(b, SECTION_TAG, pack_tag, 0);
    const struct text element =
        build_text_of(b, tags[r->steps[r->count - 1].name].name);
    struct buffer out = {0};
    struct pack_text text;

    buffer_text(&out, element);
    if (path->attribute != PACK_NONE) {
        buffer_char(&out, '@');
        buffer_text(&out, build_text_of(b, tags[path->attribute].name));
    }
    text = build_text(b, (struct text){out.data, out.length});
    buffer_free(&out);
    return text;
}

void dialect_read_path(struct dialect *d, uint32_t row)
{
    const struct text source = dialect_cell(d, row, DIALECT_TAG);
    struct path_reader r = {.dialect = d, .rest = source};
    struct pack_path path = {.top = 0};
    struct pack_tag tag;

    if (!take_steps(&r, &path)) {
        fault_add(d->build->faults, dialect_place(d, row, DIALECT_TAG),
                  r.expected != NULL ? r.expected : "更多的内存",
                  "路径的第 %u 个字节处写错了",
                  (unsigned)(r.rest.at - source.at) + 1);
        return;
    }
    if (!dialect_read_meaning(d, row, r.rows, &tag))
        return;
    put_path_steps(&r, &path);
    tag.name = shown_path(&r, &path);
    tag.path = build_row(d->build, SECTION_PATH, &path);
    d->flags |= DIALECT_PATHS;
    if (tag.flags & TAG_REQUIRED)
        d->flags |= DIALECT_REQUIRES;
    dialect_add_meaning(d,
                        path.attribute != PACK_NONE ? path.attribute
                                                    : r.steps[r.count - 1].name,
                        &tag);
}
