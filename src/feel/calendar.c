// Dates, times and durations: their texts (ISO 8601 as FEEL narrows it) and their arithmetic. Years
// go from -999999999 to 999999999, so days are 64 bits here and base/date.h (business days, years
// 1 to 9999) is not enough. The civil-date arithmetic is Howard Hinnant's days_from_civil.
// A zone by name ("@Europe/Paris") is kept as it was written. A date and time in a zone knows its
// offset; a time of day in a zone does not, as that hangs on the day.
#include "feel/node.h"
#include "feel/zones.h"

#include <stdio.h>

enum { YEAR_MAX = 999999999, OFFSET_HOURS_MAX = 18 };

#define NANOS ((int64_t)1000000000)
#define DAY_SECONDS ((int64_t)86400)
#define DAY_NANOS (DAY_SECONDS * NANOS)

struct calendar_parts calendar_split(int64_t days) {
    int64_t shifted = days + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153; // 0 is March
    struct calendar_parts parts;
    parts.day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    parts.month = (int)(month < 10 ? month + 3 : month - 9);
    parts.year = year_of_era + era * 400 + (parts.month <= 2 ? 1 : 0);
    return parts;
}

static int days_in_month(int64_t year, int month) {
    static const int8_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29 : lengths[month - 1];
}

bool calendar_join(struct calendar_parts parts, int64_t *ret_days) {
    if (parts.year < -YEAR_MAX || parts.year > YEAR_MAX || parts.month < 1 || parts.month > 12 ||
        parts.day < 1 || parts.day > days_in_month(parts.year, parts.month))
        return false;
    int64_t year = parts.year - (parts.month <= 2 ? 1 : 0);
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int month = parts.month > 2 ? parts.month - 3 : parts.month + 9;
    int64_t day_of_year = (153 * month + 2) / 5 + parts.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    *ret_days = era * 146097 + day_of_era - 719468;
    return true;
}

int calendar_weekday(int64_t days) {
    int64_t since_monday = (days + 3) % 7; // 1970-01-01 was a Thursday
    return (int)(since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

bool calendar_add_months(int64_t days, int64_t months, int64_t *ret_days) {
    struct calendar_parts parts = calendar_split(days);
    __int128 count = (__int128)parts.year * 12 + parts.month - 1 + months;
    if (count > (__int128)YEAR_MAX * 12 + 11 || count < -(__int128)YEAR_MAX * 12) return false;
    int64_t total = (int64_t)count;
    parts.year = (total >= 0 ? total : total - 11) / 12;
    parts.month = (int)(total - parts.year * 12) + 1;
    int last = days_in_month(parts.year, parts.month);
    if (parts.day > last) parts.day = last;
    return calendar_join(parts, ret_days);
}

// ---- arithmetic on one line ----

calendar_nanos calendar_span_nanos(struct feel_span span) {
    return (calendar_nanos)span.seconds * NANOS + span.nanos;
}

static calendar_nanos floor_divide(calendar_nanos a, calendar_nanos b) {
    calendar_nanos quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

bool calendar_span_of(calendar_nanos nanos, struct feel_span *ret_span) {
    calendar_nanos seconds = floor_divide(nanos, NANOS);
    if (seconds > INT64_MAX || seconds < -INT64_MAX) return false;
    ret_span->seconds = (int64_t)seconds;
    ret_span->nanos = (int32_t)(nanos - seconds * NANOS);
    return true;
}

calendar_nanos calendar_line(const struct feel_moment *moment) {
    calendar_nanos local = (calendar_nanos)moment->days * DAY_NANOS + moment->nanos;
    return local - (moment->has_offset ? (calendar_nanos)moment->offset_seconds * NANOS : 0);
}

bool calendar_on_one_line(const struct feel_moment *a, const struct feel_moment *b) {
    if (a->has_offset != b->has_offset) return false;
    return a->has_offset || str_equal(a->zone, b->zone);
}

// A moment in a zone moves on UTC's line and comes back by the offset that holds there.
static calendar_nanos local_again(const struct feel_moment *moment, calendar_nanos local,
                                  int32_t *ret_offset) {
    const struct zone *zone = zone_find(moment->zone);
    ASSERT(zone != NULL);
    calendar_nanos utc = local - (calendar_nanos)moment->offset_seconds * NANOS;
    calendar_nanos seconds = floor_divide(utc, NANOS);
    if (seconds > INT64_MAX / 2 || seconds < -INT64_MAX / 2) return local;
    *ret_offset = zone_offset_at(zone, (int64_t)seconds);
    return utc + (calendar_nanos)*ret_offset * NANOS;
}

bool calendar_add_nanos(const struct feel_moment *moment, enum feel_kind kind, calendar_nanos nanos,
                        struct feel_moment *ret_moment) {
    struct feel_moment moved = *moment;
    calendar_nanos total = (calendar_nanos)moment->days * DAY_NANOS + moment->nanos + nanos;
    if (moment->zone.size > 0 && moment->has_offset)
        total = local_again(moment, total, &moved.offset_seconds);
    calendar_nanos days = floor_divide(total, DAY_NANOS);
    moved.nanos = (int64_t)(total - days * DAY_NANOS);
    moved.days = 0;
    if (kind != FEEL_TIME) {
        calendar_nanos limit = (calendar_nanos)366 * (YEAR_MAX + 1);
        if (days > limit || days < -limit) return false;
        moved.days = (int64_t)days;
        struct calendar_parts parts = calendar_split(moved.days);
        if (parts.year > YEAR_MAX || parts.year < -YEAR_MAX) return false;
    }
    *ret_moment = moved;
    return true;
}

// ---- reading ----

struct reader {
    str text;
    size_t at;
};

static bool take(struct reader *reader, char byte) {
    if (reader->at >= reader->text.size || reader->text.data[reader->at] != byte) return false;
    reader->at++;
    return true;
}

static bool at_end(const struct reader *reader) {
    return reader->at == reader->text.size;
}

// Between count_min and count_max digits; all digits there are.
static bool take_number(struct reader *reader, size_t count_min, size_t count_max,
                        int64_t *ret_number) {
    size_t start = reader->at;
    int64_t number = 0;
    while (!at_end(reader) && reader->text.data[reader->at] >= '0' &&
           reader->text.data[reader->at] <= '9') {
        if (reader->at - start >= count_max) return false;
        number = number * 10 + (reader->text.data[reader->at++] - '0');
    }
    if (reader->at - start < count_min) return false;
    *ret_number = number;
    return true;
}

static bool take_date(struct reader *reader, int64_t *ret_days) {
    bool is_before = take(reader, '-');
    int64_t year, month, day;
    size_t start = reader->at;
    if (!take_number(reader, 4, 9, &year)) return false;
    // More than four digits do not begin with 0 (XML Schema part 2, 3.3.9).
    if (reader->at - start > 4 && reader->text.data[start] == '0') return false;
    if (!take(reader, '-') || !take_number(reader, 2, 2, &month) || !take(reader, '-') ||
        !take_number(reader, 2, 2, &day))
        return false;
    struct calendar_parts parts = {is_before ? -year : year, (int)month, (int)day};
    return calendar_join(parts, ret_days);
}

// ".5": up to nine digits count, more are cut off.
static bool take_fraction(struct reader *reader, int64_t *ret_nanos) {
    *ret_nanos = 0;
    if (!take(reader, '.')) return true;
    size_t start = reader->at;
    int64_t unit = NANOS / 10;
    while (!at_end(reader) && reader->text.data[reader->at] >= '0' &&
           reader->text.data[reader->at] <= '9') {
        *ret_nanos += (reader->text.data[reader->at++] - '0') * unit;
        unit /= 10;
    }
    return reader->at > start;
}

// "Z", "+08:00", "-05:30:15", "@Europe/Paris", or nothing; to the end.
static bool take_zone(struct reader *reader, struct feel_moment *moment) {
    if (at_end(reader)) return true;
    if (take(reader, '@')) {
        moment->zone = str_slice(reader->text, reader->at, reader->text.size);
        reader->at = reader->text.size;
        return zone_find(moment->zone) != NULL;
    }
    moment->has_offset = true;
    if (take(reader, 'Z') || take(reader, 'z')) return at_end(reader);
    bool is_west = take(reader, '-');
    int64_t hours, minutes, seconds = 0;
    if (!is_west && !take(reader, '+')) return false;
    if (!take_number(reader, 2, 2, &hours) || !take(reader, ':') ||
        !take_number(reader, 2, 2, &minutes))
        return false;
    if (take(reader, ':') && !take_number(reader, 2, 2, &seconds)) return false;
    if (hours > OFFSET_HOURS_MAX || minutes > 59 || seconds > 59) return false;
    int64_t offset = hours * 3600 + minutes * 60 + seconds;
    if (offset > OFFSET_HOURS_MAX * 3600) return false;
    moment->offset_seconds = (int32_t)(is_west ? -offset : offset);
    return at_end(reader);
}

static bool take_time(struct reader *reader, struct feel_moment *moment) {
    int64_t hour, minute, second, nanos;
    if (!take_number(reader, 2, 2, &hour) || !take(reader, ':') ||
        !take_number(reader, 2, 2, &minute) || !take(reader, ':') ||
        !take_number(reader, 2, 2, &second) || !take_fraction(reader, &nanos))
        return false;
    bool is_midnight = hour == 24 && minute == 0 && second == 0 && nanos == 0;
    if ((hour > 23 && !is_midnight) || minute > 59 || second > 59) return false;
    moment->nanos = (hour * 3600 + minute * 60 + second) * NANOS + nanos;
    return take_zone(reader, moment);
}

bool calendar_read_date(str text, int64_t *ret_days) {
    struct reader reader = {text, 0};
    return take_date(&reader, ret_days) && at_end(&reader);
}

bool calendar_read_time(str text, struct feel_moment *ret_moment) {
    struct reader reader = {text, 0};
    struct feel_moment moment = {0};
    if (!take_time(&reader, &moment)) return false;
    if (moment.nanos == DAY_NANOS) moment.nanos = 0;
    *ret_moment = moment;
    return true;
}

bool calendar_read_date_time(str text, struct feel_moment *ret_moment) {
    struct reader reader = {text, 0};
    struct feel_moment moment = {0};
    if (!take_date(&reader, &moment.days)) return false;
    if (!at_end(&reader) && (!take(&reader, 'T') || !take_time(&reader, &moment))) return false;
    if (moment.nanos == DAY_NANOS) { // 24:00:00 is the next day's midnight
        moment.nanos = 0;
        moment.days++;
    }
    *ret_moment = moment;
    return true;
}

// One part of a duration, "12H"; false where the digits are followed by another letter.
static bool take_part(struct reader *reader, char unit, int64_t unit_size, calendar_nanos *sum) {
    struct reader start = *reader;
    int64_t number;
    if (!take_number(reader, 1, 18, &number) || !take(reader, unit)) {
        *reader = start;
        return false;
    }
    *sum += (calendar_nanos)number * unit_size;
    return true;
}

static bool take_seconds(struct reader *reader, calendar_nanos *seconds, int64_t *nanos) {
    struct reader start = *reader;
    int64_t number;
    if (take_number(reader, 1, 18, &number) &&
        (take_fraction(reader, nanos) || reader->text.data[reader->at - 1] == '.') &&
        take(reader, 'S')) { // "PT0.S" too
        *seconds += number;
        return true;
    }
    *reader = start;
    *nanos = 0;
    return false;
}

bool calendar_read_duration(str text, struct feel_value *ret_duration) {
    struct reader reader = {text, 0};
    bool is_negative = take(&reader, '-');
    if (!take(&reader, 'P') || at_end(&reader)) return false;
    calendar_nanos months = 0;
    bool has_years = take_part(&reader, 'Y', 12, &months);
    has_years |= take_part(&reader, 'M', 1, &months);
    if (has_years) {
        if (!at_end(&reader) || months > INT64_MAX) return false;
        int64_t count = (int64_t)months;
        *ret_duration = (struct feel_value){.kind = FEEL_MONTHS_DURATION,
                                            .months = is_negative ? -count : count};
        return true;
    }
    calendar_nanos seconds = 0;
    int64_t nanos = 0;
    take_part(&reader, 'D', DAY_SECONDS, &seconds);
    if (take(&reader, 'T')) {
        bool has_time = take_part(&reader, 'H', 3600, &seconds);
        has_time |= take_part(&reader, 'M', 60, &seconds);
        has_time |= take_seconds(&reader, &seconds, &nanos);
        if (!has_time) return false;
    }
    struct feel_span span;
    calendar_nanos total = seconds * NANOS + nanos;
    if (!at_end(&reader) || !calendar_span_of(is_negative ? -total : total, &span)) return false;
    *ret_duration = (struct feel_value){.kind = FEEL_DAYS_DURATION, .span = span};
    return true;
}

// The offset of a date and time in a zone, where what it has is not one that holds there.
static void settle(struct feel_moment *moment) {
    const struct zone *zone = zone_find(moment->zone);
    ASSERT(zone != NULL);
    int64_t local = moment->days * DAY_SECONDS + moment->nanos / NANOS;
    bool is_settled = moment->has_offset && zone_offset_at(zone, local - moment->offset_seconds) ==
                                                moment->offset_seconds;
    if (!is_settled) moment->offset_seconds = zone_offset_of(zone, local);
    moment->has_offset = true;
}

struct feel_value calendar_value(struct arena *arena, enum feel_kind kind,
                                 struct feel_moment moment) {
    if (moment.zone.size > 0 && kind == FEEL_DATE_TIME) settle(&moment);
    if (moment.zone.size > 0 && kind == FEEL_TIME) {
        moment.has_offset = false;
        moment.offset_seconds = 0;
    }
    struct feel_moment *kept = ARENA_NEW(arena, struct feel_moment);
    *kept = moment;
    return (struct feel_value){.kind = kind, .moment = kept};
}

bool calendar_read_any(struct arena *arena, str text, struct feel_value *ret_value) {
    struct feel_moment moment;
    int64_t days;
    if (calendar_read_duration(text, ret_value)) return true;
    if (calendar_read_date(text, &days)) {
        *ret_value = (struct feel_value){.kind = FEEL_DATE, .days = days};
        return true;
    }
    enum feel_kind kind = FEEL_DATE_TIME;
    if (!calendar_read_date_time(text, &moment)) {
        kind = FEEL_TIME;
        if (!calendar_read_time(text, &moment)) return false;
    }
    *ret_value = calendar_value(arena, kind, moment);
    return true;
}

// ---- printing ----

static void print_fraction(struct buf *out, int64_t nanos) {
    if (nanos == 0) return;
    char digits[12];
    snprintf(digits, sizeof(digits), ".%09d", (int)nanos);
    size_t size = 10;
    while (digits[size - 1] == '0') size--;
    buf_add(out, (str){digits, size});
}

static void print_day(struct buf *out, int64_t days) {
    struct calendar_parts parts = calendar_split(days);
    int64_t year = parts.year < 0 ? -parts.year : parts.year;
    buf_print(out, "%s%04lld-%02d-%02d", parts.year < 0 ? "-" : "", (long long)year, parts.month,
              parts.day);
}

static void print_time(struct buf *out, const struct feel_moment *moment) {
    int seconds = (int)(moment->nanos / NANOS);
    buf_print(out, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    print_fraction(out, moment->nanos % NANOS);
    if (moment->zone.size > 0) {
        buf_print(out, "@%.*s", STR_ARG(moment->zone));
    } else if (moment->has_offset && moment->offset_seconds == 0) {
        buf_add_byte(out, 'Z');
    } else if (moment->has_offset) {
        int offset = moment->offset_seconds < 0 ? -moment->offset_seconds : moment->offset_seconds;
        buf_print(out, "%c%02d:%02d", moment->offset_seconds < 0 ? '-' : '+', offset / 3600,
                  offset / 60 % 60);
        if (offset % 60 != 0) buf_print(out, ":%02d", offset % 60);
    }
}

static void print_part(struct buf *out, calendar_nanos number, char unit) {
    if (number == 0) return;
    buf_add_int(out, (int64_t)number);
    buf_add_byte(out, unit);
}

static void print_span(struct buf *out, struct feel_span span) {
    calendar_nanos total = calendar_span_nanos(span);
    if (total < 0) buf_add_byte(out, '-');
    if (total < 0) total = -total;
    calendar_nanos seconds = total / NANOS;
    int64_t nanos = (int64_t)(total % NANOS);
    buf_add_byte(out, 'P');
    print_part(out, seconds / DAY_SECONDS, 'D');
    seconds %= DAY_SECONDS;
    if (seconds == 0 && nanos == 0 && total != 0) return;
    buf_add_byte(out, 'T');
    print_part(out, seconds / 3600, 'H');
    print_part(out, seconds / 60 % 60, 'M');
    if (seconds % 60 == 0 && nanos == 0 && total != 0) return;
    buf_add_int(out, (int64_t)(seconds % 60));
    print_fraction(out, nanos);
    buf_add_byte(out, 'S');
}

static void print_months(struct buf *out, int64_t months) {
    calendar_nanos count = months < 0 ? -(calendar_nanos)months : months;
    buf_add(out, months < 0 ? STR("-P") : STR("P"));
    print_part(out, count / 12, 'Y');
    print_part(out, count % 12, 'M');
    if (count == 0) buf_add(out, STR("0M"));
}

str calendar_print(struct arena *arena, struct feel_value value) {
    struct buf out = buf_in(arena, 160);
    switch (value.kind) {
    case FEEL_DATE: print_day(&out, value.days); break;
    case FEEL_TIME: print_time(&out, value.moment); break;
    case FEEL_DATE_TIME:
        print_day(&out, value.moment->days);
        buf_add_byte(&out, 'T');
        print_time(&out, value.moment);
        break;
    case FEEL_DAYS_DURATION: print_span(&out, value.span); break;
    case FEEL_MONTHS_DURATION: print_months(&out, value.months); break;
    default: break;
    }
    return buf_str(&out);
}
