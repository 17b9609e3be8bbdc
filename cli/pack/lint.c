/* `pack lint`: what would mis-group, one line each. */
#include "lint.h"

#include <stdarg.h>
#include <stdio.h>

#include "common/command.h"
#include "common/options.h"
#include "common/put.h"
#include "load/load.h"

/* ---- lines --------------------------------------------------------------- */

/* A sentence about a row; those that say the same are told together. */
struct lint_line {
    uint64_t sentence; /* its hash */
    uint32_t table;    /* row of CATALOGUE */
    uint32_t source_row;
    struct pack_text code;
    uint32_t at, length; /* in lint->sentences */
    enum lint_kind kind;
};

/* A line about a row of the table `table`, row of CATALOGUE. */
static void say_of_row(struct lint *lint, enum lint_kind kind, uint32_t table,
                       uint32_t source_row, struct pack_text code,
                       const char *format, va_list args)
{
    struct lint_line line = {.table = table,
                             .source_row = source_row,
                             .code = code,
                             .at = (uint32_t)lint->sentences.length,
                             .kind = kind};
    char room[512];
    struct text sentence;

    vsnprintf(room, sizeof room, format, args);
    sentence = text_cut(text_of(room), sizeof room - 4);
    line.length = (uint32_t)sentence.length;
    line.sentence = pack_hash(sentence.at, sentence.length, kind);
    buffer_text(&lint->sentences, sentence);
    buffer_put(&lint->lines, &line, sizeof line);
    if (kind == LINT_FAULT)
        lint->faults++;
    else
        lint->notes++;
}

void lint_say(struct lint *lint, enum lint_kind kind, uint32_t group,
              const char *format, ...)
{
    const struct pack_group *g = lint_row(lint, group);
    va_list args;

    va_start(args, format);
    say_of_row(lint, kind, g->table, g->source_row, g->group, format, args);
    va_end(args);
}

void lint_say_rule(struct lint *lint, enum lint_kind kind,
                   const struct pack_drg_rule *rule, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say_of_row(lint, kind, rule->table, rule->source_row, rule->code, format,
               args);
    va_end(args);
}

/* ---- telling ------------------------------------------------------------- */

/* Of one sentence so many lines are told; of more there is one, with the rows
 * of some. */
#define LINES_TOLD 3
#define ROWS_SHOWN 8

static const struct lint_line *line_at(const struct lint *lint, uint32_t i)
{
    return &BUFFER_ROWS(&lint->lines, struct lint_line)[i];
}

static bool says_the_same(const struct lint_line *a, const struct lint_line *b)
{
    return a->sentence == b->sentence && a->table == b->table;
}

static void put_row(const struct lint *lint, const struct lint_line *line,
                    struct buffer *out)
{
    const struct pack *pack = lint->pack;

    put(out, line->kind == LINT_FAULT ? "错误：" : "提示：");
    if (pack_count(pack, SECTION_CATALOGUE) > 1)
        put(out, "“",
            pack_text(pack, PACK_ROW(pack, SECTION_CATALOGUE, pack_catalogue,
                                     line->table)
                                ->name),
            "”");
    put(out, "第 ", line->source_row, " 行 ", pack_text(pack, line->code),
        "：");
    buffer_put(out, lint->sentences.data + line->at, line->length);
}

static void put_others(const struct lint *lint, uint32_t first, uint32_t others,
                       struct buffer *out)
{
    uint32_t shown = 0;

    put(out, "（同样的还有 ", others, " 行：第 ");
    for (uint32_t i = first + 1; shown < ROWS_SHOWN && shown < others; i++)
        if (says_the_same(line_at(lint, first), line_at(lint, i)))
            put(out, shown++ > 0 ? "、" : "", line_at(lint, i)->source_row);
    put(out, others > ROWS_SHOWN ? " … 行）" : " 行）");
}

/* How many lines say the same, and how many of them stand before. */
static uint32_t count_same(const struct lint *lint, uint32_t line,
                           uint32_t *before)
{
    uint32_t all = 0;

    *before = 0;
    for (uint32_t i = 0; i < BUFFER_COUNT(&lint->lines, struct lint_line);
         i++) {
        const bool same = says_the_same(line_at(lint, line), line_at(lint, i));

        all += same;
        *before += same && i < line;
    }
    return all;
}

static void put_lines(const struct lint *lint, struct buffer *out)
{
    for (uint32_t i = 0; i < BUFFER_COUNT(&lint->lines, struct lint_line);
         i++) {
        uint32_t before;
        const uint32_t all = count_same(lint, i, &before);

        if (all > LINES_TOLD && before > 0)
            continue;
        put_row(lint, line_at(lint, i), out);
        if (all > LINES_TOLD)
            put_others(lint, i, all - 1, out);
        put(out, "\n");
    }
    out->failed = out->failed || lint->lines.failed || lint->sentences.failed;
}

/* ---- a pack -------------------------------------------------------------- */

static void look_at_all(struct lint *lint)
{
    if (pack_count(lint->pack, SECTION_GROUPING) == 0)
        return;
    if (pack_count(lint->pack, SECTION_DRG) > 0) {
        lint_drg(lint);
    } else {
        lint_reach(lint);
        lint_pairs(lint);
        lint_classes(lint);
        lint_codes(lint);
        lint_scores(lint);
    }
    lint_steps(lint);
}

static int show(struct lint *lint)
{
    struct buffer lines = {0};
    bool written;

    put_lines(lint, &lines);
    put(&lines, buffer_view(&lint->out));
    lines.failed = lines.failed || lint->out.failed;
    put(&lines, "共 ", pack_count(lint->pack, SECTION_GROUP), " 行：",
        lint->faults, " 处错误，", lint->notes, " 处提示");
    if (lint->blanks > 0)
        put(&lines, "，", lint->blanks, " 处待填");
    put(&lines, "\n");
    written = command_write(&lines);
    buffer_free(&lines);
    if (!written)
        return EXIT_FAILED;
    return lint->faults > 0 ? EXIT_FAULT : EXIT_FINE;
}

static int lint_pack(const struct pack *pack)
{
    struct lint lint = {.pack = pack};
    int status;

    if (specimen_pool_open(&lint.pool, pack) &&
        result_open(&lint.result, pack)) {
        look_at_all(&lint);
        status = show(&lint);
    } else {
        status = command_failed("内存不足");
    }
    specimen_pool_close(&lint.pool);
    result_close(&lint.result);
    buffer_free(&lint.lines);
    buffer_free(&lint.sentences);
    buffer_free(&lint.out);
    return status;
}

/* ---- the command --------------------------------------------------------- */

struct call {
    const char *knowledge, *hospital;
};

static const struct command_option option_table[] = {
    {"hospital", 0, "医院.xml", "连同这个医院文件；与地区文件一起用",
     INTO_TEXT(struct call, hospital)},
    {"knowledge", 0, "文件夹", "知识在这里（字段、字典、规则）",
     INTO_TEXT(struct call, knowledge)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "pack lint",
    .head =
        "用法：pregroup pack lint [选项] 地区.xml\n      pregroup pack lint 文件.pack\n\n"
        "找出会让病例入错组的地方，一行一处，写明目录的行号：\n"
        "  怎样也入不了的病种；只凭目录先后分高下的两行；"
        "更具体而分值更低的行；编码表里没有的诊断和操作；灰码；"
        "缺少某一类的综合病种；分值空着、和次均费用不相称的行；没有用处的结算步骤；没有值的月份。"
        "待填的表和参数（写了 fill 的）逐个列出。",
    .options = option_table,
    .end = "退出码：0 没有错误（可以有提示）；1 有错误；2 没能完成",
    .least = 1,
    .most = 1,
    .wanted = "要给出一个地区文件或规则包"};

int command_lint(int argc, char **argv)
{
    struct call call = {0};
    struct buffer bytes = {0};
    struct pack *pack = NULL;
    int status = command_line_read(&synopsis, &argc, &argv, &call);

    if (status >= 0)
        return status;
    const bool region = text_ends(text_of(argv[0]), TEXT(".xml"));

    status = EXIT_FINE;
    if (region)
        status =
            command_compile(argv[0], call.hospital, call.knowledge, &bytes);
    else if (call.hospital != NULL)
        status =
            command_failed("--hospital 与地区文件一起用；规则包里已经有了");
    if (status == EXIT_FINE) {
        pack = region ? command_pack_made(&bytes, argv[0])
                      : command_pack_open(argv[0]);
        status = pack != NULL ? lint_pack(pack) : EXIT_FAILED;
    }
    pack_close(pack);
    buffer_free(&bytes);
    return status;
}
