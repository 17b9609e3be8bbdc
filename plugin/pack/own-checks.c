#include "pack/own-checks.h"

/* What several say. */
static const char FILE_ITSELF[] = "导出文件本身的检查（pregroup 自有规则）";
static const char CROSSWALK[] =
    "本地区规则包里的编码对照表〔表名和行〕；一对多或没有对应时不猜测";
static const char CATALOGUE[] = "本地区规则包里的病种目录〔表名和行〕";
static const char LIST[] = "本地区规则包里的〔表名和行〕";
static const char WHOLE_BATCH[] = "同一批数据之间的比较（pregroup 自有规则）";

/* A row without an id is a case of the check above. */
static const struct own_check checks[NOTE_COUNT] = {
    [NOTE_BROKEN] = {"STR001", "文件格式有误", SEVERITY_ERROR,
                     "〔XML 或 JSON〕 格式有误：〔位置和原因〕",
                     "请让信息科按所示行号检查导出程序；本条记录出错处之后的"
                     "内容可能没有读全",
                     FILE_ITSELF},
    [NOTE_LABEL] = {"STR002", "编码声明与实际不符", SEVERITY_WARNING,
                    "文件声明的编码是 〔编码〕，实际是 〔编码〕，已按实际编码"
                    "读取",
                    "请让信息科改正导出程序的编码声明", FILE_ITSELF},
    [NOTE_NO_LABEL] = {"STR003", "没有声明编码", SEVERITY_INFO,
                       "文件没有声明编码，字节不是 UTF-8，已按 GB18030 读取",
                       "请在导出文件首行声明编码", FILE_ITSELF},
    [NOTE_JSON_NOT_UTF8] = {.message = "JSON 应为 UTF-8，文件实际是 GB18030，"
                                       "已按实际编码读取",
                            .advice = "请让信息科改为以 UTF-8 导出"},
    [NOTE_UNDECODABLE] = {"STR004", "有无法识别的字节", SEVERITY_ERROR,
                          "有 〔几〕 处无法识别的字节，第一处在文件的第 〔几〕 "
                          "字节，显示为 \xEF\xBF\xBD",
                          "这里原来的字已经丢失，请对照病历补录", FILE_ITSELF},
    [NOTE_CONTROL] = {"STR005", "有控制字符", SEVERITY_WARNING,
                      "有 〔几〕 个控制字符（0x〔代码〕），已去掉",
                      "多为从别处粘贴带入，请在录入界面清除", FILE_ITSELF},
    [NOTE_BARE] = {"STR006", "符号没有转义", SEVERITY_ERROR,
                   "有 〔几〕 处未转义的符号 〔符号〕，已按文字读取",
                   "请让信息科在导出时把 & 写成 &amp;、< 写成 &lt;",
                   FILE_ITSELF},
    [NOTE_UNKNOWN] = {"STR007", "有不认识的标签", SEVERITY_INFO,
                      "有 〔几〕 处标签不认识，已忽略：〔标签〕",
                      "若是首页项目，请信息科在方言表中加上它", FILE_ITSELF},
    [NOTE_UNKNOWN_FIELD] = {.advice = "不认识的标签 〔标签〕 可能是〔项目〕，"
                                      "请信息科核对"},
    [NOTE_REPEATED] = {"STR008", "同一项目出现多次", SEVERITY_WARNING,
                       "同一项目出现多次且内容不同，取第一次",
                       "核对哪一个值是对的", FILE_ITSELF},
    [NOTE_PRIVATE] = {"STR009", "含造字区字符", SEVERITY_INFO, "含造字区字符",
                      "换一台电脑可能显示不出，请用国家标准汉字", FILE_ITSELF},
    [NOTE_LENGTH] = {"STR011", "内容超过规定长度", SEVERITY_ERROR,
                     "长 〔几〕 个字符，规定最多 〔几〕 个",
                     "核对是否填错了栏；内容属实的缩短后再上传", FILE_ITSELF},
    [NOTE_BLANKS] = {"STR012", "首尾有空格", SEVERITY_WARNING,
                     "首尾有空格，已去掉", "在录入界面去掉首尾空格",
                     FILE_ITSELF},
    [NOTE_WIDE] = {"STR013", "含全角字符", SEVERITY_WARNING,
                   "含全角字符，已转为半角", "改用半角字符录入", FILE_ITSELF},
    [NOTE_GAP] = {"STR015", "中间有空行", SEVERITY_WARNING,
                  "〔诊断或手术操作〕第 〔几〕 行为空，后面的行有内容",
                  "把后面的内容上移，避免上传时被截断", FILE_ITSELF},
    [NOTE_ROWS] = {"STR016", "行数超过上限", SEVERITY_ERROR,
                   "〔诊断或手术操作〕有 〔几〕 行，上限 〔几〕 行",
                   "保留与本次住院有关的内容", FILE_ITSELF},
    [NOTE_DRESSED] = {"STR017", "数字带有符号或单位", SEVERITY_INFO,
                      "数字带有千分位、单位或多余的小数位，已去掉", "只填数字",
                      FILE_ITSELF},
    [NOTE_SWITCHED] = {"STR018", "文件中途换了编码", SEVERITY_WARNING,
                       "从本条记录起文件的编码变为 〔编码〕",
                       "文件可能由几份拼成，请让信息科统一编码后再导出",
                       FILE_ITSELF},
    [NOTE_TOO_LONG] = {"STR019", "内容大得不像首页", SEVERITY_ERROR,
                       "〔什么〕超过 〔几〕的上限",
                       "这不像一份病案首页，请检查导出文件", FILE_ITSELF},
    [NOTE_FIELD_TOO_LONG] = {.message = "有项目超过 〔几〕 KB 的上限，没有"
                                        "读入"},
    [NOTE_FIELDS_TOO_MANY] = {.message = "一条记录的项目数超过上限"},
    [NOTE_CUT] = {"STR020", "文件中间断了", SEVERITY_ERROR,
                  "文件在这条记录中间断了，后面的内容没有读到",
                  "请重新导出或重新传送文件", FILE_ITSELF},
    [NOTE_NOTHING] = {"STR021", "没有找到病案首页", SEVERITY_ERROR,
                      "没有找到本版认得的病案首页（没有病案号、姓名等标签）",
                      "认得的格式见 pregroup dialects；请确认导出的格式和内容",
                      FILE_ITSELF},
    [NOTE_ARCHIVE] = {"STR022", "这是压缩包", SEVERITY_ERROR,
                      "这是压缩包，check 不解压",
                      "压缩包请用 pregroup batch -o 结果文件夹 检查，或先解压",
                      FILE_ITSELF},
    [NOTE_FOREIGN] =
        {"STR023", "不是首页文件", SEVERITY_ERROR,
         "这是〔什么〕，不是首页的导出文件",
         "工作簿（xlsx）、网页表格、DBF 用 pregroup check、batch "
         "读；xls、et、xlsb、ods 请在表格软件里另存为 xlsx 或 CSV；"
         "其他的请从病案系统重新导出",
         FILE_ITSELF},
    [NOTE_UNREADABLE] = {"STR024", "文件读取中断", SEVERITY_ERROR,
                         "文件读取中断", "请检查磁盘或网络后重试", FILE_ITSELF},
    [NOTE_SKIPPED] = {"STR025", "有不属于首页的内容", SEVERITY_INFO,
                      "本条记录〔之前有或之后还有〕 〔几〕 个不属于任何首页的"
                      "元素，已跳过",
                      "请确认导出的记录没有缺失", FILE_ITSELF},
    [NOTE_SKIPPED_ROWS] = {.message = "本条记录〔之前有或之后还有〕 〔几〕 行"
                                      "不是记录（标题、合计、备注），已跳过"},
    [NOTE_DOCTYPE] = {"STR026", "文件含DOCTYPE", SEVERITY_ERROR,
                      "文件含 DOCTYPE，其中的定义一律不采用",
                      "病案首页不需要 DOCTYPE，请让信息科去掉", FILE_ITSELF},
    [NOTE_FINDINGS] = {"STR027", "问题太多没有列全", SEVERITY_INFO,
                       "问题太多，还有 〔几〕 个没有列出",
                       "先改正已列出的问题再检查一次", FILE_ITSELF},
    [NOTE_RANGE] = {"STR028", "金额大得无法计算", SEVERITY_WARNING,
                    "金额或分值大得无法计算，该步骤按缺失处理",
                    "核对费用是否录错", FILE_ITSELF},
    [NOTE_BOMB] = {"STR029", "解压后大得不正常", SEVERITY_ERROR,
                   "解压后的大小超出上限，从这里起没有再读",
                   "这像是压缩炸弹；若确是导出的数据，请先解压，"
                   "或放宽 --max-ratio、--max-unpacked",
                   FILE_ITSELF},
    [NOTE_NO_JSON] = {"STR030", "本程序读不了JSON", SEVERITY_ERROR,
                      "这是 JSON，本程序编译时没有带 JSON（jansson），"
                      "4101、4401 读不了",
                      "请换用带 JSON 的 pregroup，或改用 XML 导出",
                      FILE_ITSELF},
    [NOTE_OTHER_PAGE] = {"STR031", "不是病案首页的文档", SEVERITY_ERROR,
                         "这是另一种共享文档，不是住院病案首页（文档代码不是 "
                         "C0032、C0033，标题也不是住院病案首页）",
                         "请导出住院病案首页；方言表中 require 的行说明怎样认",
                         FILE_ITSELF},
    [NOTE_FILLED] = {"STR032", "清单缺项取自首页", SEVERITY_INFO,
                     "清单没有的 〔几〕 项取自同一次住院的首页"
                     "（〔来源〕 第 〔几〕 条）：〔项目〕",
                     "这些项目的问题要在首页上改", FILE_ITSELF},
    [NOTE_UNFINISHED] = {"STR033", "没有检查完", SEVERITY_ERROR,
                         "内存不足，这条记录没有检查完，也没有分组",
                         "请关闭别的程序，或换一台内存更大的机器，再检查一次",
                         FILE_ITSELF},
    [NOTE_DIGITS] = {"STR034", "数字位数过多", SEVERITY_ERROR,
                     "这个数超过 15 位有效数字，没有当作数读取",
                     "账单上的数至多 15 位；核对是否录错，或几个数连在了一起",
                     FILE_ITSELF},
    [NOTE_TABLE_UNKNOWN] =
        {"STR040", "表格的列对不上", SEVERITY_ERROR,
         "这是表格，但前 30 行里没有认得的表头，没有读。认得的列：〔列名〕；"
         "不认得的列：〔列名〕",
         "要有病案号或姓名一列，列名用接口的标签或项目名称；别的叫法请写进医院"
         "文件的 columns",
         FILE_ITSELF},
    [NOTE_TABLE_OVER] = {"STR041", "格数比表头多", SEVERITY_ERROR,
                         "表头有 〔几〕 列，这一行在它们之外还有 〔几〕 格有"
                         "内容，没有读",
                         "多为内容里的分隔符没有加引号，后面的列都错了位；"
                         "请重新导出",
                         FILE_ITSELF},
    [NOTE_TABLE_LACKING] = {"STR042", "格数比表头少", SEVERITY_WARNING,
                            "这一行比表头少 〔几〕 格（表头有 〔几〕 列），"
                            "少的按空白读",
                            "若不是末尾的空格被省去，请重新导出", FILE_ITSELF},
    [NOTE_TABLE_QUOTE] = {"STR043", "引号没有配对", SEVERITY_ERROR,
                          "这一行有引号没有配对，引号按文字读，后面的格可能"
                          "错位",
                          "内容里的引号要写成两个；请重新导出", FILE_ITSELF},
    [NOTE_EXCEL_SERIAL] =
        {"STR044", "日期成了序列数", SEVERITY_WARNING,
         "日期写成了 Excel 的序列数 〔序列数〕，已按 〔日期〕 "
         "读取",
         "导出前把这一列的格式设为日期或文本", FILE_ITSELF},
    [NOTE_EXCEL_ZERO] = {"STR045", "编码缺开头的0", SEVERITY_WARNING,
                         "编码 〔编码〕 缺开头的 0，多为 Excel 去掉的，已按 "
                         "〔编码〕 读取",
                         "导出前把这一列的格式设为文本", FILE_ITSELF},
    [NOTE_EXCEL_BENT] = {"STR046", "长数字成了科学计数", SEVERITY_ERROR,
                         "长数字被 Excel 改成了科学计数，后面的位数已经丢失",
                         "导出前把这一列的格式设为文本，重新导出", FILE_ITSELF},
    [NOTE_EXCEL_ROUND] = {"STR047", "证件号末位成了0", SEVERITY_WARNING,
                          "证件号末三位是 000，校验不符，多为 Excel 只留 15 "
                          "位数字所致",
                          "对照证件补录，导出前把这一列的格式设为文本",
                          FILE_ITSELF},
    [NOTE_UNREAD] = {"STR050", "多数标签不认识", SEVERITY_ERROR,
                     "有 〔几〕 处标签不认识，认识的只有 〔几〕 处：〔标签〕；"
                     "没有读到的项目都没有检查，不报“没有填写”",
                     "请信息科用 pregroup dialects learn 文件 写出方言表的"
                     "开头，核对后加进方言表，再检查一次",
                     FILE_ITSELF},
    [NOTE_ID_CASE] = {"FMT011", "证件号末位小写", SEVERITY_WARNING,
                      "身份证号末位是小写 x，已按大写处理", "改为大写 X",
                      FILE_ITSELF},
    [NOTE_CASE] = {"FMT027", "编码大小写不规范", SEVERITY_WARNING,
                   "编码大小写不规范，已按规范写法处理",
                   "首字母大写，占位符 x 小写", FILE_ITSELF},
    [NOTE_CASE_SEVERAL] = {.message = "编码大小写不规范，已按规范写法处理；这份"
                                      "首页里另有 〔几〕 处：〔编码〕"},
    [NOTE_SIGNS] = {"STR035", "编码里有形近的符号", SEVERITY_WARNING,
                    "编码“〔编码〕”里有〔符号〕，已按 〔编码〕 处理",
                    "改用半角的字母、数字、小数点，占位符用小写字母 x，中间不留"
                    "空格",
                    FILE_ITSELF},
    [NOTE_FORM] =
        {"FMT100", "写法与接口不符", SEVERITY_WARNING,
         "内容读懂了，接口要求写作 〔写法〕",
         "请在导出程序里换成接口的写法；平台确实收这种写法的，可在医院"
         "文件里停用这一条",
         "接口的值域和日期格式，见 docs/platform.md"},
    [NOTE_MASKED] = {"FMT107", "证件号被遮盖", SEVERITY_INFO,
                     "证件号有遮盖的字符，没有核对",
                     "上传的文件要写全；只作分析而有意遮盖的可不改",
                     FILE_ITSELF},
    [NOTE_VALIDITY] = {"PCK001", "不在规则包有效期内", SEVERITY_INFO,
                       "出院日期不在规则包“〔名称〕”的有效期（〔首日〕 至 "
                       "〔末日〕）内",
                       "仍按本规则包分组和计算；请换用出院当日有效的规则包，"
                       "或用 -p 文件夹 让程序按出院日期选取",
                       "规则包的有效期（地区文件的 valid-from、valid-to）"},
    [NOTE_HOSPITAL] = {"PCK002", "机构代码不是本院的", SEVERITY_INFO,
                       "组织机构代码 〔代码〕 不是医院文件的 〔代码〕",
                       "仍按医院文件的代码和等级计算；如就是本院，请把这个"
                       "代码写进医院文件的 codes",
                       FILE_ITSELF},
    [NOTE_MAPPED] = {"MAP001", "编码按对照表换过", SEVERITY_INFO,
                     "编码 〔编码〕 不在本地区的编码表里，分组时按对照表换成 "
                     "〔编码〕",
                     "上传前请把编码换成医保版；首页里的编码没有改动",
                     CROSSWALK},
    [NOTE_MAPPED_SEVERAL] = {"MAP002", "编码对应几个医保编码", SEVERITY_WARNING,
                             "编码 〔编码〕 在对照表里对应几个医保版编码："
                             "〔编码〕，没有换",
                             "请按病历确定是其中哪一个，再改首页的编码",
                             CROSSWALK},
    [NOTE_MAPPED_NONE] = {"MAP003", "编码没有对应的医保码", SEVERITY_WARNING,
                          "编码 〔编码〕 不在本地区的编码表里，对照表里也没有"
                          "对应的编码，没有换",
                          "请核对编码和所用的版本；换成医保版编码后再看分组"
                          "结果",
                          CROSSWALK},
    [NOTE_NEAREST] = {"MAP004", "相近的编码", SEVERITY_INFO,
                      "本地区编码表里与 〔编码〕 相近的有（相近不等于正确）："
                      "〔编码和名称〕",
                      "请对照病历核对是否录错", "本地区规则包里的编码表"},
    [NOTE_GRAY] = {"GRP001", "灰码", SEVERITY_WARNING,
                   "〔主要诊断或手术操作〕 〔编码〕 在本地区的灰码表里"
                   "〔分组时看不看它、共几个〕",
                   "请按病历核对编码；与病历相符的照实填写",
                   "本地区规则包里的灰码表〔表名和行〕", SEVERITY_INFO,
                   "主要诊断不是灰码、本地区分组时照样看灰码手术操作"},
    [NOTE_GRAY_SIBLINGS] = {.advice =
                                "同一亚目里不是灰码的有：〔编码〕；请按病历"
                                "核对编码，与病历相符的照实填写"},
    [NOTE_UNUSED] = {"GRP002", "手术操作没有用于分组", SEVERITY_INFO,
                     "手术操作 〔编码〕 没有用在所入的病种 〔病种〕 里"
                     "〔这样的共几项〕",
                     "请按手术记录核对这项操作的编码，看它针对的是不是主要"
                     "诊断；属实的照实保留" NO_ADVICE,
                     CATALOGUE},
    [NOTE_NEAR_ROW] = {"GRP003", "差一项操作入核心病种", SEVERITY_INFO,
                       "入了综合病种 〔病种〕；同一诊断的病种 〔病种〕 只差一"
                       "项：没有〔主要或相关〕操作 〔操作〕〔同样的共几行〕",
                       "请按手术记录核对操作有没有漏填、编码是否与记录相符；"
                       "没有施行的不要添加" NO_ADVICE,
                       CATALOGUE},
    [NOTE_ORDER] = {"GRP004", "手术操作填写顺序", SEVERITY_WARNING,
                    "第一条手术操作是 〔编码〕，第 〔几〕 条 〔编码〕 的"
                    "〔类别或级别〕更高",
                    "主要手术操作一般是针对主要诊断的；请按手术记录核对填写"
                    "顺序，顺序属实的不必改" NO_ADVICE,
                    CATALOGUE},
    [NOTE_EXCLUDED] = {"GRP005", "主要诊断不能入组", SEVERITY_INFO,
                       "主要诊断 〔编码〕 不能作为主要诊断入组",
                       "同一亚目里没有可以入组的编码；请按病历核对主要诊断的"
                       "选择",
                       LIST},
    [NOTE_EXCLUDED_SIBLINGS] = {.advice =
                                    "同一亚目里没有列入、目录里有病种的有："
                                    "〔编码〕；请按病历核对主要诊断能否写得"
                                    "更具体，与病历不符的不要改" NO_ADVICE},
    [NOTE_SIMPLE] = {"GRP006", "按保守治疗入组", SEVERITY_WARNING,
                     "主要手术操作 〔编码〕 按保守治疗入组，第 〔几〕 条 "
                     "〔编码〕 是手术或介入治疗",
                     "主要手术操作一般是针对主要诊断、风险和难度最大的；请按"
                     "手术记录核对填写顺序，顺序属实的不必改" NO_ADVICE,
                     LIST},
    [NOTE_SAME_NUMBER] = {"BAT001", "同一次住院出现两次", SEVERITY_ERROR,
                          "同一次住院出现两次：病案号和住院次数与 〔来源〕 第 "
                          "〔几〕 条相同",
                          "只上传一份；若是两次住院，核对住院次数",
                          WHOLE_BATCH},
    [NOTE_SAME_DATES] = {"BAT002", "可能是同一次住院", SEVERITY_WARNING,
                         "可能是同一次住院：病案号和入出院日期与 〔来源〕 第 "
                         "〔几〕 条相同，住院次数不同",
                         "核对是否同一次住院，更正住院次数", WHOLE_BATCH},
    [NOTE_SOON] = {"BAT003", "短期内再入院", SEVERITY_WARNING,
                   "短期内再入院：距上次出院不久又住院，上次见 〔来源〕 第 "
                   "〔几〕 条（相隔 〔几〕 天）",
                   "核对两次住院的主要诊断，是不是一次住院分成了两次；"
                   "按计划再住院的属实",
                   WHOLE_BATCH},
    [NOTE_OVERLAP] = {"BAT004", "两次住院时间重叠", SEVERITY_WARNING,
                      "两次住院的时间重叠：入院时 〔来源〕 第 〔几〕 条的那次"
                      "住院还没有结束",
                      "核对两份首页的入院和出院日期", WHOLE_BATCH},
    [NOTE_REFERRAL] = {"BAT006", "双向转诊", SEVERITY_INFO,
                       "上次转院或转社区，这次由其他医疗机构转入，可能是双向"
                       "转诊，上次见 〔来源〕 第 〔几〕 条（相隔 〔几〕 天）",
                       "双向转诊视为一次住院的地区，两次合起来看起付线和费用",
                       WHOLE_BATCH},
    [NOTE_MASKED_MOST] = {"BAT005", "证件号被遮盖", SEVERITY_WARNING,
                          "大部分记录的证件号有遮盖的字符（〔几〕 条），没有"
                          "核对；只在这里说一次",
                          "上传的文件要写全；只作分析而有意遮盖的可不改",
                          WHOLE_BATCH},
    [NOTE_MASKED_SOME] = {.message = "证件号有遮盖的字符，没有核对"},
};

struct own_check own_check(enum note note)
{
    const struct own_check said = checks[note];
    struct own_check c;

    while (checks[note].id == NULL)
        note--;
    c = checks[note];
    c.message = said.message != NULL ? said.message : c.message;
    c.advice = said.advice != NULL ? said.advice : c.advice;
    return c;
}

enum note own_check_find(struct text id)
{
    unsigned n = 0;

    while (n < NOTE_COUNT && (checks[n].id == NULL ||
                              !text_equal_fold(text_of(checks[n].id), id)))
        n++;
    return (enum note)n;
}

const struct pack_override *own_check_override(const struct pack *p,
                                               struct text id)
{
    PACK_EACH (o, p, SECTION_OVERRIDE, pack_override) {
        if (text_equal(pack_text(p, o->id), id))
            return o;
    }
    return NULL;
}

/* ---- filling in ---------------------------------------------------------- */

struct target {
    char *at;
    size_t left; /* without the NUL */
};

static void put_in(struct target *t, const char *bytes, size_t length)
{
    const size_t n = length < t->left ? length : t->left;

    memcpy(t->at, bytes, n);
    t->at += n;
    t->left -= n;
}

size_t own_check_fill(const char *sentence, const char *const **words,
                      char *out, size_t room)
{
    struct target t = {out, room - 1};
    const char *place;

    for (; **words != NULL && (place = strstr(sentence, "〔")) != NULL;
         (*words)++) {
        put_in(&t, sentence, (size_t)(place - sentence));
        put_in(&t, **words, strlen(**words));
        sentence = strstr(place, "〕") + strlen("〕");
    }
    put_in(&t, sentence, strlen(sentence));
    *t.at = '\0';
    return (size_t)(t.at - out);
}
