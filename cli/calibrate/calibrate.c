/* `pregroup calibrate`: settings from the platform's own results. */
#include <stdlib.h>

#include "calibration.h"
#include "common/command.h"
#include "common/memory.h"
#include "common/options.h"
#include "load/load.h"
#include "measure.h"
#include "observe.h"
#include "report.h"
#include "telling.h"
#include "write.h"

struct calibrate_options {
    const char *hospital, *out, *knowledge;
    unsigned json;
};

static const struct command_option option_table[] = {
    {"output", 'o', "医院文件",
     "求出的数写进这个新文件；它写不下的（取舍办法、各层先后、公式里的界限）"
     "写进同一文件夹里的“地区文件名.calibrated.xml”",
     INTO_TEXT(struct calibrate_options, out)},
    {"hospital", 'H', "医院文件",
     "本院现在的医院文件：从它开始求，内容抄进新文件",
     INTO_TEXT(struct calibrate_options, hospital)},
    {"format", 'f', "text|json", "给人看（默认），或给程序读",
     INTO_WORD(struct calibrate_options, json)},
    {"knowledge", 0, "文件夹", "知识文件夹（默认随程序安装的）",
     INTO_TEXT(struct calibrate_options, knowledge)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "calibrate",
    .head =
        "用法：pregroup calibrate [选项] 地区文件 首页或结果 平台结果 "
        "-o 医院文件\n\n"
        "从医保局平台的结果反推本市、本院的设置：分组的取舍办法、各层先后、"
        "系数、点值、偏差界限、基金算法，每一项说明依据多少份、多有把握；"
        "分不出的列出同样说得通的几种，和能分辨它们的病例。四份里留一份"
        "不参与求，只用来核对。\n\n"
        "首页可以是任一导出格式；结果是 check -f json --record 的结果行（要有 "
        "fields）或 batch 的文件夹。平台结果是 CSV、XLSX 或 JSON，列名见 "
        "knowledge/official.csv。写出的文件与原来的分开，已有的文件不改写。",
    .options = option_table,
    .end = "退出码：0 求完写好；1 地区或医院文件有错，或有不合已知办法的金额；"
           "2 没能做。",
    .least = 3,
    .most = 3,
    .wanted = "要给出地区文件、首页或结果、平台结果，和 -o 医院文件"};

/* ---- the steps ------------------------------------------------------------
 */

struct calibrate {
    const struct calibrate_options *o;
    char **words; /* region, results, official */
    struct calibration c;
    struct edit region;
    struct search_result search;
    struct buffer tellings;
    struct observation observation;
    struct fit_result fit;
    struct measured before, after;
    struct written written;
};

static bool refuse_memory(void)
{
    return command_refused("首页太多，内存不足");
}

static bool open_all(struct calibrate *k)
{
    struct calibration *c = &k->c;

    c->pack = command_pack_made(&c->bytes, k->words[0]);
    return c->pack != NULL && edit_open(&k->region, k->words[0]) &&
           official_open(&c->official, k->words[2]) &&
           ((knobs_open(&c->knobs, c->pack, &c->bytes, &k->region) &&
             result_open(&c->result, c->pack)) ||
            refuse_memory()) &&
           cases_read(c, k->words[1]);
}

/* False after saying that there is nothing to go by. */
static bool check_answers(const struct calibrate *k)
{
    uint32_t answered = 0;

    BUFFER_EACH (one, &k->c.cases, const struct calib_case)
        answered += case_answered(one);
    return answered > 0 ||
           command_refused("%s：没有一份结果与首页是同一次住院（按结算ID，或按"
                           "病案号和住院次数），或都没有分组",
                           k->words[2]);
}

static bool find_all(struct calibrate *k)
{
    return (measure_pack(&k->c, k->c.pack, &k->before) &&
            search_settings(&k->c, &k->search) &&
            telling_find(&k->c, &k->search, &k->tellings) &&
            observe_cases(&k->c, &k->observation) &&
            fit_money(&k->observation.set, &k->fit)) ||
           refuse_memory();
}

/* Compiles what was written and measures it: what is told is what the files
 * do. */
static bool measure_written(struct calibrate *k, struct measured *out)
{
    const char *region = k->written.region_path != NULL ? k->written.region_path
                                                        : k->written.region;
    struct buffer bytes = {0};
    struct pack *pack = NULL;
    const bool made =
        command_compile_again(region, k->written.path, k->o->knowledge,
                              &bytes) == EXIT_FINE &&
        (pack = command_pack_made(&bytes, region)) != NULL;
    const bool good = made ? measure_pack(&k->c, pack, out) || refuse_memory()
                           : command_refused("写出的文件编译不过，没有留下");

    pack_close(pack);
    buffer_free(&bytes);
    return good;
}

/* Writes the files and measures them; with or without the formulas. */
static bool try_files(struct calibrate *k, bool formulas, struct measured *out)
{
    written_drop(&k->written);
    measured_free(out);
    return write_found(&k->written, &k->c, &k->search, &k->fit, formulas) &&
           measure_written(k, out);
}

/* Formulas of the fund, all others, or what sets hold. */
enum part { PART_FUND, PART_FORMULAS, PART_SETS };

static bool is_part(const struct fit_value *v, enum part part)
{
    if (part == PART_SETS)
        return v->place == FIT_SET;
    return v->place == FIT_LET &&
           text_equal(v->name, TEXT("fund")) == (part == PART_FUND);
}

/* Values of one part are only told; false if there are none. */
static bool withdraw(struct fit_result *fit, enum part part, struct text why)
{
    bool any = false;

    BUFFER_EACH (v, &fit->values, struct fit_value) {
        if (!is_part(v, part))
            continue;
        v->place = FIT_TOLD;
        v->words = why;
        any = true;
    }
    return any;
}

/* More cases than are wrong by hand. */
static bool is_loss(const struct calibrate *k, const struct measured *without,
                    enum agreed what)
{
    return (uint64_t)measured_lost(&k->c, without, &k->after, what) * 100 >
           without->fitted.standards;
}

/* Takes back formulas by which cases are lost that are paid as the platform
 * does without them, however many others they win; false if none are. */
static bool withdraw_formulas(struct calibrate *k,
                              const struct measured *without)
{
    const struct text why =
        TEXT("写进公式，有原来对上的病例反而对不上，所以没有写");

    if (is_loss(k, without, AGREED_STANDARD) ||
        k->after.fitted.standards_agreed < without->fitted.standards_agreed)
        return withdraw(&k->fit, PART_FORMULAS, why) ||
               withdraw(&k->fit, PART_FUND, why);
    return is_loss(k, without, AGREED_FUND) &&
           (withdraw(&k->fit, PART_FUND, why) ||
            withdraw(&k->fit, PART_FORMULAS, why));
}

static bool has_formulas(const struct fit_result *fit)
{
    BUFFER_EACH (v, &fit->values, const struct fit_value)
        if (v->place == FIT_LET)
            return true;
    return false;
}

/* Writes the formulas that lose no case, and what sets hold. */
static bool write_formulas(struct calibrate *k)
{
    struct measured without = {.months = {0}};
    bool good = true, formulas = has_formulas(&k->fit);

    if (formulas)
        good = try_files(k, false, &without);
    do
        good = good && try_files(k, true, &k->after);
    while (good && formulas && withdraw_formulas(k, &without));
    measured_free(&without);
    return good;
}

/* Writes what was found, as far as the files then pay no fewer cases as the
 * platform does than the settings of grouping alone. */
static bool write_findings(struct calibrate *k)
{
    struct measured grouped = {.months = {0}};
    bool good = measure_pack(&k->c, k->c.pack, &grouped) || refuse_memory();

    good = good && write_formulas(k);
    if (good &&
        k->after.fitted.standards_agreed < grouped.fitted.standards_agreed) {
        const struct text why =
            TEXT("写进文件，对上的支付标准反而少，所以没有写");

        withdraw(&k->fit, PART_FORMULAS, why);
        withdraw(&k->fit, PART_FUND, why);
        withdraw(&k->fit, PART_SETS, why);
        good = try_files(k, true, &k->after);
    }
    if (!good)
        written_drop(&k->written);
    memory_tries(NULL, NULL); /* what stands now is meant */
    measured_free(&grouped);
    return good;
}

/* What the files pay as the platform does, in all but what is wrong by hand, is
 * no rule that we do not know. */
static void drop_explained(struct calibrate *k)
{
    const struct agreement *a = &k->after.fitted;
    struct fit_strange *rows = BUFFER_ROWS(&k->fit.strange, struct fit_strange);
    struct fit_strange *kept = rows;

    if (a->standards == 0 ||
        (uint64_t)a->standards_agreed * 100 < (uint64_t)a->standards * 99)
        return;
    BUFFER_EACH (s, &k->fit.strange, const struct fit_strange)
        if (text_equal(s->name, TEXT("fund")))
            *kept++ = *s;
    k->fit.strange.length = (size_t)(kept - rows) * sizeof(*rows);
}

static bool tell_found(struct calibrate *k)
{
    const struct findings f = {.c = &k->c,
                               .search = &k->search,
                               .tellings = &k->tellings,
                               .fit = &k->fit,
                               .before = &k->before,
                               .after = &k->after,
                               .written = &k->written};
    struct buffer out = {0};
    bool good;

    drop_explained(k);
    (k->o->json ? calibrate_json : calibrate_text)(&f, &out);
    good = command_write(&out);
    buffer_free(&out);
    return good;
}

static void close_calibration(struct calibrate *k)
{
    struct calibration *c = &k->c;

    written_close(&k->written);
    measured_free(&k->before);
    measured_free(&k->after);
    fit_free(&k->fit);
    observation_free(&k->observation);
    buffer_free(&k->tellings);
    search_free(&k->search);
    edit_close(&k->region);
    knobs_close(&c->knobs);
    result_close(&c->result);
    stays_close(&c->stays);
    official_close(&c->official);
    buffer_free(&c->cases);
    arena_free(&c->texts);
    free(c->code_row);
    free(c->by_code);
    pack_close(c->pack);
    buffer_free(&c->bytes);
}

/* ---- the command ----------------------------------------------------------
 */

int command_calibrate(int argc, char **argv)
{
    struct calibrate_options o = {0};
    struct calibrate k = {.o = &o};
    int status = command_line_read(&synopsis, &argc, &argv, &o);

    if (status >= 0)
        return status;
    if (o.out == NULL)
        return command_line_wanted(&synopsis);
    k.words = argv;
    status = EXIT_FAILED;
    if (written_open(&k.written, argv[0], o.hospital, o.out))
        status = command_compile(argv[0], o.hospital, o.knowledge, &k.c.bytes);
    if (status == EXIT_FINE)
        status = open_all(&k) && check_answers(&k) && find_all(&k) &&
                         write_findings(&k) && tell_found(&k)
                     ? EXIT_FINE
                     : EXIT_FAILED;
    if (status == EXIT_FINE && k.fit.strange.length > 0)
        status = EXIT_FAULT;
    close_calibration(&k);
    return status;
}
