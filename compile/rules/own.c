#include "compile/rules/own.h"

#include "result/notes.h"

static const struct own_check others[] = {
    {"MAP001", "编码不在本地区的编码表里，分组时按对照表换成了一个",
     "上传前请把编码换成医保版；首页里的编码没有改动", SEVERITY_INFO},
    {"MAP002", "编码在对照表里对应几个医保版编码，没有换",
     "请按病历确定是其中哪一个，再改首页的编码", SEVERITY_WARNING},
    {"MAP003", "编码不在本地区的编码表里，对照表里也没有对应的编码",
     "请核对编码和所用的版本；换成医保版编码后再看分组结果", SEVERITY_WARNING},
    {"MAP004", "编码查不到，列出本地区编码表里与它相近的",
     "请对照病历核对是否录错；相近不等于正确", SEVERITY_INFO},
    {"GRP001", "主要诊断或手术操作是灰码", "请按病历核对有没有更明确的编码",
     SEVERITY_WARNING},
    {"GRP002", "手术或介入治疗没有用在所入的病种里",
     "请按手术记录核对这项操作的编码，属实的照实保留", SEVERITY_INFO},
    {"GRP003", "入了综合病种，而同一诊断的某个病种只差一项手术操作",
     "请按手术记录核对有没有漏编的手术操作", SEVERITY_INFO},
    {"GRP004", "主要手术操作不是所入病种要求的，后面的才是",
     "请按手术记录核对主要手术操作的选择", SEVERITY_WARNING},
    {"GRP005", "主要诊断不能入组，同一亚目里有别的可以入组",
     "请按病历核对主要诊断的编码", SEVERITY_INFO},
    {"GRP006", "主要手术操作按保守治疗入组，后面另有手术或介入治疗",
     "请按手术记录核对主要手术操作的选择", SEVERITY_WARNING},
};

/* What only the pages of a batch together can show. */
static const struct own_check of_batches[] = {
    {"BAT001", "同一次住院出现两次", "只上传一份；若是两次住院，核对住院次数",
     SEVERITY_ERROR},
    {"BAT002", "可能是同一次住院", "核对是否同一次住院，更正住院次数",
     SEVERITY_WARNING},
    {"BAT003", "短期内再入院", "核对是否同一疾病分解住院，或出院标准掌握不当",
     SEVERITY_WARNING},
    {"BAT004", "两次住院的时间重叠", "核对两份首页的入院和出院日期",
     SEVERITY_WARNING},
};

struct own_check batch_check_at(uint32_t n)
{
    return n < sizeof of_batches / sizeof of_batches[0] ? of_batches[n]
                                                        : (struct own_check){0};
}

uint32_t batch_check_find(struct text id)
{
    uint32_t n = 0;

    while (batch_check_at(n).id != NULL &&
           !text_equal_fold(text_of(batch_check_at(n).id), id))
        n++;
    return n;
}

#define OTHERS (sizeof others / sizeof others[0])

struct own_check own_check_at(uint32_t n)
{
    if (n < NOTE_COUNT) {
        const struct note_about a = note_about((enum note)n);

        return (struct own_check){a.id, a.message, a.advice, a.severity};
    }
    return n - NOTE_COUNT < OTHERS ? others[n - NOTE_COUNT]
                                   : (struct own_check){0};
}

uint32_t own_check_find(struct text id)
{
    uint32_t n = 0;

    while (own_check_at(n).id != NULL &&
           !text_equal_fold(text_of(own_check_at(n).id), id))
        n++;
    return n;
}
