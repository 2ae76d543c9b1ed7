// Offsets of time zones: changes by binary search, and the footer's rule (RFC 8536, 3.3) for the
// years behind them, computed for any year there is.
#include "feel/zones.h"

#include "feel/node.h"

#define DAY_SECONDS ((int64_t)86400)

const struct zone *zone_find(str name) {
    size_t low = 0;
    size_t high = zone_name_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_compare(str_of(zone_names[middle].name), name);
        if (order == 0) return zone_names[middle].zone;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

// The rule's moment in a year, as local time without an offset.
static int64_t rule_in(const struct zone_rule *rule, int64_t year) {
    int64_t first = 0;
    calendar_join((struct calendar_parts){year, rule->month, 1}, &first);
    int weekday = calendar_weekday(first) % 7; // 0 Sunday
    int64_t day = first + (rule->weekday - weekday + 7) % 7 + 7 * (rule->week - 1);
    if (rule->week == 5 && calendar_split(day).month != rule->month) day -= 7;
    return day * DAY_SECONDS + rule->seconds;
}

static int32_t offset_by_rule(const struct zone *zone, int64_t utc) {
    if (!zone->has_rule) return zone->standard;
    int64_t local = utc + zone->standard;
    int64_t days = local / DAY_SECONDS - (local % DAY_SECONDS < 0 ? 1 : 0);
    int64_t year = calendar_split(days).year;
    int64_t start = rule_in(&zone->start, year) - zone->standard;
    int64_t end = rule_in(&zone->end, year) - zone->daylight;
    bool is_daylight = start < end ? utc >= start && utc < end : utc >= start || utc < end;
    return is_daylight ? zone->daylight : zone->standard;
}

int32_t zone_offset_at(const struct zone *zone, int64_t utc) {
    size_t low = 0;
    size_t high = zone->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (zone->changes[middle].at <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->count) return offset_by_rule(zone, utc);
    return low == 0 ? zone->before : zone->changes[low - 1].offset;
}

int32_t zone_offset_of(const struct zone *zone, int64_t local) {
    // Offsets are less than a day, and no zone changes twice within two days.
    int32_t before = zone_offset_at(zone, local - DAY_SECONDS);
    int32_t after = zone_offset_at(zone, local + DAY_SECONDS);
    if (before == after || zone_offset_at(zone, local - before) == before) return before;
    return zone_offset_at(zone, local - after) == after ? after : before;
}
