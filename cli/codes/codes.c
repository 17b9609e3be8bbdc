#include "common/command.h"
#include "common/options.h"
#include "common/put.h"
#include "load/load.h"
#include "lookup/lookup.h"

#define USUAL_LIMIT 20
enum codes_format { FORMAT_TEXT, FORMAT_JSON };

struct call {
    const char *pack;
    unsigned format;
    uint32_t limit;
    bool diagnoses, procedures;
};

static const struct command_option options[] = {
    {"pack", 'p', "规则包", "在这个规则包的编码表里找",
     INTO_TEXT(struct call, pack)},
    {"format", 'f', "text|json", "每行一个编码（默认），或一个 JSON 列表",
     INTO_WORD(struct call, format)},
    {"diagnoses", 0, NULL, "只找诊断", INTO_FLAG(struct call, diagnoses)},
    {"procedures", 0, NULL, "只找手术操作", INTO_FLAG(struct call, procedures)},
    {"limit", 'n', "个数", "至多列几个，不写时 20，至多 200",
     INTO_NUMBER(struct call, limit, 1, LOOKUP_MOST)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "codes",
    .head =
        "用法：pregroup codes [选项] 要找的...\n\n"
        "在地区的编码表里找诊断和手术操作的编码：按编码、名称、拼音或首字母，"
        "可以混写，几个词不论次序，如 K35、阑尾炎、jxlwy、急性lwy。"
        "地区没有编码表时只找类目。找到的不是建议：编哪个，以病历为准。",
    .options = options,
    .end = "退出码：0 找到；1 没有找到；2 命令没能完成",
    .least = 1,
    .most = 16,
    .wanted = "请写出要找的编码、名称、拼音或首字母"};

/* What a coder has to know of it, behind its name. */
static const char *marks_of(const struct pack *pack,
                            const struct lookup_hit *hit)
{
    static const char *const marks[][3] = {
        {"", "　不宜作主要诊断", "　不能作主要诊断"},
        {"　灰码", "　灰码、不宜作主要诊断", "　灰码、不能作主要诊断"}};
    struct dx_facts facts;

    if (hit->system == LOOKUP_PROCEDURES)
        return marks[pack_op(pack, hit->code).gray][0];
    facts = pack_dx(pack, hit->code);
    return marks[facts.gray][facts.principal];
}

static void put_rows(const struct pack *pack, const struct lookup_hit *hits,
                     uint32_t count, struct buffer *out)
{
    for (uint32_t i = 0; i < count; i++) {
        char room[CODE_MAX];
        const struct text code = {room, code_text(hits[i].code, room)};

        put(out, code, "\t",
            hits[i].system == LOOKUP_DIAGNOSES ? "诊断" : "手术操作", "\t",
            hits[i].name, marks_of(pack, &hits[i]), "\n");
    }
}

static int search(const struct pack *pack, const struct call *call, int argc,
                  char **argv)
{
    const unsigned both = LOOKUP_DIAGNOSES | LOOKUP_PROCEDURES;
    const unsigned asked = (call->diagnoses ? LOOKUP_DIAGNOSES : 0u) |
                           (call->procedures ? LOOKUP_PROCEDURES : 0u);
    struct lookup *lookup = lookup_open(pack);
    struct buffer query = {0}, out = {0};
    const struct lookup_hit *hits;
    uint32_t count;
    int status;

    if (lookup == NULL)
        return command_failed("内存不足");
    for (int i = 0; i < argc; i++)
        put(&query, argv[i], " ");
    count = lookup_find(lookup, buffer_view(&query), asked != 0 ? asked : both,
                        call->limit, &hits);
    if (call->format == FORMAT_TEXT)
        put_rows(pack, hits, count, &out);
    else
        lookup_json(lookup, &out);
    if (call->format == FORMAT_JSON)
        put(&out, "\n");
    status = query.failed || out.failed ? command_failed("内存不足")
             : !command_write(&out)     ? EXIT_FAILED
             : count == 0               ? EXIT_FAULT
                                        : EXIT_FINE;
    buffer_free(&query);
    buffer_free(&out);
    lookup_close(lookup);
    return status;
}

int command_codes(int argc, char **argv)
{
    struct call call = {.limit = USUAL_LIMIT};
    const int status = command_line_read(&synopsis, &argc, &argv, &call);
    struct pack *pack;
    int done;

    if (status >= 0)
        return status;
    pack = command_pack_open(call.pack);
    if (pack == NULL)
        return EXIT_FAILED;
    done = search(pack, &call, argc, argv);
    pack_close(pack);
    return done;
}
