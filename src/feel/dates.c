// Built-ins that make dates, times and durations, and ask about them. now() and today() answer from
// the run: this folder has no clock.
#include "feel/node.h"

static struct feel_value day_value(int64_t days) {
    return (struct feel_value){.kind = FEEL_DATE, .days = days};
}

static struct feel_value date_from(struct builtin_call *call) {
    struct feel_value from = value_single(call->arguments[0]);
    int64_t days;
    if (from.kind == FEEL_DATE) return from;
    if (from.kind == FEEL_DATE_TIME) return day_value(from.moment->days);
    if (from.kind == FEEL_STRING && calendar_read_date(from.text, &days)) return day_value(days);
    return builtin_wrong(call, 0);
}

static struct feel_value run_date(struct builtin_call *call) {
    int64_t year, month, day, days;
    if (call->count == 1 && call->variant < 1) return date_from(call);
    if (!builtin_integer(call, 0, &year) || !builtin_integer(call, 1, &month) ||
        !builtin_integer(call, 2, &day))
        return feel_null();
    if (month < 1 || month > 12) return builtin_wrong(call, 1);
    if (day < 1 || day > 31) return builtin_wrong(call, 2);
    if (!calendar_join((struct calendar_parts){year, (int)month, (int)day}, &days))
        return builtin_wrong(call, 0);
    return day_value(days);
}

static struct feel_value time_from(struct builtin_call *call) {
    struct feel_value from = value_single(call->arguments[0]);
    struct arena *arena = call->state->run->arena;
    struct feel_moment moment = {0};
    if (from.kind == FEEL_TIME) return from;
    if (from.kind == FEEL_DATE_TIME) {
        moment = *from.moment;
        moment.days = 0;
    } else if (from.kind == FEEL_DATE) {
        moment.has_offset = true;
    } else if (from.kind != FEEL_STRING || !calendar_read_time(from.text, &moment)) {
        return builtin_wrong(call, 0);
    }
    return calendar_value(arena, FEEL_TIME, moment);
}

static struct feel_value run_time(struct builtin_call *call) {
    int64_t hour, minute, nanos;
    decimal second;
    struct feel_moment moment = {0};
    if (call->count == 1 && call->variant < 1) return time_from(call);
    if (!builtin_integer(call, 0, &hour) || !builtin_integer(call, 1, &minute) ||
        !builtin_number(call, 2, &second))
        return feel_null();
    if (hour < 0 || hour > 23) return builtin_wrong(call, 0);
    if (minute < 0 || minute > 59) return builtin_wrong(call, 1);
    second = decimal_round(second, 9, DECIMAL_DOWN);
    if (!decimal_to_int64(second, 9, &nanos) || nanos < 0 || nanos >= 60000000000)
        return builtin_wrong(call, 2);
    moment.nanos = (hour * 3600 + minute * 60) * 1000000000 + nanos;
    if (builtin_has(call, 3)) {
        struct feel_value offset = value_single(call->arguments[3]);
        if (offset.kind != FEEL_DAYS_DURATION || offset.span.seconds < -64800 ||
            offset.span.seconds > 64800)
            return builtin_wrong(call, 3);
        moment.has_offset = true;
        moment.offset_seconds = (int32_t)offset.span.seconds;
    }
    return calendar_value(call->state->run->arena, FEEL_TIME, moment);
}

static struct feel_value date_time_from(struct builtin_call *call) {
    struct feel_value from = value_single(call->arguments[0]);
    struct feel_moment moment = {0};
    if (from.kind == FEEL_DATE_TIME) return from;
    if (from.kind == FEEL_DATE) {
        moment.days = from.days;
    } else if (from.kind != FEEL_STRING || !calendar_read_date_time(from.text, &moment)) {
        return builtin_wrong(call, 0);
    }
    return calendar_value(call->state->run->arena, FEEL_DATE_TIME, moment);
}

static struct feel_value run_date_time(struct builtin_call *call) {
    if (call->count == 1) return date_time_from(call);
    struct feel_value day = value_single(call->arguments[0]);
    struct feel_value time = value_single(call->arguments[1]);
    if (day.kind != FEEL_DATE && day.kind != FEEL_DATE_TIME) return builtin_wrong(call, 0);
    if (time.kind != FEEL_TIME) return builtin_wrong(call, 1);
    struct feel_moment moment = *time.moment;
    moment.days = day.kind == FEEL_DATE ? day.days : day.moment->days;
    return calendar_value(call->state->run->arena, FEEL_DATE_TIME, moment);
}

static struct feel_value run_duration(struct builtin_call *call) {
    struct feel_value from = value_single(call->arguments[0]);
    struct feel_value duration;
    if (from.kind == FEEL_DAYS_DURATION || from.kind == FEEL_MONTHS_DURATION) return from;
    if (from.kind != FEEL_STRING || !calendar_read_duration(from.text, &duration))
        return builtin_wrong(call, 0);
    return duration;
}

static bool day_of(struct feel_value value, int64_t *ret_days) {
    if (value.kind != FEEL_DATE && value.kind != FEEL_DATE_TIME) return false;
    *ret_days = value.kind == FEEL_DATE ? value.days : value.moment->days;
    return true;
}

// Whole months from one day to another; one that is not over does not count.
static struct feel_value run_months(struct builtin_call *call) {
    int64_t from, to;
    if (!day_of(value_single(call->arguments[0]), &from)) return builtin_wrong(call, 0);
    if (!day_of(value_single(call->arguments[1]), &to)) return builtin_wrong(call, 1);
    struct calendar_parts first = calendar_split(from);
    struct calendar_parts last = calendar_split(to);
    int64_t months = (last.year - first.year) * 12 + last.month - first.month;
    if (months > 0 && last.day < first.day) months--;
    if (months < 0 && last.day > first.day) months++;
    return (struct feel_value){.kind = FEEL_MONTHS_DURATION, .months = months};
}

static struct feel_value run_now(struct builtin_call *call) {
    struct feel_run *run = call->state->run;
    if (run->now == NULL) return eval_null(call->state, call->node, REASON_CLOCK_MISSING, STR_NONE);
    return calendar_value(run->arena, FEEL_DATE_TIME, *run->now);
}

static struct feel_value run_today(struct builtin_call *call) {
    struct feel_run *run = call->state->run;
    if (run->now == NULL) return eval_null(call->state, call->node, REASON_CLOCK_MISSING, STR_NONE);
    return day_value(run->now->days);
}

static struct feel_value run_day_of_year(struct builtin_call *call) {
    int64_t days, start;
    if (!day_of(value_single(call->arguments[0]), &days)) return builtin_wrong(call, 0);
    if (!calendar_join((struct calendar_parts){calendar_split(days).year, 1, 1}, &start))
        return builtin_wrong(call, 0);
    return feel_int(days - start + 1);
}

static struct feel_value run_day_of_week(struct builtin_call *call) {
    static const char *names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                  "Friday", "Saturday", "Sunday"};
    int64_t days;
    if (!day_of(value_single(call->arguments[0]), &days)) return builtin_wrong(call, 0);
    return feel_string(str_of(names[calendar_weekday(days) - 1]));
}

static struct feel_value run_month_of_year(struct builtin_call *call) {
    static const char *names[] = {"January",   "February", "March",    "April",
                                  "May",       "June",     "July",     "August",
                                  "September", "October",  "November", "December"};
    int64_t days;
    if (!day_of(value_single(call->arguments[0]), &days)) return builtin_wrong(call, 0);
    return feel_string(str_of(names[calendar_split(days).month - 1]));
}

// ISO 8601: the week that holds the year's first Thursday is week 1.
static struct feel_value run_week_of_year(struct builtin_call *call) {
    int64_t days, start;
    if (!day_of(value_single(call->arguments[0]), &days)) return builtin_wrong(call, 0);
    int64_t thursday = days - calendar_weekday(days) + 4;
    if (!calendar_join((struct calendar_parts){calendar_split(thursday).year, 1, 1}, &start))
        return builtin_wrong(call, 0);
    return feel_int((thursday - start) / 7 + 1);
}

const struct builtin builtins_dates[] = {
    {"date", "from|year,month,day", 1, 3, true, run_date},
    {"time", "from|hour,minute,second,offset", 1, 4, true, run_time},
    {"date and time", "from|date,time", 1, 2, true, run_date_time},
    {"duration", "from", 1, 1, true, run_duration},
    {"years and months duration", "from,to", 2, 2, true, run_months},
    {"now", "", 0, 0, false, run_now},
    {"today", "", 0, 0, false, run_today},
    {"day of year", "date", 1, 1, false, run_day_of_year},
    {"day of week", "date", 1, 1, false, run_day_of_week},
    {"month of year", "date", 1, 1, false, run_month_of_year},
    {"week of year", "date", 1, 1, false, run_week_of_year},
    {.name = NULL},
};
