/* Who the patients were, and what is asked of some of them, in report.html. */
#include "batch/page/html-report.h"

#include <stdio.h>

#include "batch/page/html.h"
#include "batch/tables/words.h"
#include "common/put.h"
#include "pack/own-checks.h"

#define CODE_SHOWN 120u /* bytes of a word that is none of ours */

static void put_word(struct buffer *out, const struct tally_entry *e)
{
    if (e->key.length == 0)
        put(out, "（未填）");
    else
        html_text(out, words_of(e->key), CODE_SHOWN);
}

static void put_special(const struct report *r, struct buffer *out)
{
    const struct tally *all = &r->view.all;
    const uint64_t *n = all->counts;
    char soon[96];
    const struct report_fact facts[] = {
        {"日间手术", n[COUNT_DAY_SURGERY], NULL, "是否日间手术填是"},
        {"三四级手术", n[COUNT_HIGH_LEVEL], NULL, "手术操作里最高的级别"},
        {"重症监护", all->known[SUM_ICU_HOURS], NULL, "填了重症监护时长"},
        {"特病单议候选", n[COUNT_SPECIAL], NULL,
         "照地区文件的 special_case，没有写的不判断"},
        {"死亡", n[COUNT_DEATH], NULL, "离院方式 5，或死亡患者标志为是"},
        {"转院", n[COUNT_TRANSFER], NULL, "离院方式 2、3"},
        {"非医嘱离院", n[COUNT_AGAINST_ADVICE], NULL, "离院方式 4"},
        {"再入院", n[COUNT_READMITTED], NULL, soon},
        {"疑似分解住院", n[COUNT_SPLIT], NULL,
         "其中两次主要诊断同一类目（前三位相同）"},
        {0}};

    snprintf(soon, sizeof(soon), "上次出院后 %u 天内（%s），双向转诊不算",
             (unsigned)r->rows->options->readmit_days, own_check(NOTE_SOON).id);
    html_part_open(out, "t-special", "专项的份数和比率", NULL);
    report_facts(out, facts, n[COUNT_RECORDS]);
    html_part_close(out, 0);
}

void report_patients(const struct report *r, struct buffer *out)
{
    static const enum measure of_people[] = {
        MEASURE_RECORDS,   MEASURE_SHARE, MEASURE_CMI,   MEASURE_DAYS_MEAN,
        MEASURE_COST_MEAN, MEASURE_DRUG,  MEASURE_DEATH, MEASURE_DEATH_RATE,
        MEASURE_MARGIN,    MEASURE_END};
    static const enum measure of_causes[] = {MEASURE_RECORDS, MEASURE_SHARE,
                                             MEASURE_COST, MEASURE_END};
    static const struct html_table tables[] = {
        {BY_CAUSE, "t-causes", "没有入组的原因", "原因", report_cause,
         of_causes, MEASURE_RECORDS, false, 10, NULL},
        {BY_SEX, "t-sexes", "按性别", "性别", put_word, of_people,
         MEASURE_RECORDS, false, 10, NULL},
        {BY_AGE, "t-ages", "按年龄段", "年龄段", put_word, of_people,
         MEASURE_END, false, 20, NULL}};

    report_open(out, "patients", "患者和专项");
    put_special(r, out);
    report_tables(r, out, tables, COUNT_OF(tables));
    put(out, "</section>\n");
}
