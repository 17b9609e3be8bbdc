/*
 * options.h -- what a run is asked for: one struct, and the one text by which
 * command, plugin and service fill it.
 *
 * Each line of the text is `name=value` and ends in LF or CRLF; empty lines are
 * passed over. A name may stand several times: the last one counts, but of a
 * name marked + all do.
 *
 *   stage=draft          before discharge: what is not filled in yet is info
 *   score=yes            points by the scoring table
 *   why=yes              rows that were no candidates, and what each lacks
 *   what-if=CHANGE     + procedures[2] first, without diagnoses[3]; or codes:
 *                        only what each code carries
 *   verified=LINE      + a finding that is verified (check/verified.h)
 *   set=CHANGE         + diagnoses[2].code:K35.800, a field's value as `fields`
 *                        shows it; diagnoses:3,1, the order of rows. What
 *                        would be found if the page said that
 *   record=yes           the report holds `fields`
 *   digest=yes           findings end with the digest of a line of `verified`
 *   with-identity=yes    names and numbers unmasked
 *   only=WHAT          + rule=SEX*, rule=SEX009 or department=0301: the rest
 *                        is left out
 *   skip=WHAT          + these are left out
 *   today=2025-04-01     from which days that are left count
 *   format=json          json, tsv or xml
 *
 * An option with `yes` may also be `no`, which is as if it were not given.
 */
#ifndef PLUGIN_OPTIONS_H
#define PLUGIN_OPTIONS_H

#include "base/arena.h"
#include "base/error.h"
#include "check/filter.h"
#include "check/quiet.h"
#include "input/fields/changes.h"
#include "price/what-if.h"

enum options_format { OPTIONS_JSON, OPTIONS_TSV, OPTIONS_XML };

/* {0} asks for nothing. It must outlive the run. */
struct options {
    bool score, why, record, digest, with_identity;
    bool carriers; /* what-if, with changes or without */
    struct what_if_change what_if[WHAT_IF_MAX];
    uint32_t what_if_count;
    struct buffer changes;      /* struct field_change */
    struct quiet_options quiet; /* stage, verified */
    struct filter filter;       /* only, skip */
    struct text today;          /* as told; empty: not told */
    enum options_format format;

    /* Not in the text: the caller's to set. */
    size_t max_record; /* bytes, 0: the limit */
    /* Called with each record before it is checked: a caller who knows more of
     * the stay than its page says may add it. NULL: nobody does. */
    void (*complete)(void *context, struct result *result, uint32_t dialect);
    void *context;

    /* What the members above point to. */
    struct arena texts;
    struct buffer keys;
};

/* Reads a text. E_ARG (an unknown name, a bad value), E_LIMIT (a text beyond
 * BUFFER_MAX), E_NOMEM; the error names the line. Close the options in either
 * case; the text need not outlive the call. */
pregroup_status options_read(struct options *o, struct text text,
                             struct pregroup_error *err);

/* The same for one option; the error's text tells what the value should be,
 * without the name. After the last one: options_end. */
pregroup_status options_set(struct options *o, struct text name,
                            struct text value, struct pregroup_error *err);
pregroup_status options_end(struct options *o, struct pregroup_error *err);

/* The changes that `set` asked for. */
const struct field_change *options_changes(const struct options *o,
                                           uint32_t *count);

/* E_ARG if `set` changes a field that a pack does not have; the error names the
 * field, and its line if a text asked for it. */
pregroup_status options_suit(const struct options *o, const struct pack *pack,
                             struct pregroup_error *err);

/* What the report is to hold: enum report_flag. */
unsigned options_report(const struct options *o);

void options_close(struct options *o);

#endif
