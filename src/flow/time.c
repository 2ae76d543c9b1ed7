// When a timer goes off. The engine knows no clock: it says after which span or at which instant,
// and whoever steps the run says when that moment has come.
#include "flow/time.h"

#include "flow/condition.h"

enum { DIGITS_MAX = 9, ROUNDS_MAX = 100000 };
#define SECONDS_MAX ((int64_t)100 * 366 * 86400)
#define MONTHS_MAX 1200

struct scan {
    str text;
    size_t at;
};

static bool eat(struct scan *scan, char wanted) {
    if (scan->at >= scan->text.size || scan->text.data[scan->at] != wanted) return false;
    scan->at++;
    return true;
}

static bool read_number(struct scan *scan, int64_t *ret_number) {
    size_t start = scan->at;
    while (scan->at < scan->text.size && scan->text.data[scan->at] >= '0' &&
           scan->text.data[scan->at] <= '9')
        scan->at++;
    if (scan->at == start || scan->at - start > DIGITS_MAX) return false;
    return str_to_int(str_slice(scan->text, start, scan->at), ret_number);
}

struct unit {
    char letter;
    bool is_month;
    int64_t factor;
};

static const struct unit DAYS[] = {
    {'Y', true, 12}, {'M', true, 1}, {'W', false, 604800}, {'D', false, 86400}, {0, false, 0}};
static const struct unit HOURS[] = {
    {'H', false, 3600}, {'M', false, 60}, {'S', false, 1}, {0, false, 0}};

// Numbers with their units, in the order of the table, each at most once. False when wrong.
static bool read_parts(struct scan *scan, const struct unit *units, struct flow_delay *delay) {
    size_t count = 0;
    while (scan->at < scan->text.size && scan->text.data[scan->at] != 'T') {
        int64_t number = 0;
        if (!read_number(scan, &number)) return false;
        while (units->letter != 0 && !eat(scan, units->letter)) units++;
        if (units->letter == 0) return false;
        if (units->is_month)
            delay->months += number * units->factor;
        else
            delay->seconds += number * units->factor;
        units++;
        count++;
    }
    return count > 0;
}

static bool read_span(struct scan *scan, struct flow_delay *delay) {
    if (!eat(scan, 'P')) return false;
    bool has_time = str_find_byte(scan->text, 'T') >= 0;
    bool begins_with_time = scan->at < scan->text.size && scan->text.data[scan->at] == 'T';
    if (!begins_with_time && !read_parts(scan, DAYS, delay)) return false;
    if (has_time && !(eat(scan, 'T') && read_parts(scan, HOURS, delay))) return false;
    if (scan->at != scan->text.size) return false;
    return delay->seconds <= SECONDS_MAX && delay->months <= MONTHS_MAX &&
           delay->seconds + delay->months > 0;
}

static bool read_rounds(struct scan *scan, struct flow_delay *delay) {
    if (!eat(scan, 'R')) return true;
    int64_t rounds = -1;
    bool is_for_ever = eat(scan, '/');
    if (!is_for_ever &&
        (!read_number(scan, &rounds) || rounds < 1 || rounds > ROUNDS_MAX || !eat(scan, '/')))
        return false;
    delay->rounds = (int32_t)rounds;
    return true;
}

bool flow_time_parse(str text, bool is_cycle, struct flow_delay *ret_delay) {
    struct flow_delay delay = {.rounds = 1};
    struct scan scan = {.text = str_trim(text)};
    if (!is_cycle && instant_parse(scan.text, &delay.at)) {
        delay.is_date = true;
        *ret_delay = delay;
        return true;
    }
    if (is_cycle && !read_rounds(&scan, &delay)) return false;
    if (!read_span(&scan, &delay)) return false;
    *ret_delay = delay;
    return true;
}

fault flow_time_of(struct flow_walk *walk, int32_t node, int32_t within,
                   struct flow_delay *ret_delay) {
    const struct flow_node *place = &walk->model->nodes[node];
    *ret_delay = place->event.time;
    if (place->event.expression == NULL) return NULL;
    flow_condition_enter(walk, within);
    str text = flow_condition_text(walk, place->event.expression);
    if (flow_time_parse(text, place->event.is_cycle, ret_delay)) return NULL;
    walk->note->field = place->id;
    walk->note->en = arena_print(walk->arena, "The timer \"%.*s\" gives \"%.*s\": no time.",
                                 STR_ARG(flow_kind_label(place).en), STR_ARG(text));
    walk->note->zh = arena_print(walk->arena, "定时器“%.*s”得出“%.*s”，不是时间。",
                                 STR_ARG(flow_kind_label(place).zh), STR_ARG(text));
    return &flow_time_unknown;
}
