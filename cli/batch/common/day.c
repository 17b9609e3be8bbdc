#include "batch/common/day.h"

#include "base/calendar.h"

bool day_read(struct text t, int32_t *out)
{
    int32_t part[3] = {0, 0, 0};

    if (t.length != 10)
        return false;
    for (size_t i = 0, which = 0; i < t.length; i++) {
        if (i == 4 || i == 7) {
            which++;
            if (t.at[i] != '-')
                return false;
        } else if (t.at[i] >= '0' && t.at[i] <= '9')
            part[which] = part[which] * 10 + (t.at[i] - '0');
        else
            return false;
    }
    return calendar_day(part[0], part[1], part[2], out);
}
