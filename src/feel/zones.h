// zones: IANA's time zones, from a table that tools/zones makes when the program is built. Only the
// files of src/feel include it.
#ifndef FEEL_ZONES_H
#define FEEL_ZONES_H

#include "base/str.h"

// From this moment on (seconds since 1970-01-01 UTC) the offset is another.
struct zone_change {
    int64_t at;
    int32_t offset; // seconds east of UTC
};

// The week-th weekday (0: Sunday) of a month, 5: the last one; seconds of that day's local time.
struct zone_rule {
    int8_t month;
    int8_t week;
    int8_t weekday;
    int32_t seconds;
};

struct zone {
    const struct zone_change *changes;
    size_t count;
    int32_t before; // the offset before all changes
    // Behind the last change: for ever standard, or daylight from start to end of each year.
    int32_t standard;
    int32_t daylight;
    bool has_rule;
    struct zone_rule start;
    struct zone_rule end;
};

struct zone_name {
    const char *name;
    const struct zone *zone;
};

extern const struct zone_name zone_names[]; // in byte order
extern const size_t zone_name_count;

// "Europe/Paris"; NULL where there is no such zone.
const struct zone *zone_find(str name);
// The offset at a moment, seconds since 1970-01-01 UTC.
int32_t zone_offset_at(const struct zone *zone, int64_t utc);
// The offset of a local time, seconds since 1970-01-01 as the clock on the wall shows it. What the
// clock shows twice is the earlier one; what it skips is counted on with the offset before.
int32_t zone_offset_of(const struct zone *zone, int64_t local);

#endif
