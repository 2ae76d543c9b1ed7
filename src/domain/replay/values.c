// Stored values against logged ones. The log leaves out what is absent and writes personal values
// as commitments; a row writes null and the value. Everything else must be the same, member by
// member.
#include "domain/replay/values.h"

#include "log/log.h"

static const struct json *member(const struct json *object, const char *name) {
    return object == NULL ? NULL : json_member(object, str_of(name));
}

str replay_text(const struct json *object, const char *name) {
    const struct json *value = member(object, name);
    return value != NULL && value->kind == JSON_STRING ? value->text : STR_NONE;
}

int64_t replay_int(const struct json *object, const char *name) {
    const struct json *value = member(object, name);
    int64_t number = 0;
    if (value == NULL || value->kind != JSON_NUMBER || !str_to_int(value->text, &number)) return 0;
    return number;
}

bool replay_bool(const struct json *object, const char *name) {
    const struct json *value = member(object, name);
    return value != NULL && value->kind == JSON_TRUE;
}

bool replay_money_is(const struct json *object, const char *name, int64_t minor, str currency) {
    const struct json *value = member(object, name);
    money amount;
    if (!money_parse(replay_text(value, "amount"), replay_text(value, "currency"), &amount))
        return false;
    return amount.minor == minor && str_equal(money_currency(&amount), currency);
}

bool replay_event_read(struct arena *arena, str leaf, struct replay_event *ret_event) {
    struct fault_note note = {0};
    if (json_read(arena, leaf, &ret_event->leaf, &note) != NULL) return false;
    ret_event->in = member(ret_event->leaf, "in");
    ret_event->command = replay_text(ret_event->leaf, "command");
    ret_event->door = replay_text(ret_event->leaf, "door");
    ret_event->actor = replay_int(member(ret_event->leaf, "actor"), "id");
    ret_event->id = replay_int(ret_event->leaf, "id");
    return instant_parse(replay_text(ret_event->leaf, "at"), &ret_event->at);
}

// ---- Commitments -------------------------------------------------------------------------------

static bool is_commitment(const struct json *value) {
    return value != NULL && value->kind == JSON_OBJECT && value->count == 1 &&
           member(value, "commitment") != NULL;
}

static void write_value(struct json_writer *writer, const struct json *value) {
    if (value->kind == JSON_STRING)
        json_string(writer, value->text);
    else
        json_raw(writer, value->text);
}

// The bytes that were committed to: as the row's JSON is written, texts escaped our way.
static str bytes_of(struct arena *arena, const struct json *value) {
    struct buf out = buf_in(arena, LIMIT_ANSWER);
    struct json_writer writer = json_writer_on(&out);
    write_value(&writer, value);
    return buf_str(&out);
}

static bool commits_to(const struct replay_comparing *comparing, str path,
                       const struct json *stored, const struct json *logged) {
    const struct replay_event *event = comparing->event;
    uint8_t salt[LOG_SALT_SIZE];
    if (event->salt.size != LOG_SALT_SIZE) {
        comparing->counts->erased++;
        return true;
    }
    comparing->counts->compared++;
    log_salt_of((const uint8_t *)event->salt.data, path, salt);
    return log_commitment_is_right(salt, path, bytes_of(comparing->arena, stored),
                                   replay_text(logged, "commitment"));
}

bool replay_personal_is(const struct replay_comparing *comparing, str path, str stored,
                        const struct json *logged) {
    if (logged == NULL) return stored.size == 0;
    const struct json text = {.kind = JSON_STRING, .text = stored};
    return is_commitment(logged) && commits_to(comparing, path, &text, logged);
}

// ---- Values ------------------------------------------------------------------------------------

static bool is_same(const struct replay_comparing *comparing, str path, const struct json *stored,
                    const struct json *logged);

static bool are_items_same(const struct replay_comparing *comparing, str path,
                           const struct json *stored, const struct json *logged) {
    const struct json *other = logged->first;
    int index = 0;
    for (const struct json *item = stored->first; item != NULL; item = item->next) {
        str place = arena_print(comparing->arena, "%.*s[%d]", STR_ARG(path), index++);
        if (other == NULL || !is_same(comparing, place, item, other)) return false;
        other = other->next;
    }
    return other == NULL;
}

static bool are_members_same(const struct replay_comparing *comparing, str path,
                             const struct json *stored, const struct json *logged) {
    size_t there = 0;
    for (const struct json *item = stored->first; item != NULL; item = item->next) {
        const struct json *other = json_member(logged, item->name);
        str place = arena_print(comparing->arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(item->name));
        if ((item->kind == JSON_NULL) != (other == NULL)) return false;
        if (other == NULL) continue;
        there++;
        if (!is_same(comparing, place, item, other)) return false;
    }
    return there == logged->count;
}

static bool is_same(const struct replay_comparing *comparing, str path, const struct json *stored,
                    const struct json *logged) {
    if (is_commitment(logged)) return commits_to(comparing, path, stored, logged);
    if (stored->kind != logged->kind) return false;
    if (stored->kind == JSON_OBJECT) return are_members_same(comparing, path, stored, logged);
    if (stored->kind == JSON_ARRAY) return are_items_same(comparing, path, stored, logged);
    return str_equal(stored->text, logged->text);
}

bool replay_json_is(const struct replay_comparing *comparing, str path, const struct json *stored,
                    const struct json *logged) {
    return stored != NULL && logged != NULL && is_same(comparing, path, stored, logged);
}
