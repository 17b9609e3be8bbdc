#define _GNU_SOURCE
#include "batch/facts.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

/* The head names the packs of a folder, not more. */
#define HEAD_MAX (256u << 10)

static bool read_start(const char *path, struct buffer *out)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = -1;

    if (fd < 0)
        return false;
    if (buffer_reserve(out, HEAD_MAX) != NULL)
        n = pread(fd, out->data, HEAD_MAX, 0);
    close(fd);
    if (n <= 0)
        return false;
    out->length = (size_t)n;
    out->data[n] = '\0';
    return true;
}

bool facts_read(const char *dir, struct buffer *text,
                struct summary_facts *facts)
{
    char path[4096];
    const char *end;

    if (snprintf(path, sizeof(path), "%s/summary.json", dir) >=
            (int)sizeof(path) ||
        !read_start(path, text))
        return false;
    end = strchr(text->data, '\n');
    if (end == NULL || strncmp(text->data, "{\"format\":1,", 12) != 0)
        return false;
    facts->head = (struct text){text->data, (size_t)(end - text->data)};
    return sscanf(end,
                  "\n\"files\":%" SCNu64 ",\"bytes\":%" SCNu64
                  ",\"left_out\":%" SCNu64 ",\"status\":%d,",
                  &facts->files, &facts->bytes, &facts->left_out,
                  &facts->status) == 4;
}

/* What stands behind `"key":` in the head; empty if it does not stand there. */
static struct text behind(struct text head, const char *key)
{
    const char *found = memmem(head.at, head.length, key, strlen(key));

    if (found == NULL)
        return TEXT("");
    found += strlen(key);
    return (struct text){found, head.length - (size_t)(found - head.at)};
}

static bool is_true(struct text head, const char *key)
{
    return text_starts(behind(head, key), TEXT("true"));
}

/* The texts of a list like ["A","B*"]. */
static void take_words(struct text list, struct filter_words *out)
{
    size_t at = 1;

    while (at < list.length && list.at[at] == '"' && out->count < FILTER_MAX) {
        struct text word = {list.at + at + 1, 0};
        while (at + 1 + word.length < list.length &&
               word.at[word.length] != '"')
            word.length++;
        out->words[out->count++] = word;
        at += word.length + 2;
        at += at < list.length && list.at[at] == ',';
    }
}

void facts_options(struct text head, struct batch_options *options)
{
    const struct text days = behind(head, "\"readmit_days\":");

    options->readmit_days = 0;
    for (size_t i = 0;
         i < days.length && days.at[i] >= '0' && days.at[i] <= '9' && i < 4;
         i++)
        options->readmit_days =
            options->readmit_days * 10 + (uint32_t)(days.at[i] - '0');
    options->asked.today = behind(head, "\"today\":\"");
    if (options->asked.today.length > 10)
        options->asked.today.length = 10;
    options->asked.with_identity = is_true(head, "\"with_identity\":");
    options->gate.error = is_true(head, "\"fail_on_error\":");
    options->gate.warning = is_true(head, "\"fail_on_warning\":");
    take_words(behind(head, "\"fail_on_rules\":"), &options->gate.rules);
}
