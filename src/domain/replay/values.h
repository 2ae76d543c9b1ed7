// values: a value of a row against what an entry of the log says of it; what replay.c is made of.
#ifndef DOMAIN_REPLAY_VALUES_H
#define DOMAIN_REPLAY_VALUES_H

#include "format/json.h"

// One entry about a request, taken apart. Its members are empty where the leaf lacks them.
struct replay_event {
    int64_t entry;
    instant at;
    str command;
    str door;
    int64_t actor;
    int64_t id; // the first that the command was given
    const struct json *leaf;
    const struct json *in;
    str salt; // empty: erased, or never any
};

struct replay_counts {
    int64_t compared;
    int64_t erased;
};

// What a comparison of an entry's values needs.
struct replay_comparing {
    struct arena *arena;
    const struct replay_event *event;
    struct replay_counts *counts;
};

// False: the leaf is no JSON.
bool replay_event_read(struct arena *arena, str leaf, struct replay_event *ret_event);

str replay_text(const struct json *object, const char *name);    // empty where there is none
int64_t replay_int(const struct json *object, const char *name); // 0 where there is none
bool replay_bool(const struct json *object, const char *name);
// {"amount":"12.50","currency":"CNY"} in minor units.
bool replay_money_is(const struct json *object, const char *name, int64_t minor, str currency);

// Whether a stored JSON value is what the log says: absent members are null, personal ones are
// compared by their commitment. path: of the value in the entry ("in.content").
bool replay_json_is(const struct replay_comparing *comparing, str path, const struct json *stored,
                    const struct json *logged);
// The same for one personal text; logged NULL: it must be empty.
bool replay_personal_is(const struct replay_comparing *comparing, str path, str stored,
                        const struct json *logged);

#endif
