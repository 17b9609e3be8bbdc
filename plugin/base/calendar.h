/*
 * calendar.h -- dates of the Gregorian calendar, without time zones.
 *
 * A moment is seconds since 1970-01-01 00:00:00 of the hospital's own clock;
 * a day is days since 1970-01-01. Years 1800 to 2200; pure functions.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define SECONDS_PER_DAY 86400

struct calendar {
    int32_t year, month, day, hour, minute, second;
};

/* How exactly a text gave the time. */
enum calendar_precision {
    CALENDAR_DAY,
    CALENDAR_HOUR,
    CALENDAR_MINUTE,
    CALENDAR_SECOND
};

/* Days since 1970-01-01; false if there is no such day. */
bool calendar_day(int32_t year, int32_t month, int32_t day, int32_t *out);

/* Reads 2025-03-10, letter for letter; false if it is no such day. */
bool calendar_day_read(struct text t, int32_t *out);

/* Moment of a full calendar time; false if there is no such time. */
bool calendar_moment(const struct calendar *c, int64_t *out);

/* The calendar time of a moment. */
struct calendar calendar_of(int64_t moment);

/* Day of a moment, rounding down. */
int32_t calendar_day_of(int64_t moment);

/* Completed years from day `birth` to day `on`; negative if on < birth. A
 * birthday on 29 February completes on 1 March in other years. */
int32_t calendar_years(int32_t birth, int32_t on);

/* Writes 2024-06-08, 2024-06-08 15:00 or 2024-06-08 15:00:30, as precise as
 * asked for, but seconds only if they are not 0. At most 20 bytes; returns the
 * number written. */
size_t calendar_text(int64_t moment, enum calendar_precision precision,
                     char *out);

#endif
