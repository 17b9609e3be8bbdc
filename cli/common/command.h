/*
 * command.h -- the commands of the program, one file each.
 *
 * A command gets its own words (argv[0] is its name), prints its answer on
 * standard output and what goes wrong on standard error, and returns the exit
 * status (docs/pregroup.1).
 */
#ifndef COMMON_COMMAND_H
#define COMMON_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buffer.h"
#include "pack/pack.h"

struct compile_faults;

enum exit_status {
    EXIT_FINE = 0,  /* nothing worse than a warning */
    EXIT_FAULT = 1, /* a record has an error, a region a fault ... */
    EXIT_FAILED = 2 /* the command could not do its work */
};

struct command {
    const char *name; /* NULL ends a list */
    int (*run)(int argc, char **argv);
    const char *summary;
};

/* The command of that name, or NULL. */
const struct command *command_find(const struct command *all, const char *name);

/* Lists names and summaries, a line each. */
void command_list(const struct command *all, FILE *out);

int command_check(int argc, char **argv);
int command_batch(int argc, char **argv);
int command_merge(int argc, char **argv);
int command_pack(int argc, char **argv);
int command_witness(int argc, char **argv); /* these of `pack` */
int command_lint(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_start(int argc, char **argv);
int command_figures(int argc, char **argv);
int command_rules(int argc, char **argv);
int command_desk(int argc, char **argv);
int command_dialects(int argc, char **argv);
int command_codes(int argc, char **argv);
int command_compare(int argc, char **argv);
int command_calibrate(int argc, char **argv);
int command_convert(int argc, char **argv);
int command_serve(int argc, char **argv);

/* Says something on standard error, as it is but for what would steer a
 * terminal. */
void command_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says `pregroup: ` and a sentence on standard error; returns EXIT_FAILED. */
int command_failed(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The same; returns false. */
bool command_refused(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Why a call to the system failed (errno), in Chinese where it is common. */
const char *command_reason(int error);

/* Makes the folder, which may be there; false after saying why not. */
bool command_folder(const char *path);

/* False, after saying so, if the file cannot be read or is a folder. True for
 * NULL: there is none to read. */
bool command_readable(const char *path);

/* The file of that name in a folder that holds it, in `room`; else the path as
 * it is: where a batch's results are asked for, their folder will do. */
#define COMMAND_PATH 4096
const char *command_file_in(const char *path, const char *name,
                            char room[COMMAND_PATH]);

/* False after saying why a pack that was asked for is not opened. */
bool command_refuse_pack(const struct pregroup_error *err);

/* Writes the buffer to standard output and empties it; false on failure,
 * after saying so once. */
bool command_write(struct buffer *out);

/* The pack of $PREGROUP_PACK, else the built-in one; NULL, and *err says why.
 * The caller closes it. */
struct pack *command_pack_usual(struct pregroup_error *err);

/* The pack of `path`, else the usual one; NULL after saying why not. */
struct pack *command_pack_open(const char *path);

/* The pack that was compiled to these bytes; NULL after saying why not. */
struct pack *command_pack_made(const struct buffer *bytes, const char *name);

/* The folder with fields.csv: `told`, or found beside the program; NULL after
 * saying so. The caller frees it. */
char *command_knowledge(const char *told);

/* Says that a fault was the machine's and not the sources'; EXIT_FAILED. */
int command_machine_failed(void);

/* Prints the notes and faults of a compilation on standard error, a line each.
 * EXIT_FINE without a fault; EXIT_FAILED if one is the machine's. */
int command_show_faults(const struct compile_faults *faults);

/* Compiles a region, with a hospital's file unless that is NULL, and prints
 * notes and faults; `knowledge` as command_knowledge takes it. */
int command_compile(const char *region, const char *hospital,
                    const char *knowledge, struct buffer *bytes);

/* The same of what was compiled before, but for some values: its notes have
 * been told. */
int command_compile_again(const char *region, const char *hospital,
                          const char *knowledge, struct buffer *bytes);

/* The program's own path as the system knows it, "" if it does not. */
const char *command_program(void);

#endif
