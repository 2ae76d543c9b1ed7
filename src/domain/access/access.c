// From a secret to an actor, and signing in. The password is checked before the writer (prepare),
// because Argon2id takes 25 ms; the stages then look at the row again and count only what was
// checked against the password that still holds. Unknown logins take as long as known ones. After
// five wrong tries a login pauses for a minute, then for longer each time, up to a quarter hour.
#include "domain/access/access.h"

#include "auth/rights.h"
#include "command/book.h"
#include "crypto/crypto.h"
#include "domain/people/people.h"

enum {
    TRIES = 5,
    PAUSE_MS = 60 * 1000,
    PAUSE_MS_MAX = 15 * 60 * 1000,
    SECRET_SIZE = 32,
    ADDRESS_MAX = 60,
    AGENT_MAX = 200
};

// A hash of a password that nobody has.
#define DUMMY_PASSWORD                                                                             \
    "$argon2id$v=19$m=19456,t=2,p=1$vHE8boZRMQe6SU170GlbEw$"                                       \
    "r2E0uCc34U7xu/07nARlJtWhFRRnp52ZFTRuO2WTr6Y"

// ---- Small things that the folder shares -------------------------------------------------------

str access_hash(struct arena *arena, str secret) {
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256(secret, digest);
    return crypto_hex_encode(arena, (str){(const char *)digest, sizeof(digest)});
}

str access_mark(struct arena *arena, str password) {
    return str_slice(access_hash(arena, password), 0, 16);
}

str access_new_secret(struct job *job) {
    uint8_t bytes[SECRET_SIZE];
    job_random(job, bytes, sizeof(bytes));
    return crypto_hex_encode(job->arena, (str){(const char *)bytes, sizeof(bytes)});
}

static void note_tries_left(struct job *job, int64_t failures) {
    int64_t left = TRIES - failures;
    if (left <= 0) return;
    job_note(job, "",
             arena_print(job->arena, "%lld more %s before a pause.", (long long)left,
                         left == 1 ? "try" : "tries"),
             arena_print(job->arena, "再错 %lld 次将暂停登录。", (long long)left));
}

void access_count_wrong(struct job *job, int64_t user, int64_t failures) {
    struct access_record_wrong_sign_in_in wrong = {.user = user};
    job_attempt(job, "record_wrong_sign_in", &wrong, sizeof(wrong));
    note_tries_left(job, failures + 1);
}

fault access_check_pause(struct job *job, instant paused_until) {
    if (paused_until <= job->moment.now) return NULL;
    int64_t seconds = (paused_until - job->moment.now + 999) / 1000;
    job_note(job, "", arena_print(job->arena, "Try again in %lld seconds.", (long long)seconds),
             arena_print(job->arena, "请在 %lld 秒后再试。", (long long)seconds));
    return &sign_in_paused;
}

fault access_need_session(const struct job *job) {
    return job->actor.session_id == 0 ? &session_needed : NULL;
}

// ---- Who knocks --------------------------------------------------------------------------------

static bool is_secret_of_session(str secret) {
    uint8_t bytes[SECRET_SIZE];
    return crypto_hex_read(secret, sizeof(bytes), bytes);
}

static fault actor_by_session(struct store_reader *reader, struct arena *arena, str secret,
                              instant now, struct actor *ret_actor) {
    struct access_actor_by_session row;
    bool is_there;
    TRY(access_actor_by_session(reader,
                                &(struct access_actor_by_session_in){access_hash(arena, secret)},
                                arena, &row, &is_there));
    if (!is_there || !row.is_active || row.ends <= now) return NULL;
    if (!str_equal(row.mark, access_mark(arena, row.password))) return NULL;
    *ret_actor = (struct actor){.user_id = row.id,
                                .name = row.name,
                                .department_id = row.department,
                                .department_path = row.department_path,
                                .roles = (uint32_t)row.roles,
                                .rights = auth_rights_of((uint32_t)row.roles),
                                .scope = auth_scope_of((uint32_t)row.roles),
                                .door = DOOR_PAGE,
                                .session_id = row.session_id,
                                .until = row.ends,
                                .must_change = row.must_change};
    return NULL;
}

static uint64_t rights_in(str names) {
    uint64_t rights = 0;
    while (names.size > 0) {
        int bit = auth_right_of(str_cut(&names, ' '));
        if (bit >= 0) rights |= (uint64_t)1 << bit;
    }
    return rights;
}

static fault actor_by_token(struct store_reader *reader, struct arena *arena, str secret,
                            instant now, struct actor *ret_actor) {
    struct access_actor_by_token row;
    bool is_there;
    TRY(access_actor_by_token(reader,
                              &(struct access_actor_by_token_in){access_hash(arena, secret)}, arena,
                              &row, &is_there));
    if (!is_there || !row.is_active || row.is_revoked) return NULL;
    if (row.ends <= now) return NULL;
    *ret_actor =
        (struct actor){.user_id = row.id,
                       .name = row.name,
                       .department_id = row.department,
                       .department_path = row.department_path,
                       .roles = (uint32_t)row.roles,
                       .rights = auth_rights_of((uint32_t)row.roles) & rights_in(row.rights),
                       .scope = auth_scope_of((uint32_t)row.roles),
                       .door = DOOR_API,
                       .until = row.ends,
                       .must_change = row.must_change};
    return NULL;
}

fault access_actor_of(struct store_reader *reader, struct arena *arena, str secret, instant now,
                      struct actor *ret_actor) {
    *ret_actor = (struct actor){.door = DOOR_PAGE};
    if (is_secret_of_session(secret))
        return actor_by_session(reader, arena, secret, now, ret_actor);
    if (!str_starts_with(secret, STR(ACCESS_TOKEN_START))) return NULL;
    ret_actor->door = DOOR_API;
    return actor_by_token(reader, arena, secret, now, ret_actor);
}

// ---- Signing in --------------------------------------------------------------------------------

struct checked {
    bool is_right;
    str password; // the hash that was checked
    str rehashed; // the same password with today's parameters, where the old ones are outdated
};

static fault rehash(struct job *job, str password, str *ret_hash) {
    uint8_t salt[CRYPTO_SALT_SIZE];
    os_random(job->book->os, salt, sizeof(salt));
    return crypto_password_hash(job->arena, password, salt, ret_hash);
}

fault access_prepare_sign_in(struct store_reader *reader, struct job *job,
                             struct access_sign_in_in *in) {
    struct people_user_by_login user = {0};
    bool is_there;
    TRY(people_user_by_login(reader, &(struct people_user_by_login_in){in->login}, job->arena,
                             &user, &is_there));
    bool has_password = is_there && user.password.size > 0;
    struct checked *checked = ARENA_NEW(job->arena, struct checked);
    checked->password = has_password ? user.password : STR(DUMMY_PASSWORD);
    bool is_right = crypto_password_is_right(checked->password, in->password);
    checked->is_right = is_right && has_password;
    job->prepared = checked;
    if (!checked->is_right || !crypto_password_is_outdated(user.password)) return NULL;
    return rehash(job, in->password, &checked->rehashed);
}

static fault read_waiting(struct store_reader *reader, struct arena *arena, int64_t user,
                          int64_t *ret_waiting) {
    struct access_waiting_tasks row = {0};
    bool is_there;
    TRY(access_waiting_tasks(reader, &(struct access_waiting_tasks_in){user}, arena, &row,
                             &is_there));
    *ret_waiting = row.waiting;
    return NULL;
}

fault access_load_sign_in(struct store_reader *reader, struct job *job,
                          const struct access_sign_in_in *in, struct access_sign_in_facts *facts) {
    struct people_user_by_login found;
    TRY(people_user_by_login(reader, &(struct people_user_by_login_in){in->login}, job->arena,
                             &found, &facts->is_there));
    facts->code_step = -1;
    if (!facts->is_there) return NULL;
    TRY(people_user_by_id(reader, &(struct people_user_by_id_in){found.id}, job->arena,
                          &facts->user, &facts->is_there));
    const struct checked *checked = job->prepared;
    facts->is_right =
        checked != NULL && checked->is_right && str_equal(checked->password, facts->user.password);
    if (facts->user.totp_secret.size > 0 && in->code.size > 0 &&
        !crypto_totp_is_right(facts->user.totp_secret, in->code, job->moment.now,
                              facts->user.totp_step, &facts->code_step))
        facts->code_step = -1;
    return read_waiting(reader, job->arena, found.id, &facts->waiting);
}

static fault check_sign_in(struct job *job, const struct access_sign_in_in *in,
                           const struct access_sign_in_facts *facts) {
    if (!facts->is_there) return &sign_in_wrong;
    TRY(access_check_pause(job, facts->user.paused_until));
    if (!facts->is_right) {
        access_count_wrong(job, facts->user.id, facts->user.failures);
        return &sign_in_wrong;
    }
    if (!facts->user.is_active) return &user_left;
    if (facts->user.totp_secret.size == 0) return NULL;
    if (in->code.size == 0) return &code_needed;
    if (facts->code_step >= 0) return NULL;
    access_count_wrong(job, facts->user.id, facts->user.failures);
    return &code_wrong;
}

static struct access_session session_of(struct arena *arena, const struct book *book,
                                        const struct people_user_by_id *user, uint64_t rights) {
    static const char *const scopes[] = {"", "own", "department", "tree", "all"};
    uint32_t roles = (uint32_t)user->roles;
    struct access_session session = {.user = user->id,
                                     .login = user->login,
                                     .name = user->name,
                                     .name_en = user->name_en,
                                     .department = user->department,
                                     .department_name = user->department_name,
                                     .scope = str_of(scopes[auth_scope_of(roles)]),
                                     .must_change = user->must_change,
                                     .has_totp = user->totp_secret.size > 0,
                                     .zone_minutes = book->zone_minutes,
                                     .currency = book->currency,
                                     .version = STR(MINGLI_VERSION)};
    people_roles_list(arena, roles, &session.roles.items, &session.roles.count);
    LIST(str) names = {0};
    for (size_t right = 0; right < auth_right_count(); right++)
        if ((rights >> right & 1) != 0) *list_push(arena, &names) = str_of(auth_right_name(right));
    session.rights.items = names.items;
    session.rights.count = names.count;
    return session;
}

// What a peer says of itself, fit for people to read.
static str plain_text(struct arena *arena, str text, size_t size_max) {
    text = arena_copy(arena, str_slice(text, 0, size_max));
    char *bytes = (char *)(uintptr_t)text.data;
    for (size_t i = 0; i < text.size; i++)
        if (bytes[i] < ' ' || bytes[i] > '~') bytes[i] = '?';
    return text;
}

static void open_session(struct job *job, const struct access_sign_in_facts *facts, str password,
                         struct changes *changes) {
    job->session_secret = access_new_secret(job);
    access_insert_session(changes, &(struct access_insert_session_in){
                                       .id = job_new_id(job),
                                       .user_id = facts->user.id,
                                       .hash = access_hash(job->arena, job->session_secret),
                                       .mark = access_mark(job->arena, password),
                                       .started = job->moment.now,
                                       .ends = job->moment.now + ACCESS_SESSION_MS,
                                       .address = plain_text(job->arena, job->address, ADDRESS_MAX),
                                       .agent = plain_text(job->arena, job->agent, AGENT_MAX)});
}

fault access_decide_sign_in(struct job *job, const struct access_sign_in_in *in,
                            const struct access_sign_in_facts *facts, struct changes *changes,
                            struct access_session *ret_out) {
    TRY(check_sign_in(job, in, facts));
    const struct people_user_by_id *user = &facts->user;
    const struct checked *checked = job->prepared;
    bool is_rehashed = checked->rehashed.size > 0;
    if (is_rehashed)
        people_set_password(changes,
                            &(struct people_set_password_in){.password = checked->rehashed,
                                                             .must_change = user->must_change,
                                                             .id = user->id});
    else if (user->failures > 0)
        people_set_failures(changes, &(struct people_set_failures_in){.id = user->id});
    if (facts->code_step >= 0)
        people_set_totp(changes, &(struct people_set_totp_in){.totp_secret = user->totp_secret,
                                                              .totp_step = facts->code_step,
                                                              .id = user->id});
    open_session(job, facts, is_rehashed ? checked->rehashed : user->password, changes);
    *ret_out = session_of(job->arena, job->book, user, auth_rights_of((uint32_t)user->roles));
    ret_out->today = job->moment.today;
    ret_out->waiting = facts->waiting;
    return NULL;
}

fault access_query_get_session(struct query *query, const struct access_get_session_in *in,
                               struct access_session *ret_out) {
    (void)in;
    struct people_user_by_id user;
    bool is_there;
    TRY(people_user_by_id(query->reader, &(struct people_user_by_id_in){query->actor->user_id},
                          query->arena, &user, &is_there));
    if (!is_there) return &not_signed_in;
    *ret_out = session_of(query->arena, query->book, &user, query->actor->rights);
    ret_out->today = query->today;
    return read_waiting(query->reader, query->arena, user.id, &ret_out->waiting);
}

fault access_query_find_session(struct query *query, const struct access_find_session_in *in,
                                struct access_find_session_out *ret_out) {
    (void)in;
    *ret_out = (struct access_find_session_out){0};
    if (query->actor->user_id == 0) return NULL;
    struct access_session *found = ARENA_NEW(query->arena, struct access_session);
    TRY(access_query_get_session(query, &(struct access_get_session_in){0}, found));
    ret_out->session = found;
    return NULL;
}

// ---- Wrong tries -------------------------------------------------------------------------------

fault access_load_record_wrong_sign_in(struct store_reader *reader, struct job *job,
                                       const struct access_record_wrong_sign_in_in *in,
                                       struct access_record_wrong_sign_in_facts *facts) {
    return people_user_by_id(reader, &(struct people_user_by_id_in){in->user}, job->arena,
                             &facts->user_row, &facts->is_there);
}

fault access_decide_record_wrong_sign_in(struct job *job,
                                         const struct access_record_wrong_sign_in_in *in,
                                         const struct access_record_wrong_sign_in_facts *facts,
                                         struct changes *changes) {
    if (!facts->is_there) return &user_unknown;
    int64_t failures = facts->user_row.failures + 1;
    int64_t pause = 0;
    if (failures >= TRIES) {
        int64_t doublings = failures - TRIES < 10 ? failures - TRIES : 10;
        pause = (int64_t)PAUSE_MS << doublings;
        if (pause > PAUSE_MS_MAX) pause = PAUSE_MS_MAX;
    }
    people_set_failures(changes,
                        &(struct people_set_failures_in){
                            .failures = failures,
                            .paused_until = pause == 0 ? INSTANT_NONE : job->moment.now + pause,
                            .id = in->user});
    return NULL;
}
