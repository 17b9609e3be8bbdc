/* What was found in the tables, and what they leave open, in words. */
#include <stdio.h>

#include "common/put.h"
#include "pack/format.h"
#include "start/rows.h"
#include "start/words.h"

static const char *const class_words[] = {"保守", "诊断性操作", "治疗性操作",
                                          "介入", "手术"};

void put_sheet_name(const struct start_table *t, struct buffer *out)
{
    put(out, t->sheet->path);
    if (t->sheet->name.length > 0)
        put(out, "“", t->sheet->name, "”");
}

static void put_sheet_found(const struct start_table *t, struct buffer *out)
{
    put_sheet_name(t, out);
    if (t->sheet->hidden)
        put(out, "（隐藏的工作表）");
}

/* ---- columns ------------------------------------------------------------- */

static void put_unused(const struct start_table *t, struct buffer *out)
{
    const char *gap = "  没有用的列：";

    COLUMN_EACH (c, t)
        if (c->role == AS_NONE && c->heading.length > 0) {
            put(out, gap, c->heading);
            gap = "、";
        }
    put(out, gap[0] == ' ' ? "" : "\n");
}

static void put_column(const struct start_column *c, struct buffer *out)
{
    put(out, "  ", words_title(c->role), " ← “", c->heading, "”：", c->filled,
        " 格有内容");
    if (c->role == AS_GROUP)
        put(out, "，", c->distinct, " 个不重复");
    else if (c->role == AS_DX || c->role == AS_OTHER_DX)
        put(out, "，", c->diagnoses, " 格是诊断编码");
    else if (c->role == AS_MAIN_OP || c->role == AS_RELATED_OP)
        put(out, "，", c->operations, " 格是手术编码");
    else if (c->role == AS_KIND)
        put(out, "，", c->distinct, " 种写法");
    else if (c->role >= AS_SCORE)
        put(out, "，", c->numbers, " 格是数字");
    put(out, "\n");
}

static void put_kinds_found(const struct start_catalogue *c, struct buffer *out)
{
    for (const struct start_value *v = c->kinds; v < c->kinds + c->kind_count;
         v++)
        if (v->rows > 0)
            put(out, "    “", v->text, "” 读作 ", v->is, "：", v->rows,
                " 行，其中 ", v->wide, " 行的写法像综合病种\n");
}

/* Rows that a table has beside its own. */
static void put_strange(const struct start_table *t, struct buffer *out)
{
    const uint32_t count = BUFFER_COUNT(&t->strange, uint32_t);
    const char *gap = "";

    if (count > 0) {
        put(out, "  不是病种的行 ", count, " 行（第 ");
        for (uint32_t i = 0; i < count && i < 6; i++) {
            put(out, gap,
                table_line(&t->sheet->table,
                           BUFFER_ROWS(&t->strange, uint32_t)[i]));
            gap = "、";
        }
        put(out, count > 6 ? " 行等）\n" : " 行）\n");
    }
    if (t->until.length > 0)
        put(out, "  读到“", t->until, "”为止（until）\n");
}

static void put_code_parts(const struct start_catalogue *c, struct buffer *out)
{
    if (start_column_of(c->table, AS_DX) == NULL)
        put(out, "  主要诊断在病种编码里",
            c->from_code ? "，手术操作也是" : "");
    else if (c->from_code)
        put(out, "  手术操作在病种编码里");
    else
        return;
    if (c->part[0] != '\0')
        put(out, "，用“", c->part, "”隔开");
    put(out, "\n");
}

static void put_catalogue_found(const struct start *s,
                                const struct start_catalogue *c,
                                struct buffer *out)
{
    const struct start_table *t = c->table;
    const struct start_table *means = start_means_of(s, c);

    put_sheet_found(t, out);
    if (t->origin != NULL)
        put(out, "（抄自 ", t->origin, "）");
    put(out, "：病种目录，", c->rows, " 行，标题在第 ",
        table_line(&t->sheet->table, t->head), " 行",
        t->beside ? "，旁边还有一张表（from）" : "", "\n");
    COLUMN_EACH (column, t)
        if (column->role != AS_NONE) {
            put_column(column, out);
            if (column->role == AS_KIND)
                put_kinds_found(c, out);
        }
    put_code_parts(c, out);
    for (uint32_t i = 0; i < c->nothing_count; i++)
        put(out, "  手术操作写作“", c->nothing[i], "”的，是没有手术操作\n");
    put_unused(t, out);
    put_strange(t, out);
    if (c->cells > 0)
        put(out, "  手术编码 ", c->cells, " 格，读得出 ", c->read, " 格");
    if (c->odd_row > 0)
        put(out, "；读不出的从第 ", c->odd_row, " 行起");
    put(out, c->cells > 0 ? "\n" : "");
    if (means != NULL && c->costs > 0) {
        put(out, "  次均费用 ← ");
        put_sheet_found(means, out);
        put(out, " 的“", start_column_of(means, AS_MEAN_COST)->heading, "”：");
    } else if (c->costs > 0) {
        put(out, "  次均费用：");
    } else {
        return;
    }
    put(out, c->rows, " 个病种里有 ", c->costs, " 个；其中 ", c->ratio,
        " 个费用与分值成同一比例\n");
}

/* ---- what is common to all ----------------------------------------------- */

static void put_mark_found(const char *marks, const char *what, uint32_t pairs,
                           uint32_t alike, struct buffer *out)
{
    put(out, "“", marks, "”是“", what, "”");
    if (pairs > 0)
        put(out, "（", pairs, " 处，其中 ", alike,
            " 处前后两个手术编码的前四个字符相同）");
    else
        put(out, "（表里没有，先这样写）");
}

static void put_marks_found(const struct start *s, struct buffer *out)
{
    put(out, "分隔符：");
    put_mark_found(s->or_marks, "或者", s->or_pairs, s->or_alike, out);
    put(out, "，");
    put_mark_found(s->and_marks, "并且", s->and_pairs, s->and_alike, out);
    put(out, "\n");
}

static void put_keys_found(const uint32_t keys[8], const char *what,
                           struct buffer *out)
{
    const uint32_t letters = keys[0] + keys[1] + keys[2];
    const uint32_t longer = keys[6] + keys[7];
    uint32_t all = 0;

    for (unsigned i = 0; i < 8; i++)
        all += keys[i];
    if (all == 0)
        return;
    put(out, what, " ", all, " 行的诊断：");
    if (keys[3] > 0)
        put(out, "三位的 ", keys[3], " 行 ");
    if (keys[5] > 0)
        put(out, "四位的 ", keys[5], " 行 ");
    if (longer > 0)
        put(out, "更长的 ", longer, " 行 ");
    if (letters > 0)
        put(out, "字母或不是编码的 ", letters, " 行 ");
    out->length--;
    put(out, "\n");
}

static void put_tails_found(const struct start *s, struct buffer *out)
{
    const char *gap = "综合病种的结尾：";

    for (uint32_t i = 0; i < s->tail_count; i++) {
        const struct start_tail *t = &s->tails[i];

        put(out, gap, "“", t->text, "” ", t->rows, " 行，",
            t->class < 0 ? "看不出" : class_words[t->class % START_GUESSED],
            t->class >= START_GUESSED ? "（按平均分值从低到高猜的）" : "");
        gap = "；";
    }
    put(out, s->tail_count > 0 ? "\n" : "");
    if (s->tails_lost > 0)
        put(out, "另有 ", s->tails_lost, " 个综合病种看不出结尾\n");
}

static void put_why_copied(const struct start_table *t, struct buffer *out)
{
    static const char *const why[] = {"病种中间夹着别的行",
                                      "上面还有一张表",
                                      "标题太靠下",
                                      "编码和名称写在一格里",
                                      "手术操作多于两列",
                                      "数字带逗号或单位",
                                      "只有文字说明哪些是综合病种",
                                      "看不出从哪一行起不是病种"};
    const char *gap = "";

    put(out, "：不能照原样读（");
    for (size_t i = 0; i < COUNT_OF(why); i++)
        if ((t->why & 1u << i) != 0) {
            put(out, gap, why[i]);
            gap = "，";
        }
    put(out, "），另写了一份\n");
}

/* A heading without rows, on a sheet that has more. */
static bool is_heading_only(const struct start *s, const struct start_table *t)
{
    bool more = false;

    BUFFER_EACH (other, &s->tables, const struct start_table)
        more =
            more || (other->sheet == t->sheet && other->end > other->head + 1);
    return more && t->what == IS_UNUSED && t->end == t->head + 1;
}

static void put_table_found(const struct start *s, const struct start_table *t,
                            struct buffer *out)
{
    static const char *const what[] = {"没有用到", "病种目录", "次均费用",
                                       "编码表",   "灰码表",   "对照表"};

    if (t->what == IS_CATALOGUE || is_heading_only(s, t))
        return;
    if (t->copied) {
        put_sheet_found(t, out);
        put_why_copied(t, out);
        put_strange(t, out);
        return;
    }
    put_sheet_found(t, out);
    put(out, "：", what[t->what]);
    if (t->what >= IS_CODES)
        put(out,
            strcmp(t->system, "diagnosis") == 0 ? "（诊断）" : "（手术操作）");
    put(out, "，", start_rows(t), " 行");
    if (t->what == IS_MEANS)
        put(out, "，病种编码在目录里的 ", t->known, " 行");
    if (t->what == IS_CROSSWALK)
        put(out, "，对应的编码在编码表里的 ", t->known, " 行");
    put(out, "\n");
}

void start_tell(struct start *s, struct buffer *out)
{
    uint32_t core[8] = {0}, wide[8] = {0};

    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue) {
        put_catalogue_found(s, c, out);
        for (unsigned i = 0; i < 8; i++) {
            core[i] += c->keys[i];
            wide[i] += c->wide_keys[i];
        }
    }
    BUFFER_EACH (t, &s->tables, const struct start_table)
        put_table_found(s, t, out);
    put_marks_found(s, out);
    put_keys_found(core, "核心等", out);
    put_keys_found(wide, "综合", out);
    put_tails_found(s, out);
}

/* ---- questions ----------------------------------------------------------- */

struct asking {
    struct buffer *out;
    const char *before;
    uint32_t count;
};

static void ask_one(struct asking *a, const char *question)
{
    a->count++;
    put(a->out, a->before, a->count, ". ", question, "\n");
}

static bool has_procedures(const struct start *s, bool with_classes)
{
    BUFFER_EACH (t, &s->tables, const struct start_table)
        if (t->what == IS_CODES && strcmp(t->system, "procedure") == 0 &&
            (t->kind >= 0 || !with_classes))
            return true;
    return false;
}

static bool has_wide(const struct start *s)
{
    uint32_t rows = 0;

    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue)
        for (unsigned i = 0; i < 8; i++)
            rows += c->wide_keys[i];
    return rows > 0;
}

/* Endings that are guessed, or that nothing tells: “-A”“-B”; how many. */
static uint32_t put_tails(const struct start *s, bool guessed,
                          struct buffer *text)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < s->tail_count; i++) {
        const struct start_tail *t = &s->tails[i];

        if (guessed ? t->class < START_GUESSED : t->class >= 0)
            continue;
        put(text, count == 0 ? "结尾" : "", "“", t->text, "”");
        count++;
    }
    return count;
}

/* What the endings leave open. */
static void put_open_tails(const struct start *s, struct buffer *text)
{
    if (put_tails(s, true, text) > 0)
        put(text, "的类别是按平均分值猜的（<suffix>），对不对？");
    if (put_tails(s, false, text) > 0)
        put(text, "看不出是哪类操作，请补上 <suffix>；");
    if (s->tails_lost > 0)
        put(text, "另有 ", s->tails_lost,
            " 个综合病种看不出结尾，请补上 <suffix> 或 class 一列；");
}

static void ask_classes(const struct start *s, struct asking *a)
{
    bool levels = false;
    struct buffer text = {0};

    if (!has_wide(s))
        return;
    for (uint32_t i = 0; i < s->tail_count; i++)
        levels = levels || s->tails[i].level > 0;
    put(&text, "综合病种：介入治疗算手术还是治疗性操作（intervention）？"
               "按全部操作里最高的类别还是只看主要手术（class）？");
    if (levels)
        put(&text, "结尾的 I、II、III 各是几级手术"
                   "（<suffix> 的 when，先按 III 是三、四级写）？");
    put_open_tails(s, &text);
    if (!has_procedures(s, true))
        put(&text,
            has_procedures(s, false)
                ? "手术操作编码表里没有认出类别一列（<table> 的 kind），请补上；"
                : "没有看到手术操作的类别表（<codes>），请补上；",
            "没有时类别按 ICD-9-CM-3 的结构估计");
    ask_one(a, buffer_view(&text).at);
    buffer_free(&text);
}

static void ask_costs(const struct start *s, struct asking *a)
{
    ask_one(
        a,
        start_has_costs(s)
            ? "费用异常：偏低、偏高的界限是不是 0.5 和 2（low_at、high_at），"
              "含不含本数，超出的部分怎样算（adjusted）？"
            : "表里没有次均费用：费用异常的病例还算不出来。请补上次均费用表"
              "（<means>）和界限，写法见 docs/settlement.md");
}

/* Columns that have no use and no heading that is known: conditions may stand
 * there. */
static void put_doubtful(const struct start *s, struct buffer *text)
{
    const char *gap = "没有用的列（";

    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue)
        COLUMN_EACH (column, c->table)
            if (column->role == AS_NONE && column->heard == AS_NONE &&
                column->filled > column->numbers &&
                !cell_says(column->heading, "名称 name")) {
                put(text, gap, column->heading);
                gap = "、";
            }
    if (strcmp(gap, "、") == 0)
        put(text, "）里有没有条件或系数？");
}

/* Several columns of scores: which one is ours? */
static void put_scores(const struct start *s, struct buffer *text)
{
    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue)
        COLUMN_EACH (column, c->table)
            if (column->role == AS_NONE && column->heard == AS_SCORE) {
                put(text, "分值不止一列，用了“",
                    start_column_of(c->table, AS_SCORE)->heading,
                    "”，本院该用哪一列？");
                return;
            }
}

/* What only this catalogue has, in one question. */
static void ask_the_rest(const struct start *s,
                         const struct start_reading *reading, struct asking *a)
{
    struct buffer text = {0};
    bool factors = false, plain = false, unsure = false;
    uint32_t serious = 0, odd = 0;

    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue) {
        COLUMN_EACH (column, c->table) {
            factors = factors || column->role == AS_FACTOR;
            plain = plain || (column->role == AS_FACTOR &&
                              words_level(column->heading) == 0);
        }
        for (uint32_t i = 0; i < c->kind_count; i++)
            unsure = unsure || c->kinds[i].unsure;
        serious += c->serious;
        odd += c->cells - c->read;
    }
    if (serious > 0)
        put(&text, "有 ", serious,
            " 行的编码是另一病种加 -1、-2（辅助目录？），"
            "现在与原病种条件相同、轮不到；请写明条件；");
    if (plain)
        put(&text, "目录里的系数（factor_）什么时候乘？现在没有用；");
    else if (factors)
        put(&text, "目录里的各级系数空着的按 1 乘，对不对？");
    if (unsure)
        put(&text, "病种类型里有的写法与表中的样子不一致，请核对 <value>；");
    if (reading->listed)
        put(&text, "只是操作先后不同的行当作不同的病种（op-order），对不对？");
    put_scores(s, &text);
    put_doubtful(s, &text);
    if (odd > 0)
        put(&text, "有 ", odd, " 格手术编码读不出，请在表里改正；");
    if (text.length > 0)
        ask_one(a, buffer_view(&text).at);
    buffer_free(&text);
}

uint32_t start_questions(struct start *s, const struct start_reading *reading,
                         struct buffer *out, const char *before)
{
    struct asking a = {out, before, 0};

    ask_one(&a,
            "地区编号、名称、有效期、目录版本（开头的 id、name、valid-from、"
            "valid-to、generation）对不对？");
    ask_one(&a,
            start_has_kind(s, "primary-care")
                ? "点值（职工、居民）和本院的等级系数是多少？写在医院文件里，"
                  "现在是待填。基层病种乘不乘等级系数（points，先按不乘写）？"
                : "点值（职工、居民）和本院的等级系数是多少？写在医院文件里，"
                  "现在是待填");
    ask_costs(s, &a);
    ask_one(&a, "几个病种都符合时怎样取舍（<pick>）？有操作但都是保守类的病例"
                "入不入没有操作的病种（<conservative-row>）？");
    ask_classes(s, &a);
    ask_the_rest(s, reading, &a);
    return a.count;
}
