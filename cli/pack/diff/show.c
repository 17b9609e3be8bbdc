/* The lines for people, for programs, and for a spreadsheet. */
#include "common/csv.h"
#include "common/put.h"
#include "pack/diff/diff.h"
#include "report/json.h"

static const char *const part_names[PARTS] = {
    [PART_SETTING] = "setting", [PART_REMOVED] = "removed",
    [PART_ADDED] = "added",     [PART_RENAMED] = "renamed",
    [PART_CHANGED] = "changed", [PART_SCORES] = "scores",
    [PART_MOVED] = "moved",     [PART_SET] = "set",
    [PART_FORMULA] = "formula", [PART_UNSPLIT] = "unsplit",
    [PART_LOST] = "lost",       [PART_WON] = "won",
    [PART_TOTAL] = "total"};

static const struct column columns[] = {
    {"part", "", COLUMN_TEXT},     {"old", "", COLUMN_TEXT},
    {"old_name", "", COLUMN_TEXT}, {"new", "", COLUMN_TEXT},
    {"new_name", "", COLUMN_TEXT}, {"what", "", COLUMN_TEXT},
    {"before", "", COLUMN_TEXT},   {"after", "", COLUMN_TEXT},
    {"cases", "", COLUMN_COUNT},   {"money", "", COLUMN_AMOUNT}};

/* ---- programs ------------------------------------------------------------ */

static void put_json_line(struct buffer *out, const struct diff_line *line)
{
    put(out, "{");
    json_text_member(out, "part", text_of(part_names[line->part]), true);
    for (unsigned i = 0; i < DIFF_CELLS; i++) {
        const struct column *c = &columns[i + 1];

        if (c->type == COLUMN_TEXT) {
            json_given_member(out, c->name, line->cells[i]);
        } else {
            json_key(out, c->name);
            put(out,
                line->cells[i].length != 0 ? line->cells[i] : TEXT("null"));
        }
    }
    put(out, "}\n");
}

/* Scores are numbers for a spreadsheet, too. */
static void put_csv_line(struct buffer *out, const struct diff_line *line)
{
    struct text cells[DIFF_CELLS + 1];
    struct column own[COUNT_OF(columns)];
    int128 n;

    cells[0] = text_of(part_names[line->part]);
    for (unsigned i = 0; i < DIFF_CELLS; i++)
        cells[i + 1] = line->cells[i];
    memcpy(own, columns, sizeof own);
    for (unsigned i = CELL_BEFORE; i <= CELL_AFTER; i++)
        if (decimal_parse(line->cells[i], &n))
            own[i + 1].type = COLUMN_NUMBER;
    csv_row(out, own, COUNT_OF(columns), cells);
}

/* ---- people -------------------------------------------------------------- */

static void put_coded_group(struct buffer *out, struct text code,
                            struct text name)
{
    put(out, code.length != 0 ? code : TEXT("没有入组"));
    if (name.length != 0)
        put(out, " ", name);
}

static void put_signed(struct buffer *out, struct text money)
{
    put(out, text_starts(money, TEXT("-")) ? "" : "+", money, " 元\n");
}

static void put_fen(struct buffer *out, int128 n)
{
    char text[DECIMAL_TEXT_MAX];

    buffer_put(out, text, decimal_money_text(n, text));
}

/* What differs: `before → after`, each as it stands. */
static void put_change(struct buffer *out, const struct text *cells)
{
    put(out, cells[CELL_BEFORE].length != 0 ? cells[CELL_BEFORE] : TEXT("无"),
        " → ", cells[CELL_AFTER].length != 0 ? cells[CELL_AFTER] : TEXT("无"));
}

static void put_lone_group(struct buffer *out, const char *what,
                           const struct text *cells, unsigned code,
                           unsigned score)
{
    put(out, what, cells[code], "  ", cells[code + 1], "（", cells[CELL_WHAT],
        "，分值 ", cells[score], "）\n");
}

/* Cases of one group, or of a way from one to another. */
static void put_old_and_new(struct buffer *out, const char *what,
                            const struct text *cells, bool moved)
{
    put(out, what);
    put_coded_group(out, cells[CELL_OLD], cells[CELL_OLD_NAME]);
    if (moved) {
        put(out, " → ");
        put_coded_group(out, cells[CELL_NEW], cells[CELL_NEW_NAME]);
    }
    put(out, "  ", cells[CELL_CASES], " 例  ");
    put_signed(out, cells[CELL_MONEY]);
}

static void put_plain_money(struct buffer *out, const char *what,
                            const struct text *cells)
{
    put(out, what, cells[CELL_WHAT], cells[CELL_WHAT].length != 0 ? "  " : "",
        cells[CELL_CASES], " 例  ");
    put_signed(out, cells[CELL_MONEY]);
}

static void put_text_line(struct buffer *out, const struct diff_line *line)
{
    const struct text *cells = line->cells;

    switch (line->part) {
    case PART_SETTING:
        put(out, "设置  ", cells[CELL_WHAT], "  ");
        put_change(out, cells);
        put(out, "\n");
        break;
    case PART_REMOVED:
        put_lone_group(out, "取消  ", cells, CELL_OLD, CELL_BEFORE);
        break;
    case PART_ADDED:
        put_lone_group(out, "新增  ", cells, CELL_NEW, CELL_AFTER);
        break;
    case PART_RENAMED:
        put(out, "改名  ", cells[CELL_OLD], "  ", cells[CELL_OLD_NAME], " → ",
            cells[CELL_NEW], "  ", cells[CELL_NEW_NAME], "\n");
        break;
    case PART_CHANGED:
        put(out, "改变  ", cells[CELL_NEW], "  ", cells[CELL_WHAT], " ");
        put_change(out, cells);
        put(out, "\n");
        break;
    case PART_SCORES:
        put_old_and_new(out, "分值  ", cells, false);
        break;
    case PART_MOVED:
        put_old_and_new(out, "移动  ", cells, true);
        break;
    case PART_SET:
        put_plain_money(out, "参数  ", cells);
        break;
    case PART_FORMULA:
        put_plain_money(out, "公式  公式、查找表和辅助目录  ", cells);
        break;
    case PART_UNSPLIT:
        put_old_and_new(out, "合计  ", cells, true);
        break;
    case PART_LOST:
        put_old_and_new(out, "失去  ", cells, true);
        break;
    case PART_WON:
        put_old_and_new(out, "得到  ", cells, true);
        break;
    default:
        break;
    }
}

static void put_sum(struct buffer *out, const char *what,
                    const struct diff_sum *sum)
{
    if (sum->cases == 0)
        return;
    put(out, "  ", what, "  ", sum->cases, " 例  ", sum->money < 0 ? "" : "+");
    put_fen(out, sum->money);
    put(out, "\n");
}

/* The sums of the lines above, from the old total to the new one. */
static void put_waterfall(struct buffer *out, const struct diff *d)
{
    const struct diff_sum *old = &d->standards[SIDE_OLD],
                          *new = &d->standards[SIDE_NEW];
    const int128 change = new->money - old->money;

    put(out, "病例：", d->records, " 例，其中 ", d->moved, " 例换了病种\n");
    put(out, "支付标准：旧 ");
    put_fen(out, old->money);
    put(out, " 元（", old->cases, " 例有标准）\n");
    put_sum(out, "病种没有换，目录的数变了", &d->sums[PART_SCORES]);
    put_sum(out, "换了病种", &d->sums[PART_MOVED]);
    put_sum(out, "结算的参数", &d->sums[PART_SET]);
    put_sum(out, "结算的公式和表", &d->sums[PART_FORMULA]);
    put_sum(out, "按旧办法算不出新病种，几项分不开", &d->sums[PART_UNSPLIT]);
    put_sum(out, "失去标准", &d->sums[PART_LOST]);
    put_sum(out, "得到标准", &d->sums[PART_WON]);
    put(out, "  新 ");
    put_fen(out, new->money);
    put(out, " 元（", new->cases, " 例有标准），相差 ", change > 0 ? "+" : "");
    put_fen(out, change);
    put(out, " 元\n");
}

static void put_counts(struct buffer *out, const struct diff *d)
{
    put(out, "病种：新增 ", d->added, "，取消 ", d->removed, "，改名 ",
        d->renamed, "，改变 ", d->changed, "，不变 ");
    put(out, d->same, "\n");
}

static void show_diff_text(const struct diff *d, struct buffer *out)
{
    bool counted = false;

    BUFFER_EACH (line, &d->lines, struct diff_line) {
        if (line->part >= PART_SCORES && !counted)
            put_counts(out, d);
        counted = line->part >= PART_SCORES;
        put_text_line(out, line);
    }
    if (!counted)
        put_counts(out, d);
    else
        put_waterfall(out, d);
}

void diff_show(const struct diff *d, enum diff_form form, struct buffer *out)
{
    if (form == DIFF_TEXT) {
        show_diff_text(d, out);
        return;
    }
    if (form == DIFF_CSV)
        csv_head(out, columns, COUNT_OF(columns));
    BUFFER_EACH (line, &d->lines, struct diff_line) {
        if (form == DIFF_CSV)
            put_csv_line(out, line);
        else
            put_json_line(out, line);
    }
}
