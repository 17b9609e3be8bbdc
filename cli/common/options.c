#define _GNU_SOURCE
#include "common/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/command.h"
#include "common/files.h"
#include "common/width.h"
#include "plugin/options.h"

#define ROWS_MAX 40
#define COLUMNS 80
#define HELP_COLUMN 32
/* getopt's values of options without a letter begin here. */
#define NO_LETTER 256

const struct command_option help_only[] = {OPTIONS_END};

/* ---- --help -------------------------------------------------------------- */

static void put_lines(struct buffer *out, const char *text)
{
    while (*text != '\0') {
        const size_t length = strcspn(text, "\n");

        width_wrap(out, (struct text){text, length}, 0, strspn(text, " "),
                   COLUMNS);
        text += length + (text[length] == '\n');
    }
}

static void put_option(struct buffer *out, const struct command_option *o)
{
    char label[64];

    snprintf(label, sizeof label,
             o->letter != 0 ? "  -%c, --%s %s" : "  %c   --%s %s",
             o->letter != 0 ? o->letter : ' ', o->name,
             o->value != NULL ? o->value : "");
    if (width_text(text_of(label)) >= HELP_COLUMN) {
        buffer_string(out, label);
        buffer_char(out, '\n');
        label[0] = '\0';
    }
    width_pad(out, text_of(label), HELP_COLUMN);
    width_wrap(out, text_of(o->help), HELP_COLUMN, HELP_COLUMN, COLUMNS);
}

static int show_help(const struct command_line *line)
{
    const struct command_option *o = line->options;
    struct buffer out = {0};
    bool good;

    put_lines(&out, line->head);
    buffer_char(&out, '\n');
    do
        put_option(&out, o);
    while (o++->kind != OPTION_HELP);
    buffer_char(&out, '\n');
    put_lines(&out, line->end);
    good = command_write(&out);
    buffer_free(&out);
    return good ? EXIT_FINE : EXIT_FAILED;
}

/* ---- values -------------------------------------------------------------- */

/* For %s%s: how an option is called in what is said about it. */
#define NAME(o)                                                                \
    (o)->letter != 0 ? "-" : "--",                                             \
        (o)->letter != 0 ? (char[]){(o)->letter, '\0'} : (o)->name

static bool add_text(const struct command_option *o, struct option_texts *texts,
                     char *text)
{
    if (texts->count < OPTION_TEXTS_MAX) {
        texts->list[texts->count++] = text;
        return true;
    }
    command_failed("%s%s 太多，至多 %d 个", NAME(o), OPTION_TEXTS_MAX);
    return false;
}

static bool take_number(const struct command_option *o, uint32_t *out,
                        const char *text)
{
    char *end;
    unsigned long long n;

    errno = 0;
    n = strtoull(text, &end, 10);
    *out = (uint32_t)n;
    if (errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0' &&
        n >= o->least && n <= o->most)
        return true;
    command_failed("%s%s 后面应为 %u 到 %u 的整数，不是 %s", NAME(o), o->least,
                   o->most, text);
    return false;
}

static bool take_word(const struct command_option *o, unsigned *out,
                      const char *text)
{
    struct buffer words = {0};
    const char *word = o->value;

    for (*out = 0;; ++*out) {
        const size_t length = strcspn(word, "|");

        if (strlen(text) == length && memcmp(text, word, length) == 0)
            break;
        buffer_put(&words, word, length);
        if (word[length] == '\0') {
            command_failed("%s%s 只能是 %s，不是 %s", NAME(o), words.data,
                           text);
            word = NULL;
            break;
        }
        buffer_string(&words, " 或 ");
        word += length + 1;
    }
    buffer_free(&words);
    return word != NULL;
}

static bool ask(const struct command_option *o, struct options *asked,
                const char *text)
{
    struct pregroup_error err = {.size = sizeof err};

    if (options_set(asked, text_of(o->name),
                    text_of(text != NULL ? text : "yes"), &err) == PREGROUP_OK)
        return true;
    command_failed("%s%s %s", NAME(o), err.text);
    return false;
}

static bool ask_lines(const struct command_option *o, struct options *asked,
                      const char *path)
{
    struct pregroup_error err = {.size = sizeof err};
    FILE *file = command_readable(path) ? fopen(path, "r") : NULL;
    struct buffer line = {0};
    unsigned n = 0;

    if (file == NULL)
        return false;
    for (; err.status == PREGROUP_OK && file_line(file, &line); n++)
        options_set(asked, text_of(o->name), buffer_view(&line), &err);
    buffer_free(&line);
    if (err.status == PREGROUP_OK && !feof(file)) {
        fclose(file);
        return command_refused("%s：读不完：%s", path, command_reason(errno));
    }
    options_end(asked, &err);
    if (err.status != PREGROUP_OK)
        command_failed("%s 第 %u 行：%s", path, n, err.text);
    fclose(file);
    return err.status == PREGROUP_OK;
}

static bool ask_text(struct options *asked, const char *path)
{
    struct pregroup_error err = {.size = sizeof err};
    struct buffer text = {0};
    const bool known = command_readable(path);
    const bool loaded = known && file_load(path, BUFFER_MAX / 2, &text);

    if (known && !loaded)
        command_failed("%s：打不开：%s", path, command_reason(errno));
    else if (loaded &&
             options_read(asked, buffer_view(&text), &err) != PREGROUP_OK)
        command_failed("%s %s", path, err.text);
    buffer_free(&text);
    return loaded && err.status == PREGROUP_OK;
}

static bool take_option(const struct command_option *o, void *at, char *text)
{
    switch (o->kind) {
    case OPTION_FLAG:
        return *(bool *)at = true;
    case OPTION_TEXT:
        *(const char **)at = text;
        return true;
    case OPTION_TEXTS:
        return add_text(o, at, text);
    case OPTION_NUMBER:
        return take_number(o, at, text);
    case OPTION_WORD:
        return take_word(o, at, text);
    case OPTION_ASKED:
        return ask(o, at, text);
    case OPTION_LINES:
        return ask_lines(o, at, text);
    case OPTION_READ:
        return ask_text(at, text);
    default:
        return o->take(at, text);
    }
}

/* ---- words --------------------------------------------------------------- */

/* The table as getopt_long wants it: values are letters, or places. */
static void to_getopt(const struct command_option *o,
                      struct option longs[ROWS_MAX + 1], char *letters)
{
    for (int i = 0; i < ROWS_MAX; i++, o++) {
        longs[i] = (struct option){o->name, o->value != NULL, NULL,
                                   o->letter != 0 ? o->letter : NO_LETTER + i};
        if (o->letter != 0)
            *letters++ = o->letter;
        if (o->letter != 0 && o->value != NULL)
            *letters++ = ':';
        if (o->kind == OPTION_HELP)
            break;
    }
}

/* After getopt_long gave '?'. */
static int wrong_option(char **argv, const char *command)
{
    const char letter[] = {'-', (char)optopt, '\0'};
    const bool known = optopt > ' ' && optopt < 0x7f;

    return command_failed("选项 %s 不对：没有这个选项，或少了、多了后面的值；"
                          "见 pregroup %s --help",
                          known ? letter : argv[optind - 1], command);
}

int command_line_wanted(const struct command_line *line)
{
    return command_failed("%s，见 pregroup %s --help", line->wanted,
                          line->name);
}

/* False after saying that what takes one text has been given one before. */
static bool is_first(const struct command_option *o, uint64_t row,
                     uint64_t *given)
{
    const bool again = o->kind == OPTION_TEXT && (*given & row) != 0;

    *given |= row;
    return !again || command_refused("%s%s 写了不止一次，请只写一次", NAME(o));
}

int command_line_read(const struct command_line *line, int *argc, char ***argv,
                      void *into)
{
    struct option longs[ROWS_MAX + 1] = {0};
    char letters[2 * ROWS_MAX + 1] = "";
    uint64_t given = 0;
    int found;

    to_getopt(line->options, longs, letters);
    opterr = 0; /* it is said here, in Chinese */
    while ((found = getopt_long(*argc, *argv, letters, longs, NULL)) != -1) {
        const struct command_option *o = line->options;

        if (found == '?')
            return wrong_option(*argv, line->name);
        for (const struct option *l = longs; l->val != found; l++)
            o++;
        if (o->kind == OPTION_HELP)
            return show_help(line);
        if (!is_first(o, UINT64_C(1) << (o - line->options), &given) ||
            !take_option(o, (char *)into + o->at, optarg))
            return EXIT_FAILED;
    }
    *argv += optind;
    *argc -= optind;
    return *argc >= line->least && *argc <= line->most
               ? -1
               : command_line_wanted(line);
}
