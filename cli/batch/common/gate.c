#include "batch/common/gate.h"

#include "common/command.h"

static bool add_rule(struct gate *gate, const char *word)
{
    struct pregroup_error err = {.size = sizeof(err)};

    if (filter_add(&gate->rules, text_of(word), &err) == PREGROUP_OK)
        return true;
    command_failed("--fail-on %s", err.text);
    return false;
}

bool gate_take(void *into, const char *text)
{
    struct gate *gate = into;

    if (strncmp(text, "rule=", 5) == 0)
        return add_rule(gate, text + 5);
    if (strcmp(text, "error") == 0)
        return gate->error = true;
    if (strcmp(text, "warning") == 0)
        return gate->warning = true;
    command_failed("--fail-on 后面应为 error、warning 或 rule=规则号，不是 %s",
                   text);
    return false;
}
