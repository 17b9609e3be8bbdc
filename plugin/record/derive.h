/*
 * derive.h -- values that follow from others of the same record.
 */
#ifndef RECORD_DERIVE_H
#define RECORD_DERIVE_H

#include "record/record.h"

/*
 * After record_finish: hours of an ICU stay from its times, 重症监护天数 from
 * all stays (every 24 hours begun count one day); and, where the record's
 * dialect has no tag for them, 总费用 as the sum of the charges and 自付金额
 * as 个人自付 plus 个人自费. Such cells carry CELL_DERIVED and no tag.
 */
void record_derive(struct record *record, uint32_t dialect);

#endif
