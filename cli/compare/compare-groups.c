/* Another group: which setting of the region the platform's group speaks
 * for. */
#include "base/decimal.h"
#include "compare.h"

/* ---- words to settings --------------------------------------------------- */

struct clue {
    const char *part; /* of what the grouping says */
    const char *word; /* the setting, as in region.xml */
    const char *what, *setting;
};

#define PICK(filter)                                                           \
    "pick", "平台取了本地按 " filter " 落选的病种",                            \
        "region.xml 的 <pick>：" filter " 的先后或去留"

/* What candidates lost by (pick_lost_words). */
static const struct clue lost[] = {
    {"项手术操作，选中的匹配", PICK("matched-operations")},
    {"只匹配一部分", PICK("matched-operations")},
    {"第一手术", PICK("principal-operation")},
    {"没有用上，选中的全部用上", PICK("exact-set")},
    {"次均费用", PICK("nearest-cost")},
    {"低于选中的", PICK("score")},
    {"排在选中的第", PICK("order")},
    {"取目录中靠前的", PICK("order")},
    {"只用上", PICK("used-operations")},
    {"只写到手术操作的前几位", PICK("exact-code")},
    {"手术类的操作没有用上", PICK("surgery-used")},
    {"按病种类别的次序", PICK("kind")},
    {"按病种类型的次序", PICK("type")},
};

static const struct clue conservative = {
    NULL, "conservative-row", "手术栏空着的病种收哪些病例，平台与本地不同",
    "region.xml 的 <conservative-row>"};
static const struct clue matching = {
    NULL, "op-match", "目录的手术操作编码写到几位算相符，平台与本地不同",
    "region.xml 的 <grouping op-match>"};
static const struct clue operations = {
    NULL, "operations", "平台的病种要求的手术操作，本地没有",
    "清单上传的手术操作、编码版本和对照表，<grouping op-match>"};

/* What rows that were no candidates lack (group_why_not). */
static const struct clue missing[] = {
    {"这一行只收", "conservative-row",
     "手术栏空着的病种收哪些病例，平台与本地不同",
     "region.xml 的 <conservative-row>"},
    {"，本例属于", "class", "综合病种的操作类别，平台与本地不同",
     "region.xml 的 <comprehensive class intervention>，手术操作的类别表"},
    {"没有主要操作", "operations", "平台的病种要求的手术操作，本地没有",
     "清单上传的手术操作、编码版本和对照表，<grouping op-match>"},
    {"没有相关操作", "related", "平台的病种要求的相关操作，本地没有全部对上",
     "目录的 <catalogue related>，清单上传的手术操作"},
    {"不符合条件", "when", "平台的病种的条件，本例不符合",
     "目录的 when、other_dx 列，<catalogue when>"},
    {"手术操作的先后", "op-order", "手术操作的先后，平台不计较",
     "region.xml 的 <grouping op-order>"},
    {"主要手术操作不是这一行", "operation",
     "平台的病种不要求由主要手术操作满足",
     "目录的 operation 列，<catalogue operation>"},
    {"主要诊断不参与分组", "exclude", "平台没有排除这个主要诊断",
     "region.xml 的 <exclude system=\"diagnosis\">"},
    {"在前面的层", "layers", "平台先看另一层的病种",
     "region.xml 的 <layers>，<conservative-row>"},
};

static const struct clue unknown = {
    NULL, "unknown", "平台的病种不在本地候选中",
    "主要诊断、手术编码、目录版本；check --why 可看出是哪一项设置"};

static const struct clue *find_clue(const struct clue *list, size_t count,
                                    struct text said)
{
    for (size_t i = 0; i < count; i++)
        if (text_contains(said, text_of(list[i].part)))
            return &list[i];
    return &unknown;
}

/* ---- what the result says ------------------------------------------------ */

/* The object of a list whose `group` is this; NULL if there is none. */
static const json_t *of_group(const json_t *list, struct text group)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (text_equal(tree_text(json_array_get(list, i), "group"), group))
            return json_array_get(list, i);
    return NULL;
}

/* What stands behind the first `word` in t; empty without. */
static struct text behind_word(struct text t, struct text word)
{
    for (size_t i = 0; i + word.length <= t.length; i++)
        if (text_starts(text_behind(t, i), word))
            return text_behind(t, i + word.length);
    return TEXT("");
}

/* Codes of a cell of the catalogue begin where a separator ends. */
static bool begins_code(struct text codes, size_t at)
{
    return at == 0 || memchr("/+,;", codes.at[at - 1], 4) != NULL;
}

/* True if one of the codes that are asked for is the beginning of `code`, and
 * not all of it. */
static bool begun_by(struct text code, struct text asked)
{
    for (size_t i = 0; i < asked.length; i++) {
        size_t end = i;
        if (!begins_code(asked, i))
            continue;
        while (end < asked.length && memchr("/+,;", asked.at[end], 4) == NULL)
            end++;
        if (end - i < code.length && end - i > 2 &&
            text_starts(code, text_slice(asked, i, end)))
            return true;
    }
    return false;
}

/* True if our group was taken by the beginning of an operation's code. */
static bool taken_by_prefix(const json_t *why)
{
    for (size_t i = 0; i < json_array_size(why); i++) {
        const struct text said = tree_value(json_array_get(why, i));
        const struct text code = behind_word(said, TEXT("手术操作 "));
        struct text asked = behind_word(said, TEXT(" 满足目录要求的"));
        asked = text_behind(asked, text_find(asked, ' '));
        if (asked.length > 1 && begun_by(text_head(code, text_find(code, ' ')),
                                         text_behind(asked, 1)))
            return true;
    }
    return false;
}

/* True if our group asks for no operation, though the page has some. */
static bool taken_without_operation(const json_t *result)
{
    const json_t *grouping = json_object_get(result, "grouping");
    const json_t *why = json_object_get(grouping, "why");
    const json_t *list =
        json_object_get(json_object_get(result, "fields"), "procedures");
    bool any = false;

    for (size_t i = 0; i < json_array_size(why); i++) {
        const struct text said = tree_value(json_array_get(why, i));
        if (text_contains(said, TEXT("满足目录要求的")))
            return false;
    }
    for (size_t i = 0; i < json_array_size(list); i++)
        any |= tree_text(json_array_get(list, i), "code").length != 0;
    return any &&
           !text_equal(tree_text(grouping, "kind"), TEXT("comprehensive"));
}

/* True if an operation of the page begins with one that is said to lack. */
static bool lacks_by_prefix(const json_t *result, struct text said)
{
    const json_t *list =
        json_object_get(json_object_get(result, "fields"), "procedures");
    struct text asked = behind_word(said, TEXT("操作 "));

    asked = text_head(asked, text_find(asked, '\xEF')); /* of （ */
    for (size_t i = 0; i < json_array_size(list); i++)
        if (begun_by(tree_text(json_array_get(list, i), "code"), asked))
            return true;
    return false;
}

static const struct clue *missing_clue(const json_t *result, struct text said)
{
    const json_t *why =
        json_object_get(json_object_get(result, "grouping"), "why");
    const struct clue *clue = find_clue(missing, COUNT_OF(missing), said);
    const bool asks = text_contains(said, TEXT("没有主要操作")) ||
                      text_contains(said, TEXT("没有相关操作"));

    if (asks)
        return lacks_by_prefix(result, said) ? &matching : clue;
    if (taken_by_prefix(why))
        return &matching;
    if (text_contains(said, TEXT("在前面的层")) &&
        taken_without_operation(result))
        return &conservative;
    return clue;
}

/* ---- the group ----------------------------------------------------------- */

static void take_clue(struct comparison *c, const struct clue *clue)
{
    c->word = text_of(clue->word);
    c->what = text_of(clue->what);
    c->setting = text_of(clue->setting);
}

static void take_catalogue(struct arena *arena, const struct pack *pack,
                           struct comparison *c)
{
    char words[CATALOGUE_WORDS];
    const char *known =
        compare_catalogue(pack, c->group, c->official_group, words);

    if (known == NULL)
        return;
    c->reason = compare_say(arena, "平台的病种不在本地候选中，%s", known);
    if (text_starts(text_of(known), TEXT("规则包的目录"))) {
        c->word = TEXT("catalogue");
        c->what = TEXT("平台的病种不在规则包的目录里");
        c->setting = TEXT("目录的版本、地区，病种编码的写法");
    } else if (text_starts(text_of(known), TEXT("诊断相同"))) {
        take_clue(c, &operations);
    } else {
        c->word = TEXT("diagnosis");
        c->what = TEXT("平台的病种属另一个主要诊断");
        c->setting = TEXT("清单上传的主要诊断，诊断编码的版本和对照表");
    }
}

/* Without the platform's own amount, what the group is worth here. */
static void take_candidate_money(const json_t *candidate, struct comparison *c)
{
    const struct compare_amount *standard = &c->amounts[COMPARE_STANDARD];
    int128 n;

    if (!standard->here || standard->there ||
        !decimal_parse(tree_text(candidate, "standard"), &n))
        return;
    c->has_money = c->estimated =
        decimal_subtract(n, standard->ours, &c->money);
}

void compare_group(struct comparisons *all, const json_t *result,
                   struct comparison *c)
{
    const json_t *grouping = json_object_get(result, "grouping");
    const json_t *candidate =
        of_group(json_object_get(grouping, "candidates"), c->official_group);
    const json_t *absent =
        of_group(json_object_get(grouping, "why_not"), c->official_group);
    struct text said;

    take_clue(c, &unknown);
    c->reason = TEXT("平台的病种不在本地候选中：核对主要诊断、手术编码、"
                     "目录版本（-p 给出计算时的规则包，或 check --why，"
                     "可看出缺什么）");
    if (candidate != NULL) {
        said = tree_text(candidate, "lost_by");
        take_clue(c, find_clue(lost, COUNT_OF(lost), said));
        take_candidate_money(candidate, c);
        c->reason = compare_say(
            &all->arena, "平台的病种在本地候选中，落选原因：%.*s", SPELL(said));
    } else if (absent != NULL) {
        said = tree_text(absent, "missing");
        take_clue(c, missing_clue(result, said));
        c->reason = compare_say(&all->arena, "平台的病种在本地不是候选：%.*s",
                                SPELL(said));
    } else if (compare_same_pack(result, all->pack)) {
        take_catalogue(&all->arena, all->pack, c);
    }
}
