#include "batch/held.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "batch/feed/inputs.h"
#include "batch/renumber.h"
#include "common/command.h"
#include "common/digest.h"
#include "common/put.h"
#include "report/json.h"

#define INPUTS "\"inputs\":["

static void put_object(struct buffer *out, struct text name, uint64_t bytes,
                       const uint64_t *digest)
{
    char hash[24] = "";

    if (digest != NULL)
        snprintf(hash, sizeof(hash), "%016" PRIx64, *digest);
    put(out, out->length != 0 ? ",{" : "{");
    json_text_member(out, "name", name, true);
    json_count_member(out, "bytes", bytes);
    json_text_member(out, "digest", text_of(hash), true);
}

bool held_put_result(struct buffer *out, const char *path, const char *name)
{
    uint64_t bytes, digest;

    if (!digest_file(path, &bytes, &digest))
        return command_refused("%s：读不了：%s", path, command_reason(errno));
    put_object(out, text_of(name), bytes, &digest);
    put(out, "}");
    return true;
}

void held_put_table(struct buffer *out, const char *name, uint64_t bytes,
                    uint64_t digest, uint64_t rows)
{
    put_object(out, text_of(name), bytes, &digest);
    json_count_member(out, "rows", rows);
    put(out, "}");
}

/* The object of an input; with `all_read` false after saying that it cannot be
 * read once more. */
static bool put_input(struct buffer *out, const struct shown *shown,
                      const struct input *input, bool all_read)
{
    const bool wanted = input->error == 0 && input->changed != 0;
    uint64_t bytes = input->size, digest;
    const bool known = wanted && digest_file(input->path, &bytes, &digest);
    const bool good = !all_read || !wanted || known;
    const int error = errno;
    struct buffer name = {0};

    shown_input(shown, input->path, input->number, &name);
    put_object(out, buffer_view(&name), bytes, known ? &digest : NULL);
    put(out, "}");
    if (!good)
        command_failed("%.*s：读不了第二遍，记不下校验值：%s",
                       SPELL(buffer_view(&name)), command_reason(error));
    out->failed = out->failed || name.failed;
    buffer_free(&name);
    return good;
}

bool held_put_inputs(struct buffer *out, const struct batch_options *options,
                     const struct pack *pack, bool all_read)
{
    struct inputs inputs;
    struct input input;
    enum step step = STEP_ITEM;
    bool good = true;

    inputs_open(&inputs, options->words, options->word_count, options->out);
    inputs.shown = (struct shown){pack, options->asked.with_identity};
    while (good && (step = inputs_next(&inputs, &input)) == STEP_ITEM)
        good = put_input(out, &inputs.shown, &input, all_read);
    inputs_close(&inputs);
    return good && step == STEP_END;
}

/* The object at *at of a list; *at is moved behind it. */
static struct text next_object(struct text list, size_t *at)
{
    struct text one = {list.at + *at, 0};

    while (*at < list.length &&
           !(list.at[*at] == '}' &&
             (*at + 1 == list.length ||
              text_starts(text_behind(list, *at + 1), TEXT(",{")))))
        ++*at;
    *at += *at < list.length;
    one.length = (size_t)(list.at + *at - one.at);
    *at += *at < list.length; /* the comma */
    return one;
}

static void put_list(struct text list, uint64_t more, struct buffer *out)
{
    for (size_t at = 0; at < list.length;) {
        const struct text object = next_object(list, &at);
        put(out, out->length != 0 ? "," : "");
        renumber_input(object, more, out);
    }
}

bool held_read_inputs(struct buffer *out, const char *dir, uint64_t more)
{
    char path[4096], *line = NULL;
    size_t room = 0;
    ssize_t length = 0;
    FILE *file = NULL;
    bool found = false;

    if (snprintf(path, sizeof(path), "%s/summary.json", dir) <
        (int)sizeof(path))
        file = fopen(path, "re");
    errno = file == NULL ? errno : 0;
    while (file != NULL && !found && (length = getline(&line, &room, file)) > 0)
        found = strncmp(line, INPUTS, sizeof(INPUTS) - 1) == 0;
    /* The line ends in `],`. */
    if (found && (size_t)length > sizeof(INPUTS) + 2)
        put_list((struct text){line + sizeof(INPUTS) - 1,
                               (size_t)length - (sizeof(INPUTS) - 1) - 3},
                 more, out);
    if (!found)
        command_failed("%s：读不了其中的输入：%s", path,
                       errno != 0 ? command_reason(errno) : "没有这一行");
    free(line);
    if (file != NULL)
        fclose(file);
    return found;
}

bool held_results(const char *dir, const struct facts *facts)
{
    const json_t *list = json_object_get(facts->tree, "results");
    char path[4096], hash[24];
    uint64_t bytes, digest;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *told = json_array_get(list, i);
        const struct text name = tree_text(told, "name");

        if (snprintf(path, sizeof(path), "%s/%.*s", dir, (int)name.length,
                     name.at) >= (int)sizeof(path) ||
            !digest_file(path, &bytes, &digest))
            return command_refused("%s：读不了：%s", path,
                                   command_reason(errno));
        snprintf(hash, sizeof(hash), "%016" PRIx64, digest);
        if (bytes != tree_count(told, "bytes") ||
            !text_equal(text_of(hash), tree_text(told, "digest")))
            return command_refused("%s：与 summary.json 记下的不符，"
                                   "写成以后被改动或损坏了；请换一个 -o 重做"
                                   "这一份",
                                   path);
    }
    return json_array_size(list) != 0 ||
           command_refused(
               "%s/summary.json：读不懂，没有各个结果的校验值；请换一个 "
               "-o 重做这一份",
               dir);
}

/* ---- inputs -------------------------------------------------------------- */

bool held_inputs(const char *dir, const struct batch_options *options,
                 const struct pack *pack)
{
    struct buffer was = {0}, is = {0}, scratch = {0};
    bool good = held_read_inputs(&was, dir, 0) &&
                held_put_inputs(&is, options, pack, false);

    if (was.failed || is.failed)
        good = command_refused("%s", command_reason(ENOMEM));
    for (size_t a = 0, b = 0; good && (a < was.length || b < is.length);) {
        const struct text old = next_object(buffer_view(&was), &a),
                          new = next_object(buffer_view(&is), &b);
        json_t *tree;

        if (text_equal(old, new))
            continue;
        tree = tree_load(new.length != 0 ? new : old, &scratch);
        good = command_refused(
            "%.*s：内容与 %s 做的时候不同，没有动它；请换一个 -o",
            (int)tree_text(tree, "name").length, tree_text(tree, "name").at,
            dir);
        json_decref(tree);
    }
    buffer_free(&was);
    buffer_free(&is);
    buffer_free(&scratch);
    return good;
}
