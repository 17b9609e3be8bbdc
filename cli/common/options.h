/*
 * options.h -- the command line of every command: a table of its options, from
 * which they are read and --help is printed.
 */
#ifndef COMMON_OPTIONS_H
#define COMMON_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTION_TEXTS_MAX 64
#define OPERANDS_ANY INT32_MAX

/* What a repeated option was given. */
struct option_texts {
    char *list[OPTION_TEXTS_MAX];
    unsigned count;
};

/* Where a value goes: the type of the member that `at` is the offset of. */
enum option_kind {
    OPTION_HELP,   /* none; --help ends every table */
    OPTION_FLAG,   /* bool */
    OPTION_TEXT,   /* const char *; given twice it is refused */
    OPTION_TEXTS,  /* struct option_texts */
    OPTION_NUMBER, /* uint32_t, `least` to `most` */
    OPTION_WORD,   /* unsigned: which of the words of `value`, as text|json */
    OPTION_ASKED,  /* struct options (plugin/options.h), by the same name */
    OPTION_LINES,  /* the same; the value is a file, each line of it is set */
    OPTION_READ,   /* the same; the value is a file with a text of options */
    OPTION_TAKEN   /* whatever `take` makes of it; false after saying why */
};

struct command_option {
    const char *name;
    char letter;       /* 0: none */
    const char *value; /* what --help calls the value; NULL: there is none */
    const char *help;
    enum option_kind kind;
    size_t at;
    uint32_t least, most;
    bool (*take)(void *at, const char *text);
};

/* The end of a row: its kind, and a member, which must be of the kind's type.
 */
#define INTO(wanted, wanted_type, type, member)                                \
    .kind = wanted, .at = _Generic(((type *)0)->member, wanted_type            \
                                   : offsetof(type, member))
#define INTO_FLAG(type, member) INTO(OPTION_FLAG, bool, type, member)
#define INTO_TEXT(type, member) INTO(OPTION_TEXT, const char *, type, member)
#define INTO_TEXTS(type, member)                                               \
    INTO(OPTION_TEXTS, struct option_texts, type, member)
#define INTO_NUMBER(type, member, from, to)                                    \
    INTO(OPTION_NUMBER, uint32_t, type, member), .least = from, .most = to
#define INTO_WORD(type, member) INTO(OPTION_WORD, unsigned, type, member)
#define INTO_ASKED(type, member)                                               \
    INTO(OPTION_ASKED, struct options, type, member)
#define INTO_LINES(type, member)                                               \
    INTO(OPTION_LINES, struct options, type, member)
#define INTO_READ(type, member) INTO(OPTION_READ, struct options, type, member)
#define TAKEN_BY(function, offset)                                             \
    .kind = OPTION_TAKEN, .at = offset, .take = function

#define OPTIONS_END                                                            \
    {                                                                          \
        "help", 'h', NULL, "显示本说明", .kind = OPTION_HELP                   \
    }

/* The table of a command without options. */
extern const struct command_option help_only[];

/* Texts of --help: a line end is kept, a longer line is broken. */
struct command_line {
    const char *name; /* check, pack build, ... */
    const char *head; /* usage, and what the command does */
    const struct command_option *options;
    const char *end;    /* behind the options */
    int least, most;    /* of the words that are no options */
    const char *wanted; /* said, with the way to --help, where there are less or
                           more */
};

/* Reads the words of a command into its struct, and leaves in argc and argv
 * those that are no options; all texts stay those of argv. -1 to go on, else
 * the exit status, after --help or after saying what is wrong. */
int command_line_read(const struct command_line *line, int *argc, char ***argv,
                      void *into);

/* Says `wanted`, and where the command is explained; returns EXIT_FAILED. */
int command_line_wanted(const struct command_line *line);

#endif
