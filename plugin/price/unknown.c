#include "price/unknown.h"

#include "result/notes.h"

static bool absent(const struct result *r, uint16_t field)
{
    return field == PACK_NO_FIELD ||
           record_scalar(&r->record, field)->state == CELL_ABSENT;
}

struct text unknown_added(struct result *r, struct text why)
{
    const struct pack_known *known = &r->pack->known;
    const bool age = absent(r, known->age) && absent(r, known->birth_date);
    const bool stay =
        absent(r, known->admission_time) || absent(r, known->discharge_time);
    const bool insurance =
        absent(r, known->insurance_type) && absent(r, known->payment_method);

    if (!absent(r, known->sex) || !absent(r, known->total_cost))
        return why;
    return text_of(note_format(
        r,
        "%.*s。本记录没有：性别、%s%s%s总费用（4101A 这样的消息不带，平台取自"
        "结算）；请用 --pages 给出同一次住院的首页",
        SPELL(why), age ? "年龄、" : "", stay ? "住院时间、" : "",
        insurance ? "医保类型、" : ""));
}
