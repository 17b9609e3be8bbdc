#include "result/notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "record/identity.h"

#define MESSAGE_MAX 512

struct note_words {
    const char *id;
    uint8_t severity;
    const char *message, *advice;
};

static const char BASIS[] = "导出文件本身的检查（pregroup 自有规则）";

static const struct note_words words[NOTE_COUNT] = {
    [NOTE_BROKEN] = {"STR001", SEVERITY_ERROR, "格式有误",
                     "请让信息科按所示行号检查导出程序；本条记录出错处之后的"
                     "内容可能没有读全"},
    [NOTE_LABEL] = {"STR002", SEVERITY_WARNING, "文件声明的编码与实际字节不符",
                    "请让信息科改正导出程序的编码声明"},
    [NOTE_NO_LABEL] = {"STR003", SEVERITY_INFO,
                       "文件没有声明编码，字节不是 UTF-8，已按 GB18030 读取",
                       "请在导出文件首行声明编码"},
    [NOTE_UNDECODABLE] = {"STR004", SEVERITY_ERROR,
                          "有无法识别的字节，显示为 \xEF\xBF\xBD",
                          "这里原来的字已经丢失，请对照病历补录"},
    [NOTE_CONTROL] = {"STR005", SEVERITY_WARNING, "有控制字符，已去掉",
                      "多为从别处粘贴带入，请在录入界面清除"},
    [NOTE_BARE] = {"STR006", SEVERITY_ERROR, "有未转义的符号，已按文字读取",
                   "请让信息科在导出时把 & 写成 &amp;、< 写成 &lt;"},
    [NOTE_UNKNOWN] = {"STR007", SEVERITY_INFO, "有不认识的标签，已忽略",
                      "若是首页项目，请信息科在方言表中加上它"},
    [NOTE_REPEATED] = {"STR008", SEVERITY_WARNING,
                       "同一项目出现多次且内容不同，取第一次",
                       "核对哪一个值是对的"},
    [NOTE_PRIVATE] = {"STR009", SEVERITY_INFO, "含造字区字符",
                      "换一台电脑可能显示不出，请用国家标准汉字"},
    [NOTE_LENGTH] = {"STR011", SEVERITY_ERROR, "超过规定长度", "缩短后再上传"},
    [NOTE_BLANKS] = {"STR012", SEVERITY_WARNING, "首尾有空格，已去掉",
                     "在录入界面去掉首尾空格"},
    [NOTE_WIDE] = {"STR013", SEVERITY_WARNING, "含全角字符，已转为半角",
                   "改用半角字符录入"},
    [NOTE_GAP] = {"STR015", SEVERITY_WARNING, "中间有空行",
                  "把后面的内容上移，避免上传时被截断"},
    [NOTE_ROWS] = {"STR016", SEVERITY_ERROR, "行数超过 41 条的上限",
                   "保留与本次住院有关的内容"},
    [NOTE_DRESSED] = {"STR017", SEVERITY_INFO, "数字带有千分位或单位，已去掉",
                      "只填数字"},
    [NOTE_SWITCHED] = {"STR018", SEVERITY_WARNING, "从本条记录起文件的编码变了",
                       "文件可能由几份拼成，请让信息科统一编码后再导出"},
    [NOTE_TOO_LONG] = {"STR019", SEVERITY_ERROR, "超出程序的处理上限",
                       "这不像一份病案首页，请检查导出文件"},
    [NOTE_CUT] = {"STR020", SEVERITY_ERROR,
                  "文件在这条记录中间断了，后面的内容没有读到",
                  "请重新导出或重新传送文件"},
    [NOTE_NOTHING] = {"STR021", SEVERITY_ERROR,
                      "没有找到本版认得的病案首页（没有病案号、姓名等标签）",
                      "认得的格式见 pregroup dialects；请确认导出的格式和内容"},
    [NOTE_ARCHIVE] = {"STR022", SEVERITY_ERROR, "这是压缩包，check 不解压",
                      "压缩包请用 pregroup batch -o 结果文件夹 检查，或先解压"},
    [NOTE_FOREIGN] = {"STR023", SEVERITY_ERROR, "这不是 XML 或 JSON 文件",
                      "请确认导出的是住院病案首页或结算清单"},
    [NOTE_UNREADABLE] = {"STR024", SEVERITY_ERROR, "文件读取中断",
                         "请检查磁盘或网络后重试"},
    [NOTE_FILLED] = {"STR032", SEVERITY_INFO,
                     "清单没有的项目取自同一次住院的首页",
                     "这些项目的问题要在首页上改"},
    [NOTE_NO_JSON] = {"STR030", SEVERITY_ERROR,
                      "这是 JSON，本程序编译时没有带 JSON（jansson），"
                      "4101、4401 读不了",
                      "请换用带 JSON 的 pregroup，或改用 XML 导出"},
    [NOTE_OTHER_PAGE] = {"STR031", SEVERITY_ERROR,
                         "这是另一种共享文档，不是住院病案首页（文档代码不是 "
                         "C0032、C0033，标题也不是住院病案首页）",
                         "请导出住院病案首页；方言表中 require 的行说明怎样认"},
    [NOTE_BOMB] = {"STR029", SEVERITY_ERROR,
                   "解压后的大小超出上限，从这里起没有再读",
                   "这像是压缩炸弹；若确是导出的数据，请先解压，"
                   "或放宽 --max-ratio、--max-unpacked"},
    [NOTE_SKIPPED] = {"STR025", SEVERITY_INFO,
                      "本条记录之前或之后有不属于任何首页的内容，已跳过",
                      "请确认导出的记录没有缺失"},
    [NOTE_DOCTYPE] = {"STR026", SEVERITY_ERROR,
                      "文件含 DOCTYPE，其中的定义一律不采用",
                      "病案首页不需要 DOCTYPE，请让信息科去掉"},
    [NOTE_FINDINGS] = {"STR027", SEVERITY_INFO, "问题太多，其余的没有列出",
                       "先改正已列出的问题再检查一次"},
    [NOTE_RANGE] = {"STR028", SEVERITY_WARNING,
                    "金额或分值大得无法计算，该步骤按缺失处理",
                    "核对费用是否录错"},
    [NOTE_CASE] = {"FMT027", SEVERITY_WARNING,
                   "编码大小写不规范，已按规范写法处理",
                   "首字母大写，占位符 x 小写"},
    [NOTE_ID_CASE] = {"FMT011", SEVERITY_WARNING,
                      "身份证号末位是小写 x，已按大写处理", "改为大写 X"},
    [NOTE_VALIDITY] = {"PCK001", SEVERITY_INFO, "出院日期不在规则包的有效期内",
                       "仍按本规则包分组和计算；请换用出院当日有效的规则包，"
                       "或用 -p 文件夹 让程序按出院日期选取"},
    [NOTE_HOSPITAL] = {"PCK002", SEVERITY_INFO, "组织机构代码与医院文件的不同",
                       "仍按医院文件的代码和等级计算；如就是本院，请把这个"
                       "代码写进医院文件的 codes"},
};

struct finding *note_add(struct result *r, enum note note, const char *message)
{
    const struct note_words *w = &words[note];
    struct finding *f = result_finding(r);

    if (f == NULL)
        return NULL;
    f->rule = text_of(w->id);
    f->severity = w->severity;
    f->message = text_of(message != NULL ? message : w->message);
    f->advice = text_of(w->advice);
    f->basis = (struct text){BASIS, sizeof(BASIS) - 1};
    return f;
}

struct note_about note_about(enum note note)
{
    const struct note_words *w = &words[note];

    return (struct note_about){w->id, w->message, w->advice, w->severity};
}

void notes_lost(struct result *r)
{
    const uint32_t lost = r->findings_lost + 1;

    if (r->finding_count == 0)
        return;
    r->finding_count--;
    note_add(r, NOTE_FINDINGS,
             note_format(r, "问题太多，还有 %u 个没有列出", lost));
}

void note_at(struct result *r, struct finding *f, uint16_t field, uint32_t row,
             const struct cell *cell)
{
    if (f == NULL)
        return;
    f->field = field;
    f->index = row;
    f->tag = cell->tag;
    f->line = cell->line;
    f->value = identity_shown(&r->record, field, cell->text);
    f->value_known = cell->state != CELL_ABSENT;
}

const char *note_text(struct result *r, struct text t)
{
    char *copy = arena_alloc(&r->record.arena, t.length + 1);

    if (copy == NULL)
        return "";
    memcpy(copy, t.at, t.length);
    copy[t.length] = '\0';
    return copy;
}

const char *note_format(struct result *r, const char *format, ...)
{
    char text[MESSAGE_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return note_text(r, text_cut(text_of(text), sizeof(text) - 4));
}
