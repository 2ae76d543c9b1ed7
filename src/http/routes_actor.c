// Who asks: from the cookie or the token to an actor. Looking it up costs two reads, so each
// reactor remembers whom it saw until anything about people or sessions changed (people_version) or
// a minute has passed. Also here: what another site's page makes a browser send is refused, because
// the browser would send our cookie with it.
#include "http/routes_own.h"

#include "base/map.h"

#include <string.h>

FAULT(request_forged, 403, "", "This request does not come from our own page.",
      "该请求并非来自本系统页面，已拒绝。");

enum { KEPT_MAX = 4096, KEPT_MS = 60 * 1000, SECRET_MAX = 200 };
#define ACTORS_ARENA (16 * MIB)

struct kept {
    struct actor actor;
    instant until;
};

struct http_actors {
    struct arena *arena;
    struct map *map;
    uint64_t seed;
    uint64_t version;
};

static void forget_all(struct http_actors *actors, uint64_t version) {
    arena_reset(actors->arena);
    actors->map = map_open(actors->arena, actors->seed);
    actors->version = version;
}

struct http_actors *http_actors_open(uint64_t seed) {
    struct http_actors *actors = calloc(1, sizeof(*actors));
    ASSERT(actors != NULL);
    actors->arena = arena_open(ACTORS_ARENA);
    actors->seed = seed;
    forget_all(actors, 0);
    return actors;
}

void http_actors_close(struct http_actors *actors) {
    if (actors == NULL) return;
    arena_close(actors->arena);
    free(actors);
}

// With its texts: a call may outlive what the reactor remembers.
static void copy_actor(struct arena *arena, const struct actor *actor, struct actor *ret_actor) {
    *ret_actor = *actor;
    ret_actor->name = arena_copy(arena, actor->name);
    ret_actor->department_path = arena_copy(arena, actor->department_path);
}

static void keep(struct http_actors *actors, str secret, const struct actor *actor, instant now) {
    struct kept *kept = ARENA_NEW(actors->arena, struct kept);
    copy_actor(actors->arena, actor, &kept->actor);
    kept->until = now + KEPT_MS < actor->until ? now + KEPT_MS : actor->until;
    map_put(actors->map, arena_copy(actors->arena, secret), kept);
}

static fault look_up(struct http_call *call, str secret, bool is_bearer) {
    const struct http_routes *routes = call->routes;
    const struct http_desk *desk = call->exchange->reactor_data;
    struct http_actors *actors = desk->actors;
    uint64_t version = atomic_load_explicit(&routes->people_version, memory_order_acquire);
    bool is_full = map_count(actors->map) >= KEPT_MAX || arena_used(actors->arena) > 8 * MIB;
    if (version != actors->version || is_full) forget_all(actors, version);
    const struct kept *kept = map_get(actors->map, secret);
    if (kept != NULL && (kept->actor.door == DOOR_API) != is_bearer) return NULL;
    if (kept != NULL && call->now < kept->until) {
        copy_actor(call->exchange->arena, &kept->actor, &call->actor);
        return NULL;
    }
    struct actor actor;
    TRY(routes->options.actor_of(desk->reader, call->exchange->arena, secret, call->now, &actor));
    if (actor.user_id == 0 || (actor.door == DOOR_API) != is_bearer) return NULL;
    keep(actors, secret, &actor, call->now);
    call->actor = actor;
    return NULL;
}

// "https://a:8443" and "a:8443"; a proxy may have taken the port off the host.
static bool is_own_origin(str origin, str host) {
    ptrdiff_t slashes = str_find(origin, STR("://"));
    if (slashes < 0) return false;
    origin = str_slice(origin, (size_t)slashes + 3, origin.size);
    if (str_equal_ignore_case(origin, host)) return true;
    size_t behind_bracket = (size_t)(str_find_byte(host, ']') + 1);
    bool has_port = str_find_byte(str_slice(host, behind_bracket, host.size), ':') >= 0;
    if (has_port || host.size == 0 || origin.size <= host.size) return false;
    return str_equal_ignore_case(str_slice(origin, 0, host.size), host) &&
           origin.data[host.size] == ':';
}

static fault refuse_forgery(const struct http_request *request, bool has_cookie) {
    str value;
    if (request->method == HTTP_GET || request->method == HTTP_HEAD) return NULL;
    if (http_request_header(request, STR("Origin"), &value) && !is_own_origin(value, request->host))
        return &request_forged;
    if (!has_cookie) return NULL;
    bool is_ours = http_request_header(request, STR("X-Mingli-CSRF"), &value);
    return is_ours && str_equal(value, STR("1")) ? NULL : &request_forged;
}

static bool read_bearer(const struct http_request *request, str *ret_token) {
    str value;
    if (!http_request_header(request, STR("Authorization"), &value)) return false;
    str word = str_cut(&value, ' ');
    if (!str_equal_ignore_case(word, STR("Bearer"))) return false;
    *ret_token = str_trim(value);
    return true;
}

fault http_call_authenticate(struct http_call *call) {
    const struct http_request *request = &call->exchange->request;
    str secret;
    bool is_bearer = read_bearer(request, &secret);
    bool has_cookie = !is_bearer && http_request_cookie(request, STR("mingli"), &secret);
    call->actor = (struct actor){.door = is_bearer ? DOOR_API : DOOR_PAGE};
    if (!is_bearer) TRY(refuse_forgery(request, has_cookie));
    if (!is_bearer && !has_cookie) return NULL;
    if (secret.size == 0 || secret.size > SECRET_MAX) return NULL;
    call->secret = secret;
    return look_up(call, secret, is_bearer);
}
