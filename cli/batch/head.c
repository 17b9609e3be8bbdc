#include "batch/head.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "batch/feed/inputs.h"
#include "common/command.h"
#include "common/put.h"
#include "report/json.h"
#include "version.h"

bool head_look(const struct batch_options *options, struct head_inputs *all)
{
    struct buffer name = {0};
    struct inputs inputs;
    struct input input;
    enum step step;

    *all = (struct head_inputs){0};
    inputs_open(&inputs, options->words, options->word_count, options->out);
    inputs.shown.whole = options->asked.with_identity;
    while ((step = inputs_next(&inputs, &input)) == STEP_ITEM) {
        const uint64_t facts[] = {input.size, (uint64_t)input.changed};
        all->files++;
        all->missing += input.error == ENOENT;
        all->bytes += input.size;
        all->hash = pack_hash(input.path, strlen(input.path), all->hash);
        all->hash = pack_hash(facts, sizeof(facts), all->hash);
    }
    inputs_close(&inputs);
    if (step != STEP_END || all->files == 0 || all->missing != all->files)
        return step == STEP_END;
    shown_input(&inputs.shown, options->words[0], 1, &name);
    command_failed("%.*s：%s；没有一个输入，什么都没有做",
                   SPELL(buffer_view(&name)), command_reason(ENOENT));
    buffer_free(&name);
    return false;
}

static void put_flag(const char *name, bool flag, struct buffer *out)
{
    json_key(out, name);
    put(out, flag ? "true" : "false");
}

/* True if scores or values of the pack are invented. */
static bool is_sample(const struct pack *pack)
{
    return (pack_meta(pack)->flags & META_SAMPLE) != 0 ||
           (pack_count(pack, SECTION_HOSPITAL) != 0 &&
            PACK_ROW(pack, SECTION_HOSPITAL, pack_hospital, 0)->sample != 0);
}

static void put_pack_facts(const struct pack *pack, struct buffer *out)
{
    const struct pack_meta *meta = pack_meta(pack);

    json_item(out);
    json_text_member(out, "region", pack_text(pack, meta->id), true);
    json_text_member(out, "name", pack_text(pack, meta->name), true);
    json_text_member(out, "scheme", pack_text(pack, meta->scheme), true);
    json_text_member(out, "generation", pack_text(pack, meta->generation),
                     true);
    json_text_member(out, "digest", text_of(pack->digest), true);
    put_flag("sample", is_sample(pack), out);
    put(out, "}");
}

static void put_words(const char *name, const struct filter_words *words,
                      struct buffer *out)
{
    json_list_member(out, name);
    for (uint32_t i = 0; i < words->count; i++) {
        json_comma(out);
        json_text(out, words->words[i]);
    }
    put(out, "]");
}

/* What was verified, as a hash: the list itself may be long. */
static void put_verified(const struct verified *verified, struct buffer *out)
{
    char hash[24] = "";

    if (verified->count != 0)
        snprintf(
            hash, sizeof(hash), "%016" PRIx64,
            pack_hash(verified->keys, verified->count * sizeof(uint64_t), 0));
    json_given_member(out, "verified", text_of(hash));
}

static void put_pack_list(const struct packs *packs, struct buffer *out)
{
    put(out, "[");
    for (uint32_t i = 0; i < packs->count; i++)
        put_pack_facts(packs->list[i], out);
    put(out, "]");
}

static void put_options(const struct batch_options *o, struct buffer *out)
{
    put(out, "{");
    json_count_member(out, "upload_days", o->upload_days);
    json_count_member(out, "readmit_days", o->readmit_days);
    json_given_member(out, "today", o->asked.today);
    put_flag("with_identity", o->asked.with_identity, out);
    put_words("only_rules", &o->asked.filter.only.rules, out);
    put_words("skip_rules", &o->asked.filter.skip.rules, out);
    put_words("only_departments", &o->asked.filter.only.departments, out);
    put_words("skip_departments", &o->asked.filter.skip.departments, out);
    put_flag("fail_on_error", o->gate.error, out);
    put_flag("fail_on_warning", o->gate.warning, out);
    put_words("fail_on_rules", &o->gate.rules, out);
    if (o->unknown_rules.count != 0)
        put_words("unknown_rules", &o->unknown_rules, out);
    put_verified(&o->asked.quiet.verified, out);
    put(out, "}");
}

void head_put(const struct batch_options *options, const struct packs *packs,
              struct buffer *out)
{
    put(out, "{\"format\":1");
    json_key(out, "packs");
    put_pack_list(packs, out);
    json_key(out, "options");
    put_options(options, out);
    put(out, ",");
}

void head_begin(const struct batch_options *options, const struct packs *packs,
                const struct head_inputs *inputs, struct buffer *out)
{
    char line[256];

    put(out, "command batch\nversion " PREGROUP_VERSION_TEXT "\npack ");
    put_pack_list(packs, out);
    put(out, "\noptions ");
    put_options(options, out);
    snprintf(line, sizeof(line),
             " gzip %d split %u ratio %" PRIu64 " unpacked %" PRIu64
             "\ninputs %" PRIu64 " %" PRIu64 " %016" PRIx64 "\n",
             options->gzip, options->split, (uint64_t)options->max_ratio,
             (uint64_t)options->max_unpacked << 30, inputs->files,
             inputs->bytes, inputs->hash);
    put(out, line);
    for (unsigned i = 0; i < options->compare.count; i++)
        put(out, "compare ", options->compare.list[i], "\n");
}
