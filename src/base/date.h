// date: a day of the proleptic Gregorian calendar, as days since 1970-01-01. instant: milliseconds
// since 1970-01-01T00:00Z. Business days are those of the book's zone (minutes east of UTC; China
// has no summer time). Nobody here reads a clock: os/ does.
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/arena.h"
#include "base/str.h"

typedef struct date {
    int32_t days;
} date;

#define DATE_NONE ((date){INT32_MIN})

typedef int64_t instant; // ms, UTC; INSTANT_NONE where there is none

#define INSTANT_NONE ((instant)0)
#define DAY_MS ((int64_t)86400000)
#define SHANGHAI_MINUTES 480

struct date_parts {
    int32_t year;
    int32_t month; // 1..12
    int32_t day;   // 1..31
};

bool date_is_none(date day);
int date_compare(date a, date b);
struct date_parts date_split(date day);
// No check: parts must be a real day (date_is_real).
date date_join(struct date_parts parts);
bool date_is_real(struct date_parts parts);
// 1 Monday .. 7 Sunday.
int date_weekday(date day);
date date_add_days(date day, int32_t days);

// "2026-11-25", years 0001..9999. False when it is not a real day in this form.
bool date_parse(str text, date *ret_day);
str date_print(struct arena *arena, date day);

// "2026-11-25T07:59:00.000Z" and back (also without fraction, and with +08:00).
bool instant_parse(str text, instant *ret_time);
str instant_print(struct arena *arena, instant time);

// The day in a zone zone_minutes east of UTC, and the instant at which that day begins there.
date date_of_instant(instant time, int zone_minutes);
instant date_start(date day, int zone_minutes);

#endif
