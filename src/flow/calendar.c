// The work calendar: due times and working timers count only the time in which somebody could have
// acted. In China a year's holidays move weekends about (调休), so the days are data, not a rule; a
// day that the data do not mention is worked from Monday to Friday.
#include "flow/flow.h"

enum { PERIODS_MAX = 4, DAYS_LOOKED_AT_MAX = 20000, DAY_MINUTES = 1440, FRIDAY = 5 };

struct day {
    date day;
    bool is_worked;
};

struct flow_calendar {
    const struct day *days; // in order
    size_t day_count;
    int32_t minutes[PERIODS_MAX * 2]; // since midnight: from, to, from, to
    size_t period_count;
};

static const struct flow_calendar PLAIN = {.minutes = {540, 720, 780, 1080}, .period_count = 2};

struct reading {
    struct arena *arena;
    struct flow_calendar *calendar;
    LIST(struct day) days;
    int32_t line;
};

// ---- reading -------------------------------------------------------------------------------

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool read_minutes(str text, int32_t *ret_minutes) {
    text = str_trim(text);
    if (text.size != 5 || text.data[2] != ':') return false;
    const char *c = text.data;
    if (!is_digit(c[0]) || !is_digit(c[1]) || !is_digit(c[3]) || !is_digit(c[4])) return false;
    int32_t hours = (c[0] - '0') * 10 + (c[1] - '0');
    int32_t minutes = (c[3] - '0') * 10 + (c[4] - '0');
    *ret_minutes = hours * 60 + minutes;
    return minutes <= 59 && *ret_minutes <= DAY_MINUTES;
}

// Periods that follow each other; at least one.
static bool read_hours(struct reading *reading, str rest) {
    struct flow_calendar *calendar = reading->calendar;
    size_t count = 0;
    int32_t earlier = -1;
    while (rest.size > 0) {
        int32_t minutes = 0;
        if (count == PERIODS_MAX * 2 || !read_minutes(str_cut(&rest, ','), &minutes)) return false;
        if (minutes <= earlier) return false;
        calendar->minutes[count++] = minutes;
        earlier = minutes;
    }
    calendar->period_count = count / 2;
    return count >= 2 && count % 2 == 0;
}

static bool read_day(struct reading *reading, str head, str rest) {
    struct day day = {0};
    str word = str_trim(str_cut(&rest, ','));
    day.is_worked = str_equal(word, STR("work"));
    if (!day.is_worked && !str_equal(word, STR("off"))) return false;
    if (!date_parse(head, &day.day)) return false;
    size_t count = reading->days.count;
    if (count >= LIMIT_CALENDAR_DAYS) return false;
    if (count > 0 && date_compare(reading->days.items[count - 1].day, day.day) >= 0) return false;
    *list_push(reading->arena, &reading->days) = day;
    return true;
}

static bool read_line(struct reading *reading, str line) {
    if (line.size == 0 || line.data[0] == '#') return true;
    str rest = line;
    str head = str_trim(str_cut(&rest, ','));
    return str_equal(head, STR("hours")) ? read_hours(reading, rest)
                                         : read_day(reading, head, rest);
}

fault flow_calendar_read(struct arena *arena, str text, const struct flow_calendar **ret_calendar,
                         struct fault_note *ret_note) {
    *ret_note = (struct fault_note){0};
    struct reading reading = {.arena = arena};
    reading.calendar = ARENA_NEW(arena, struct flow_calendar);
    *reading.calendar = PLAIN;
    while (text.size > 0) {
        str line = str_trim(str_cut(&text, '\n'));
        reading.line++;
        if (read_line(&reading, line)) continue;
        ret_note->field = STR("calendar");
        ret_note->en =
            arena_print(arena, "Line %d cannot be read: %.*s", reading.line, STR_ARG(line));
        ret_note->zh = arena_print(arena, "第 %d 行无法读取：%.*s", reading.line, STR_ARG(line));
        return &flow_calendar_wrong;
    }
    reading.calendar->days = reading.days.items;
    reading.calendar->day_count = reading.days.count;
    *ret_calendar = reading.calendar;
    return NULL;
}

// ---- asking --------------------------------------------------------------------------------

bool flow_calendar_is_workday(const struct flow_calendar *calendar, date day) {
    size_t low = 0;
    size_t high = calendar == NULL ? 0 : calendar->day_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = date_compare(calendar->days[middle].day, day);
        if (order == 0) return calendar->days[middle].is_worked;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return date_weekday(day) <= FRIDAY;
}

date flow_calendar_last(const struct flow_calendar *calendar) {
    if (calendar == NULL || calendar->day_count == 0) return DATE_NONE;
    return calendar->days[calendar->day_count - 1].day;
}

// Passes time from one instant up to another; true when all of it has passed, *at is then when.
static bool pass(instant *at, instant from, instant to, int64_t *left_ms) {
    if (*at < from) *at = from;
    if (*at >= to) return false;
    if (*left_ms <= to - *at) {
        *at += *left_ms;
        return true;
    }
    *left_ms -= to - *at;
    *at = to;
    return false;
}

static bool pass_day(const struct flow_calendar *calendar, instant start, enum flow_clock clock,
                     instant *at, int64_t *left_ms) {
    if (clock == FLOW_CLOCK_WORKING_DAYS) return pass(at, start, start + DAY_MS, left_ms);
    for (size_t i = 0; i < calendar->period_count; i++) {
        instant from = start + (instant)calendar->minutes[i * 2] * 60000;
        instant to = start + (instant)calendar->minutes[i * 2 + 1] * 60000;
        if (pass(at, from, to, left_ms)) return true;
    }
    return false;
}

instant flow_calendar_add(const struct flow_calendar *calendar, int zone_minutes, instant from,
                          int64_t seconds, enum flow_clock clock) {
    int64_t left_ms = seconds * 1000;
    if (clock == FLOW_CLOCK_ALL) return from + left_ms;
    if (calendar == NULL) calendar = &PLAIN;
    instant at = from;
    date day = date_of_instant(from, zone_minutes);
    for (int i = 0; i < DAYS_LOOKED_AT_MAX; i++, day = date_add_days(day, 1)) {
        if (!flow_calendar_is_workday(calendar, day)) continue;
        if (pass_day(calendar, date_start(day, zone_minutes), clock, &at, &left_ms)) return at;
    }
    return at; // more than fifty years: nobody waits that long
}
