#include "batch/facts.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "common/put.h"

/* The head names the packs of a folder, not more. */
#define HEAD_MAX (256u << 10)

static bool refuse(const char *path)
{
    return command_refused("%s：读不懂，不是 batch 做完的结果；请写 batch 做完"
                           "的结果文件夹",
                           path);
}

/* Why there is no summary.json in DIR: errno. */
static bool refuse_dir(const char *dir, const char *path)
{
    if (errno != ENOENT && errno != ENOTDIR)
        return command_refused("%s：读不了：%s", path, command_reason(errno));
    return command_refused("%s：%s；请写 batch 做完的结果文件夹", dir,
                           errno == ENOTDIR ? "不是文件夹"
                           : access(dir, F_OK) != 0
                               ? "没有这个文件夹"
                               : "里面没有 summary.json，不是结果，或没有做完"
                                 "（加 --resume 接着做）");
}

bool facts_read(const char *dir, struct facts *f)
{
    char path[4096];
    const char *first, *second;

    facts_free(f);
    if (snprintf(path, sizeof(path), "%s/summary.json", dir) >=
        (int)sizeof(path))
        return command_refused("%s：%s", dir, command_reason(ENAMETOOLONG));
    if (!file_load(path, HEAD_MAX, &f->text))
        return refuse_dir(dir, path);
    if (f->text.data == NULL)
        return refuse(path);
    first = strchr(f->text.data, '\n');
    second = first != NULL ? strchr(first + 1, '\n') : NULL;
    if (second == NULL)
        return refuse(path);
    errno = 0;
    f->tree = tree_load_begun(
        (struct text){f->text.data, (size_t)(second - f->text.data)});
    if (f->tree == NULL && errno == ENOMEM)
        return command_refused("%s：%s", path, command_reason(errno));
    f->told = (struct summary_facts){
        .head = {f->text.data, (size_t)(first - f->text.data)},
        .files = tree_count(f->tree, "files"),
        .bytes = tree_count(f->tree, "bytes"),
        .left_out = tree_count(f->tree, "left_out"),
        .status = (int)tree_count(f->tree, "status")};
    return (text_equal(tree_text(f->tree, "format"), TEXT("1")) &&
            json_object_get(f->tree, "status") != NULL) ||
           refuse(path);
}

static void take_words(const json_t *list, struct filter_words *out)
{
    for (size_t i = 0; i < json_array_size(list) && i < FILTER_MAX; i++)
        out->words[out->count++] = tree_value(json_array_get(list, i));
}

void facts_options(const struct facts *facts, struct batch_options *options)
{
    const json_t *told = json_object_get(facts->tree, "options");
    struct filter *filter = &options->asked.filter;

    options->readmit_days = (uint32_t)tree_count(told, "readmit_days");
    options->asked.today = tree_text(told, "today");
    options->asked.with_identity = tree_is_true(told, "with_identity");
    options->gate.error = tree_is_true(told, "fail_on_error");
    options->gate.warning = tree_is_true(told, "fail_on_warning");
    take_words(json_object_get(told, "fail_on_rules"), &options->gate.rules);
    take_words(json_object_get(told, "unknown_rules"), &options->unknown_rules);
    take_words(json_object_get(told, "only_rules"), &filter->only.rules);
    take_words(json_object_get(told, "skip_rules"), &filter->skip.rules);
    take_words(json_object_get(told, "only_departments"),
               &filter->only.departments);
}

/* ---- differences --------------------------------------------------------- */

/* No option goes unseen, whether it has a name below or not. */
static bool same_but_day(struct text a, struct text b)
{
    struct buffer one = {0}, two = {0};
    bool same;

    facts_put_head(a, TEXT(""), &one);
    facts_put_head(b, TEXT(""), &two);
    same = !one.failed && !two.failed &&
           text_equal(buffer_view(&one), buffer_view(&two));
    buffer_free(&one);
    buffer_free(&two);
    return same;
}

const char *facts_difference(const struct facts *a, const struct facts *b)
{
    static const char *const options[][2] = {
        {"upload_days", "--upload-days"},
        {"readmit_days", "--readmit-days"},
        {"with_identity", "--with-identity"},
        {"only_rules", "--only rule="},
        {"skip_rules", "--skip rule="},
        {"only_departments", "--only department="},
        {"skip_departments", "--skip department="},
        {"fail_on_error", "--fail-on"},
        {"fail_on_warning", "--fail-on"},
        {"fail_on_rules", "--fail-on rule="},
        {"unknown_rules", "--only、--skip、--fail-on 的规则号"},
        {"verified", "--verified"}};
    const json_t *one = json_object_get(a->tree, "options"),
                 *two = json_object_get(b->tree, "options");

    if (!json_equal(json_object_get(a->tree, "packs"),
                    json_object_get(b->tree, "packs")))
        return "规则包（-p）";
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        const json_t *x = json_object_get(one, options[i][0]),
                     *y = json_object_get(two, options[i][0]);

        if (x != y && !json_equal(x, y))
            return options[i][1];
    }
    return same_but_day(a->told.head, b->told.head) ? NULL : "选项";
}

void facts_put_head(struct text head, struct text today, struct buffer *out)
{
    const struct text name = TEXT("\"today\":");
    size_t at = 0, end;

    /* No text holds that: a quote in one is escaped. */
    while (at < head.length && !text_starts(text_behind(head, at), name))
        at++;
    at = at < head.length ? at + name.length : at;
    end = at + text_find(text_behind(head, at), ',');
    put(out, text_head(head, at));
    if (today.length != 0)
        put(out, "\"", today, "\"");
    else
        put(out, at < head.length ? "null" : "");
    put(out, text_behind(head, end));
}

void facts_free(struct facts *facts)
{
    json_decref(facts->tree);
    buffer_free(&facts->text);
    *facts = (struct facts){0};
}
