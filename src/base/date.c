// Days and instants. The civil-date arithmetic is Howard Hinnant's days_from_civil
// (chrono-Compatible Low-Level Date Algorithms): eras of 400 years beginning on 1 March.
#include "base/date.h"

bool date_is_none(date day) {
    return day.days == INT32_MIN;
}

int date_compare(date a, date b) {
    return a.days < b.days ? -1 : a.days > b.days;
}

struct date_parts date_split(date day) {
    int32_t shifted = day.days + 719468;
    int32_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int32_t day_of_era = shifted - era * 146097;
    int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t month = (5 * day_of_year + 2) / 153; // 0 is March
    struct date_parts parts;
    parts.day = day_of_year - (153 * month + 2) / 5 + 1;
    parts.month = month < 10 ? month + 3 : month - 9;
    parts.year = year_of_era + era * 400 + (parts.month <= 2 ? 1 : 0);
    return parts;
}

date date_join(struct date_parts parts) {
    int32_t year = parts.year - (parts.month <= 2 ? 1 : 0);
    int32_t era = (year >= 0 ? year : year - 399) / 400;
    int32_t year_of_era = year - era * 400;
    int32_t month = parts.month > 2 ? parts.month - 3 : parts.month + 9;
    int32_t day_of_year = (153 * month + 2) / 5 + parts.day - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (date){era * 146097 + day_of_era - 719468};
}

static bool is_leap(int32_t year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool date_is_real(struct date_parts parts) {
    static const int8_t lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (parts.year < 1 || parts.year > 9999 || parts.month < 1 || parts.month > 12) return false;
    int32_t length = lengths[parts.month - 1];
    if (parts.month == 2 && is_leap(parts.year)) length = 29;
    return parts.day >= 1 && parts.day <= length;
}

int date_weekday(date day) {
    int32_t since_monday = (day.days + 3) % 7; // 1970-01-01 was a Thursday
    return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

date date_add_days(date day, int32_t days) {
    return (date){day.days + days};
}

// Reads exactly count digits at text[at].
static bool read_digits(str text, size_t at, size_t count, int32_t *ret_number) {
    if (at + count > text.size) return false;
    int32_t number = 0;
    for (size_t i = at; i < at + count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        number = number * 10 + (text.data[i] - '0');
    }
    *ret_number = number;
    return true;
}

bool date_parse(str text, date *ret_day) {
    struct date_parts parts;
    if (text.size != 10 || text.data[4] != '-' || text.data[7] != '-') return false;
    if (!read_digits(text, 0, 4, &parts.year) || !read_digits(text, 5, 2, &parts.month) ||
        !read_digits(text, 8, 2, &parts.day) || !date_is_real(parts))
        return false;
    *ret_day = date_join(parts);
    return true;
}

str date_print(struct arena *arena, date day) {
    struct date_parts parts = date_split(day);
    return arena_print(arena, "%04d-%02d-%02d", parts.year, parts.month, parts.day);
}

// "Z", "+08:00" or "-05:30" at text[at] to its end, in minutes.
static bool read_zone(str text, size_t at, int32_t *ret_minutes) {
    int32_t hours = 0;
    int32_t minutes = 0;
    if (text.size == at + 1 && text.data[at] == 'Z') return *ret_minutes = 0, true;
    if (text.size != at + 6 || (text.data[at] != '+' && text.data[at] != '-')) return false;
    if (!read_digits(text, at + 1, 2, &hours) || text.data[at + 3] != ':' ||
        !read_digits(text, at + 4, 2, &minutes) || hours > 18 || minutes > 59)
        return false;
    *ret_minutes = (text.data[at] == '-' ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

// ".123": up to nine digits, of which milliseconds are kept. Moves *at behind it.
static bool read_fraction(str text, size_t *at, int32_t *ret_ms) {
    *ret_ms = 0;
    if (*at >= text.size || text.data[*at] != '.') return true;
    size_t digits = 0;
    int32_t scale = 100;
    for ((*at)++; *at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9'; (*at)++) {
        *ret_ms += (text.data[*at] - '0') * scale;
        scale /= 10;
        digits++;
    }
    return digits >= 1 && digits <= 9;
}

bool instant_parse(str text, instant *ret_time) {
    date day;
    int32_t hour, minute, second, ms, zone;
    if (text.size < 20 || text.data[10] != 'T' || text.data[13] != ':' || text.data[16] != ':')
        return false;
    if (!date_parse(str_slice(text, 0, 10), &day) || !read_digits(text, 11, 2, &hour) ||
        !read_digits(text, 14, 2, &minute) || !read_digits(text, 17, 2, &second))
        return false;
    size_t at = 19;
    if (hour > 23 || minute > 59 || second > 59 || !read_fraction(text, &at, &ms)) return false;
    if (at >= text.size || !read_zone(text, at, &zone)) return false;
    int64_t seconds = (int64_t)day.days * 86400 + (hour * 60 + minute - zone) * 60 + second;
    *ret_time = seconds * 1000 + ms;
    return true;
}

str instant_print(struct arena *arena, instant time) {
    date day = date_of_instant(time, 0);
    struct date_parts parts = date_split(day);
    int64_t ms = time - (int64_t)day.days * DAY_MS;
    return arena_print(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.year, parts.month,
                       parts.day, (int)(ms / 3600000), (int)(ms / 60000 % 60),
                       (int)(ms / 1000 % 60), (int)(ms % 1000));
}

date date_of_instant(instant time, int zone_minutes) {
    int64_t local = time + (int64_t)zone_minutes * 60000;
    int64_t days = local / DAY_MS;
    if (local % DAY_MS < 0) days--;
    return (date){(int32_t)days};
}

instant date_start(date day, int zone_minutes) {
    return (int64_t)day.days * DAY_MS - (int64_t)zone_minutes * 60000;
}
