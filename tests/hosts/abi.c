/*
 * abi.c -- the numbers of the ABI, frozen: a change here breaks hosts that
 * are already compiled. Numbers are for 64-bit systems.
 */
#include <pregroup/flat.h>
#include <stdio.h>
#include <string.h>

struct frozen {
    const char *name;
    size_t actual, expected;
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define VALUE(name, number)                                                    \
    {                                                                          \
#name, (size_t)(name), number                                          \
    }
#define WHOLE(type, number)                                                    \
    {                                                                          \
        "sizeof " #type, sizeof(struct type), number                           \
    }
#define PLACE(type, member, number)                                            \
    {                                                                          \
#type "." #member, offsetof(struct type, member), number               \
    }

static const struct frozen numbers[] = {
    VALUE(PREGROUP_OK, 0),
    VALUE(PREGROUP_E_ARG, 10),
    VALUE(PREGROUP_E_VERSION, 11),
    VALUE(PREGROUP_E_BUFFER, 12),
    VALUE(PREGROUP_E_ENCODING, 20),
    VALUE(PREGROUP_E_XML, 21),
    VALUE(PREGROUP_E_SCHEMA, 22),
    VALUE(PREGROUP_E_LIMIT, 23),
    VALUE(PREGROUP_E_TABLE, 30),
    VALUE(PREGROUP_E_NOMEM, 40),
    VALUE(PREGROUP_E_IO, 41),
    VALUE(PREGROUP_ENC_AUTO, 0),
    VALUE(PREGROUP_ENC_UTF8, 1),
    VALUE(PREGROUP_ENC_GB18030, 2),
    VALUE(PREGROUP_INFO, 1),
    VALUE(PREGROUP_WARNING, 2),
    VALUE(PREGROUP_ERROR, 3),
    VALUE(PREGROUP_GROUPED, 1),
    VALUE(PREGROUP_EXCLUDED, 2),
    VALUE(PREGROUP_UNGROUPED, 3),
    VALUE(PREGROUP_PRICED, 1),
    VALUE(PREGROUP_UNPRICED, 2),
    VALUE(PREGROUP_WITH_IDENTITY, 1),
    VALUE(PREGROUP_WITH_FIELDS, 2),
    VALUE(PREGROUP_MAJOR, 1),
    VALUE(PREGROUP_MINOR, 1),
    {"sizeof pregroup_status", sizeof(pregroup_status), 4},
};

#if UINTPTR_MAX == 0xffffffffffffffffu
static const struct frozen structs[] = {
    WHOLE(pregroup_error, 256),
    PLACE(pregroup_error, size, 0),
    PLACE(pregroup_error, status, 4),
    PLACE(pregroup_error, line, 8),
    PLACE(pregroup_error, reserved, 12),
    PLACE(pregroup_error, text, 16),
    WHOLE(pregroup_config, 24),
    PLACE(pregroup_config, size, 0),
    PLACE(pregroup_config, flags, 4),
    PLACE(pregroup_config, max_record, 8),
    PLACE(pregroup_config, pack, 16),
    WHOLE(pregroup_input, 32),
    PLACE(pregroup_input, size, 0),
    PLACE(pregroup_input, encoding, 4),
    PLACE(pregroup_input, length, 8),
    PLACE(pregroup_input, data, 16),
    PLACE(pregroup_input, name, 24),
    WHOLE(pregroup_summary, 96),
    PLACE(pregroup_summary, size, 0),
    PLACE(pregroup_summary, line, 4),
    PLACE(pregroup_summary, errors, 8),
    PLACE(pregroup_summary, warnings, 12),
    PLACE(pregroup_summary, infos, 16),
    PLACE(pregroup_summary, grouping, 20),
    PLACE(pregroup_summary, settlement, 24),
    PLACE(pregroup_summary, sample, 28),
    PLACE(pregroup_summary, score_e6, 32),
    PLACE(pregroup_summary, points_e6, 40),
    PLACE(pregroup_summary, standard_fen, 48),
    PLACE(pregroup_summary, fund_fen, 56),
    PLACE(pregroup_summary, case_no, 64),
    PLACE(pregroup_summary, group, 72),
    PLACE(pregroup_summary, group_name, 80),
    PLACE(pregroup_summary, deviation, 88),
    WHOLE(pregroup_finding, 88),
    PLACE(pregroup_finding, size, 0),
    PLACE(pregroup_finding, severity, 4),
    PLACE(pregroup_finding, line, 8),
    PLACE(pregroup_finding, index, 12),
    PLACE(pregroup_finding, rule, 16),
    PLACE(pregroup_finding, field, 24),
    PLACE(pregroup_finding, tag, 32),
    PLACE(pregroup_finding, value, 40),
    PLACE(pregroup_finding, message, 48),
    PLACE(pregroup_finding, advice, 56),
    PLACE(pregroup_finding, basis, 64),
    PLACE(pregroup_finding, title, 72),
    PLACE(pregroup_finding, verified, 80),
    PLACE(pregroup_finding, reserved, 84),
    WHOLE(pregroup_api, 120),
    PLACE(pregroup_api, size, 0),
    PLACE(pregroup_api, major, 4),
    PLACE(pregroup_api, minor, 6),
    PLACE(pregroup_api, version, 8),
    PLACE(pregroup_api, open, 16),
    PLACE(pregroup_api, close, 24),
    PLACE(pregroup_api, run, 32),
    PLACE(pregroup_api, result_free, 40),
    PLACE(pregroup_api, result_records, 48),
    PLACE(pregroup_api, result_summary, 56),
    PLACE(pregroup_api, result_finding, 64),
    PLACE(pregroup_api, result_text, 72),
    PLACE(pregroup_api, status_text, 80),
    PLACE(pregroup_api, session_open, 88),
    PLACE(pregroup_api, session_run, 96),
    PLACE(pregroup_api, session_close, 104),
    PLACE(pregroup_api, info, 112),
};
#endif

/* Prints the verdict of a list; 1 if it failed. */
static int judge(const char *name, const struct frozen *list, size_t count)
{
    int failed = 0;

    for (size_t i = 0; i < count; i++) {
        if (list[i].actual == list[i].expected)
            continue;
        printf("# %s is %zu, was %zu\n", list[i].name, list[i].actual,
               list[i].expected);
        failed = 1;
    }
    printf("%s %s\n", failed ? "FAIL" : "PASS", name);
    return failed;
}

int main(void)
{
    int failed = judge("the ABI's numbers are frozen", numbers, COUNT(numbers));

#if UINTPTR_MAX == 0xffffffffffffffffu
    failed |= judge("the ABI's structs are frozen", structs, COUNT(structs));
#else
    puts("SKIP the ABI's structs are frozen: not a 64-bit system");
#endif
    return failed;
}
