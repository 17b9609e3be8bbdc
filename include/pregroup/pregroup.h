/*
 * pregroup/pregroup.h -- the stable C interface of the front-page plugin.
 *
 * A host loads pregroup.so, resolves pregroup_get_api and calls everything
 * else through the table it returns. Within one PREGROUP_MAJOR nothing here is
 * removed, reordered or given a new meaning; new members go at the end.
 *
 * Memory:  what the plugin allocates only the plugin frees. Texts reached from
 *          a result belong to that result and die with it.
 * Threads: [any] may be called from several threads at once on the same
 *          object; [one] needs the caller to keep one thread per object.
 * Text:    UTF-8 unless an `encoding` says otherwise.
 * Handles: NULL, a handle of another kind (a result where an engine is due) or
 *          memory that never was a handle is E_ARG. An address that cannot be
 *          read, as that of a handle cut to 32 bits, is a crash. A handle that
 *          has been closed or freed is memory of somebody else: using it is a
 *          mistake that the plugin cannot see, as with free().
 * Machine: a call needs 48 KB of stack at most. Floating-point traps and
 *          rounding may be set as the host likes; they are the same afterwards.
 */
#ifndef PREGROUP_PREGROUP_H
#define PREGROUP_PREGROUP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef _WIN32
#define PREGROUP_CALL __stdcall
#define PREGROUP_EXPORT /* a .def names what our own build exports */
#else
#define PREGROUP_CALL
#define PREGROUP_EXPORT __attribute__((visibility("default")))
#endif

#define PREGROUP_MAJOR 1u
#define PREGROUP_MINOR 1u

/* Status codes. Values are part of the ABI and are never reused. */
enum {
    PREGROUP_OK = 0,
    PREGROUP_E_ARG = 10,     /* a NULL, a bad handle, an impossible size */
    PREGROUP_E_VERSION = 11, /* the caller is newer than this plugin */
    PREGROUP_E_BUFFER = 12,  /* buffer too small; the size needed is returned */
    PREGROUP_E_ENCODING = 20, /* an encoding that is not one of ours */
    PREGROUP_E_XML = 21,      /* reserved: broken XML is a finding (STR) */
    PREGROUP_E_SCHEMA = 22,   /* reserved: no front page is a finding (STR) */
    PREGROUP_E_LIMIT = 23,    /* larger than a limit, see limits in the docs */
    PREGROUP_E_TABLE = 30,    /* a pack is missing, damaged or too new */
    PREGROUP_E_NOMEM = 40,
    PREGROUP_E_IO = 41
};
typedef int32_t pregroup_status;

/* AUTO: the bytes decide (BOM, strict UTF-8, declared name, GB18030). GB2312,
 * GBK and CP936 are read as GB18030, their superset. */
enum { PREGROUP_ENC_AUTO = 0, PREGROUP_ENC_UTF8 = 1, PREGROUP_ENC_GB18030 = 2 };

enum { PREGROUP_INFO = 1, PREGROUP_WARNING = 2, PREGROUP_ERROR = 3 };

enum { PREGROUP_GROUPED = 1, PREGROUP_EXCLUDED = 2, PREGROUP_UNGROUPED = 3 };

enum { PREGROUP_PRICED = 1, PREGROUP_UNPRICED = 2 };

struct pregroup_engine;  /* a pack, or a folder of them; immutable once open */
struct pregroup_result;  /* everything learnt about the records of one input */
struct pregroup_session; /* 1.1: one thread's way through many inputs */

/* Every struct the caller allocates starts with its own size. */
struct pregroup_error {
    uint32_t size;
    pregroup_status status; /* PREGROUP_OK until something fails */
    uint32_t line;          /* 1-based line in the input, 0 if unknown */
    uint32_t reserved;      /* 0 */
    char text[240];         /* UTF-8, NUL-terminated, for people */
};

/* How to open an engine. Zero members mean the default. */
struct pregroup_config {
    uint32_t size;
    uint32_t flags;      /* PREGROUP_WITH_IDENTITY, PREGROUP_WITH_FIELDS */
    uint64_t max_record; /* bytes of one record; 0: 4 MiB, which is the most */
    const char *pack;    /* UTF-8 path; NULL or "": the built-in pack. 1.1: or
                            of a folder: each record is done by that of its
                            packs (*.pack) which is valid on the day of
                            discharge */
};

enum {
    PREGROUP_WITH_IDENTITY = 1, /* names and numbers unmasked in findings */
    PREGROUP_WITH_FIELDS = 2    /* the report holds `fields` as well */
};

/* One input: any number of records in any container. */
struct pregroup_input {
    uint32_t size;
    uint32_t encoding; /* PREGROUP_ENC_* */
    uint64_t length;   /* bytes */
    const void *data;  /* read during run only */
    const char *name;  /* shown as the source; NULL: "-" */
};

/* What a host shows of one record. */
struct pregroup_summary {
    uint32_t size;
    uint32_t line; /* the record begins here */
    uint32_t errors, warnings, infos;
    uint32_t grouping;    /* PREGROUP_GROUPED ... */
    uint32_t settlement;  /* PREGROUP_PRICED ... */
    uint32_t sample;      /* 1: prices are a demonstration's (示例) */
    int64_t score_e6;     /* group score times 10^6; grouped only */
    int64_t points_e6;    /* settled points times 10^6; priced only */
    int64_t standard_fen; /* standard payment; priced only */
    int64_t fund_fen;     /* fund's part; INT64_MIN if unknown */
    const char *case_no;  /* NUL-terminated, never NULL */
    const char *group;    /* code, "" if not grouped */
    const char *group_name;
    const char *deviation; /* "normal" "low" "high" "extreme" or "" */
};

struct pregroup_finding {
    uint32_t size;
    uint32_t severity; /* PREGROUP_INFO ... */
    uint32_t line;     /* 0 if the field does not stand in the input */
    uint32_t index;    /* row of a list from 1, 0 if the field is no list */
    const char *rule;  /* stable id: "SEX001" */
    const char *field; /* pregroup's name: "diagnoses.code" */
    const char *tag;   /* as it stands in the input: "JBDM3" */
    const char *value; /* as it stands in the input; identity is masked */
    const char *message, *advice, *basis; /* for people, Chinese */
    /* 1.1 */
    const char *title; /* what kind of problem, at most 14 characters; "" for a
                          hospital's rule that has none */
    uint32_t verified; /* 1: the basis was held against its source, is an
                          attribute in the code table or plain logic of dates,
                          sums and counts */
    uint32_t reserved; /* 0 */
};

struct pregroup_api {
    uint32_t size; /* sizeof the table the plugin was built with */
    uint16_t major, minor;
    const char *version; /* static, for logs */

    /* Opens a pack. On failure *out is NULL and nothing is left behind. NULL
     * for the config is the default, NULL for an error is allowed here and
     * everywhere. E_ARG, E_VERSION, E_TABLE, E_NOMEM, E_IO. [any] */
    pregroup_status(PREGROUP_CALL *open)(const struct pregroup_config *config,
                                         struct pregroup_engine **out,
                                         struct pregroup_error *err);

    /* NULL is allowed. Free the results of `run` first. Since 1.1 it waits for
     * the calls that are running on the engine, and those that come meanwhile
     * are E_ARG; when it returns, the handle is gone, and no call may use it
     * any more. Sessions of the engine may stay: their runs are E_ARG, and the
     * pack's memory is given back when the last of them is closed. [one] */
    void(PREGROUP_CALL *close)(struct pregroup_engine *engine);

    /* Checks, groups and prices every record of the input. What is wrong with
     * the bytes or the patient's data is a finding in the result, not an
     * error: an input that is no front page gives one record that says so.
     * E_ARG, E_VERSION, E_ENCODING, E_LIMIT (more than 64 MiB of report or 256
     * MiB of findings), E_NOMEM; then *out is NULL. [any] */
    pregroup_status(PREGROUP_CALL *run)(const struct pregroup_engine *engine,
                                        const struct pregroup_input *input,
                                        struct pregroup_result **out,
                                        struct pregroup_error *err);

    /* NULL is allowed; the result of a session is left as it is. [one] */
    void(PREGROUP_CALL *result_free)(struct pregroup_result *result);

    /* Number of records, at least 1; 0 if it is no result. [one] */
    uint32_t(PREGROUP_CALL *result_records)(const struct pregroup_result *);

    /* Record from 0. E_ARG beyond the last. [one] */
    pregroup_status(PREGROUP_CALL *result_summary)(
        const struct pregroup_result *, uint32_t record,
        struct pregroup_summary *out);

    /* Finding from 0 of a record from 0. E_ARG beyond the last. [one] */
    pregroup_status(PREGROUP_CALL *result_finding)(
        const struct pregroup_result *, uint32_t record, uint32_t index,
        struct pregroup_finding *out);

    /* The JSON lines of docs/result.md, or what a session's `format` says,
     * NUL-terminated, UTF-8. *length is the
     * capacity on entry and the bytes needed, NUL included, on return. out may
     * be NULL to ask for the size. E_BUFFER. [one] */
    pregroup_status(PREGROUP_CALL *result_text)(const struct pregroup_result *,
                                                char *out, uint64_t *length);

    /* Chinese words for a status; static. [any] */
    const char *(PREGROUP_CALL *status_text)(pregroup_status);
    /* 1.1: added members go below this line. */

    /*
     * Opens a session: it does what `run` does, by options, and keeps its
     * memory from run to run, which more than halves the time of a short one.
     * `options` is UTF-8, `name=value` a line (docs/hosts.md lists them); NULL
     * or "" for none; with-identity and record begin as the engine's flags have
     * them. An unknown name or a bad value is E_ARG, and the error's `line` and
     * text say where. On failure *out is NULL. E_ARG, E_LIMIT, E_NOMEM. [any]
     * on the engine.
     */
    pregroup_status(PREGROUP_CALL *session_open)(struct pregroup_engine *engine,
                                                 const char *options,
                                                 struct pregroup_session **out,
                                                 struct pregroup_error *err);

    /* Runs an input, as `run`. The result is the session's: it holds until the
     * session's next run or close and is not freed. The same status codes; on
     * failure *out is NULL. Several sessions of an engine may run at the same
     * time. [one] */
    pregroup_status(PREGROUP_CALL *session_run)(
        struct pregroup_session *session, const struct pregroup_input *input,
        const struct pregroup_result **out, struct pregroup_error *err);

    /* Gives back the session's memory, before or after its engine is closed.
     * NULL is allowed. E_ARG if it is no session. [one] */
    pregroup_status(PREGROUP_CALL *session_close)(
        struct pregroup_session *session);

    /* What the packs say of themselves, a JSON line for each (docs/hosts.md);
     * of the options only `format` counts. out and *length as for result_text.
     * E_ARG, E_BUFFER, E_NOMEM. [any] */
    pregroup_status(PREGROUP_CALL *info)(const struct pregroup_engine *engine,
                                         const char *options, char *out,
                                         uint64_t *length,
                                         struct pregroup_error *err);
};

/* True if the loaded plugin is new enough to have this member. */
#define PREGROUP_HAS(api, member)                                              \
    ((api)->size >=                                                            \
     offsetof(struct pregroup_api, member) + sizeof((api)->member))

/* The only exported symbol; NULL if this major is not provided. [any] */
PREGROUP_EXPORT const struct pregroup_api *PREGROUP_CALL
pregroup_get_api(uint32_t major);

#ifdef __cplusplus
}
#endif
#endif
