#include "base/calendar.h"
#include "report/forms.h"
#include "report/json.h"
#include "report/report.h"

static void day_json(struct buffer *out, const char *name, int32_t day)
{
    const bool open = day == INT32_MIN || day == INT32_MAX;
    char text[24];
    const size_t length = open ? 0
                               : calendar_text((int64_t)day * SECONDS_PER_DAY,
                                               CALENDAR_DAY, text);

    json_text_member(out, name, (struct text){text, length}, !open);
}

static uint32_t count_rules_on(const struct pack *pack)
{
    uint32_t n = 0;

    PACK_EACH (rule, pack, SECTION_RULE, pack_rule)
        n += (rule->flags & RULE_OFF) == 0;
    return n;
}

/* The hospital's name; empty if the pack is for all of the region. */
static struct text hospital_of(const struct pack *pack)
{
    return pack_count(pack, SECTION_HOSPITAL) != 0
               ? pack_text(
                     pack,
                     PACK_ROW(pack, SECTION_HOSPITAL, pack_hospital, 0)->name)
               : TEXT("");
}

void report_info(const struct pack *pack, struct buffer *out)
{
    const struct pack_meta *meta = pack_meta(pack);

    buffer_char(out, '{');
    report_pack(pack, out);
    json_given_member(out, "name", pack_text(pack, meta->name));
    json_given_member(out, "hospital", hospital_of(pack));
    day_json(out, "valid_from", meta->valid_from);
    day_json(out, "valid_to", meta->valid_to);
    json_key(out, "sample");
    buffer_string(out, (meta->flags & META_SAMPLE) != 0 ? "true" : "false");
    json_count_member(out, "rules", count_rules_on(pack));
    json_count_member(out, "groups", pack_count(pack, SECTION_GROUP));
    buffer_string(out, "}\n");
}
