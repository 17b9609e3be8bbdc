#include "rules.h"

#include "pack/own-checks.h"
#include "report/json.h"

/* A member whose text is written to a buffer by `rules_put_...`, and emptied.
 */
static void put_text_member(struct buffer *out, const char *name,
                            struct buffer *text)
{
    json_text_member(out, name, buffer_view(text), true);
    out->failed = out->failed || text->failed;
    buffer_reset(text);
}

static const char *severity_key(unsigned severity)
{
    static const char *const words[] = {"", "info", "warning", "error"};

    return words[severity <= SEVERITY_ERROR ? severity : 0];
}

static void put_flag_member(struct buffer *out, const char *name, bool is)
{
    json_key(out, name);
    buffer_string(out, is ? "true" : "false");
}

static void put_rule_json(const struct pack *pack, const struct pack_rule *rule,
                          struct buffer *out)
{
    struct buffer text = {0};

    json_item(out);
    json_text_member(out, "id", pack_text(pack, rule->id), true);
    json_text_member(out, "severity", text_of(severity_key(rule->severity)),
                     true);
    put_flag_member(out, "off", rule->flags & RULE_OFF);
    json_text_member(out, "title", pack_text(pack, rule->title), true);
    rules_put_scope(rule->scope, &text);
    put_text_member(out, "scope", &text);
    rules_put_message(pack, rule, rule->message, &text);
    put_text_member(out, "message", &text);
    rules_put_message(pack, rule, rule->advice, &text);
    put_text_member(out, "advice", &text);
    json_text_member(out, "basis", pack_text(pack, rule->basis), true);
    put_flag_member(out, "verified", rule->flags & RULE_VERIFIED);
    buffer_char(out, '}');
    buffer_free(&text);
}

/* A check that is not a rule, by the first of its messages. */
static void put_own_json(const struct pack *pack, enum note note,
                         struct buffer *out)
{
    const struct own_check c = own_check(note);
    const struct pack_override *o = own_check_override(pack, text_of(c.id));

    json_item(out);
    json_text_member(out, "id", text_of(c.id), true);
    json_text_member(
        out, "severity",
        text_of(severity_key(o != NULL ? o->severity : c.severity)), true);
    put_flag_member(out, "off", o != NULL && (o->flags & RULE_OFF) != 0);
    json_text_member(out, "title", text_of(c.title), true);
    json_text_member(out, "scope", TEXT("所有页面"), true);
    json_text_member(out, "message", text_of(c.message), true);
    json_text_member(out, "advice", text_of(c.advice), true);
    json_text_member(out, "basis", text_of(c.basis), true);
    put_flag_member(out, "verified", true);
    buffer_char(out, '}');
}

void rules_json(const struct pack *pack, struct buffer *out)
{
    const char *last = NULL;

    buffer_char(out, '[');
    PACK_EACH (rule, pack, SECTION_RULE, pack_rule)
        put_rule_json(pack, rule, out);
    for (unsigned n = 0; n < NOTE_COUNT; n++) {
        const char *id = own_check((enum note)n).id;

        if (id != last)
            put_own_json(pack, (enum note)n, out);
        last = id;
    }
    buffer_string(out, "]\n");
}

bool rules_json_one(const struct pack *pack, struct text id, struct buffer *out)
{
    const enum note own = own_check_find(id);

    PACK_EACH (rule, pack, SECTION_RULE, pack_rule)
        if (text_equal_fold(pack_text(pack, rule->id), id)) {
            put_rule_json(pack, rule, out);
            buffer_char(out, '\n');
            return true;
        }
    if (own == NOTE_COUNT)
        return false;
    put_own_json(pack, own, out);
    buffer_char(out, '\n');
    return true;
}
