// Signing in and what follows: wrong tries and their pause, sessions that end, the second factor,
// tokens that cannot become more than they are.
#include "domain/access/access.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/rights.h"
#include "catalog.h"
#include "command/desk.h"
#include "crypto/crypto.h"
#include "os/os_sim.h"
#include "people_api.h"

#define PASSWORD "a-good-password"
#define MINUTE ((int64_t)60000)

struct stage {
    struct os_sim *sim;
    struct arena *arena;
    struct book *book;
    struct desk *desk;
    struct store_reader *reader;
    str folder;
    struct job job; // the last one
    str secret;     // of the session that was opened last
};

static fault ask(struct stage *stage, const struct actor *actor, const char *name, void *in) {
    struct job *job = &stage->job;
    *job = (struct job){.command = command_find(&catalog_commands, str_of(name)),
                        .book = stage->book,
                        .actor = *actor,
                        .arena = stage->arena,
                        .in = in,
                        .changes = {.arena = stage->arena},
                        .address = STR("10.0.0.7"),
                        .agent = STR("Browser\xff 1")};
    assert_non_null(job->command);
    if (job->command->prepare != NULL) job->trouble = job->command->prepare(stage->reader, job);
    struct job *jobs[] = {job};
    if (job->trouble == NULL) desk_run(stage->desk, jobs, 1);
    if (job->trouble == NULL && job->session_secret.size > 0) stage->secret = job->session_secret;
    return job->trouble;
}

static struct actor by_system(void) {
    return (struct actor){.is_system = true, .door = DOOR_CLI};
}

static int64_t add_user(struct stage *stage, str login, int32_t role) {
    struct actor system = by_system();
    int32_t roles[] = {role};
    struct people_add_user_in in = {
        .login = login, .name = login, .department = 1, .password = STR(PASSWORD)};
    in.roles.items = roles;
    in.roles.count = 1;
    assert_null(ask(stage, &system, "add_user", &in));
    return ((struct people_user *)stage->job.out)->id;
}

static int set_up(void **state) {
    crypto_init();
    struct stage *stage = calloc(1, sizeof(*stage));
    stage->sim = os_sim_open(7, 1795600000000);
    stage->arena = arena_open(64 * MIB);
    char folder[] = "/tmp/mingli-access-XXXXXX";
    stage->folder = arena_copy(stage->arena, str_of(mkdtemp(folder)));
    struct book_options options = {
        .url = arena_print(stage->arena, "sqlite:%.*s/book.db", STR_ARG(stage->folder)),
        .may_create = true,
        .policies = STR("policies"),
        .flows = STR("flows"),
        .os = os_sim_os(stage->sim),
        .store = &catalog_store,
        .commands = &catalog_commands};
    struct fault_note note = {0};
    assert_null(book_open(&options, &stage->book, &note));
    assert_null(desk_open(stage->book, &stage->desk));
    assert_null(store_open_reader(stage->book->store, &stage->reader));
    struct actor system = by_system();
    struct people_add_department_in office = {.code = STR("HQ"), .name = STR("总部")};
    assert_null(ask(stage, &system, "add_department", &office));
    add_user(stage, STR("li"), PEOPLE_ROLE_APPLICANT);
    *state = stage;
    return 0;
}

static int tear_down(void **state) {
    struct stage *stage = *state;
    store_close_reader(stage->reader);
    desk_close(stage->desk);
    book_close(stage->book);
    str command = arena_print(stage->arena, "rm -r %.*s", STR_ARG(stage->folder));
    int ending = system(command.data);
    os_sim_close(stage->sim);
    arena_close(stage->arena);
    free(stage);
    return ending;
}

static fault sign_in(struct stage *stage, str login, str password, str code) {
    struct actor nobody = {.door = DOOR_PAGE};
    struct access_sign_in_in in = {.login = login, .password = password, .code = code};
    return ask(stage, &nobody, "sign_in", &in);
}

static struct actor actor_by(struct stage *stage, str secret) {
    struct actor actor;
    assert_null(access_actor_of(stage->reader, stage->arena, secret, os_now(os_sim_os(stage->sim)),
                                &actor));
    return actor;
}

static struct actor signed_in(struct stage *stage, str login) {
    assert_null(sign_in(stage, login, STR(PASSWORD), STR_NONE));
    struct actor actor = actor_by(stage, stage->secret);
    assert_int_not_equal(actor.user_id, 0);
    return actor;
}

static void who_signs_in_is_known_by_the_secret(void **state) {
    struct stage *stage = *state;
    assert_null(sign_in(stage, STR("li"), STR(PASSWORD), STR_NONE));
    const struct access_session *session = stage->job.out;
    assert_true(str_equal(session->login, STR("li")));
    assert_int_equal(session->roles.count, 1);
    assert_true(session->rights.count > 3);
    struct actor actor = actor_by(stage, stage->secret);
    assert_int_equal(actor.user_id, session->user);
    assert_int_equal(actor.door, DOOR_PAGE);
    assert_null(auth_allow(&actor, "requests.write"));
    assert_ptr_equal(auth_allow(&actor, "people.write"), &not_allowed);
    os_sim_advance(stage->sim, ACCESS_SESSION_MS - 1);
    assert_int_not_equal(actor_by(stage, stage->secret).user_id, 0);
    os_sim_advance(stage->sim, 1);
    assert_int_equal(actor_by(stage, stage->secret).user_id, 0);
}

static void secrets_that_are_none_are_nobody(void **state) {
    struct stage *stage = *state;
    assert_null(sign_in(stage, STR("li"), STR(PASSWORD), STR_NONE));
    assert_int_equal(actor_by(stage, STR("")).user_id, 0);
    assert_int_equal(actor_by(stage, STR("mlt_")).user_id, 0);
    assert_int_equal(actor_by(stage, access_hash(stage->arena, stage->secret)).user_id, 0);
    assert_int_equal(actor_by(stage, str_slice(stage->secret, 0, 63)).user_id, 0);
}

static void wrong_tries_pause_for_longer_each_time(void **state) {
    struct stage *stage = *state;
    for (int i = 0; i < 5; i++)
        assert_ptr_equal(sign_in(stage, STR("li"), STR("not-the-password"), STR_NONE),
                         &sign_in_wrong);
    assert_int_equal(stage->job.note.en.size, 0);
    assert_ptr_equal(sign_in(stage, STR("li"), STR(PASSWORD), STR_NONE), &sign_in_paused);
    assert_true(str_equal(stage->job.note.en, STR("Try again in 60 seconds.")));
    os_sim_advance(stage->sim, MINUTE);
    static const int64_t pauses[] = {2, 4, 8, 15, 15};
    for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
        assert_ptr_equal(sign_in(stage, STR("li"), STR("not-the-password"), STR_NONE),
                         &sign_in_wrong);
        os_sim_advance(stage->sim, pauses[i] * MINUTE - 1);
        assert_ptr_equal(sign_in(stage, STR("li"), STR(PASSWORD), STR_NONE), &sign_in_paused);
        os_sim_advance(stage->sim, 1);
    }
    assert_null(sign_in(stage, STR("li"), STR(PASSWORD), STR_NONE));
    assert_ptr_equal(sign_in(stage, STR("li"), STR("not-the-password"), STR_NONE), &sign_in_wrong);
    assert_true(str_equal(stage->job.note.en, STR("4 more tries before a pause.")));
}

static void strangers_are_refused_alike(void **state) {
    struct stage *stage = *state;
    assert_ptr_equal(sign_in(stage, STR("nobody"), STR(PASSWORD), STR_NONE), &sign_in_wrong);
    struct actor system = by_system();
    struct people_add_user_in silent = {.login = STR("bot"), .name = STR("bot"), .department = 1};
    assert_null(ask(stage, &system, "add_user", &silent));
    assert_ptr_equal(sign_in(stage, STR("bot"), STR("x"), STR_NONE), &sign_in_wrong);
}

static void who_left_cannot_come_in(void **state) {
    struct stage *stage = *state;
    struct actor li = signed_in(stage, STR("li"));
    struct actor system = by_system();
    struct people_edit_user_in gone = {
        .user = li.user_id, .name = STR("li"), .department = 1, .is_active = false};
    assert_null(ask(stage, &system, "edit_user", &gone));
    assert_int_equal(actor_by(stage, stage->secret).user_id, 0);
    assert_ptr_equal(sign_in(stage, STR("li"), STR(PASSWORD), STR_NONE), &user_left);
    struct access_record_wrong_sign_in_in unknown = {.user = 999};
    assert_ptr_equal(ask(stage, &system, "record_wrong_sign_in", &unknown), &user_unknown);
}

static void signing_out_ends_the_session(void **state) {
    struct stage *stage = *state;
    struct actor li = signed_in(stage, STR("li"));
    struct access_sign_out_in in = {0};
    assert_null(ask(stage, &li, "sign_out", &in));
    assert_true(stage->job.ends_session);
    assert_int_equal(actor_by(stage, stage->secret).user_id, 0);
}

static void a_new_password_ends_the_other_sessions(void **state) {
    struct stage *stage = *state;
    signed_in(stage, STR("li"));
    str first = stage->secret;
    struct actor li = signed_in(stage, STR("li"));
    struct access_change_password_in in = {.old = STR("not-the-password"),
                                           .new = STR("another-good-one")};
    assert_ptr_equal(ask(stage, &li, "change_password", &in), &password_wrong);
    in.old = STR(PASSWORD);
    in.new = STR("1234567890");
    assert_ptr_equal(ask(stage, &li, "change_password", &in), &password_weak);
    in.new = STR("another-good-one");
    assert_null(ask(stage, &li, "change_password", &in));
    assert_int_equal(actor_by(stage, first).user_id, 0);
    assert_int_equal(actor_by(stage, stage->secret).user_id, li.user_id);
    assert_ptr_equal(sign_in(stage, STR("li"), STR(PASSWORD), STR_NONE), &sign_in_wrong);
    assert_null(sign_in(stage, STR("li"), STR("another-good-one"), STR_NONE));
}

static void a_password_that_was_reset_ends_all_sessions(void **state) {
    struct stage *stage = *state;
    struct actor li = signed_in(stage, STR("li")), system = by_system();
    struct people_reset_password_in in = {.user = li.user_id, .password = STR("given-by-admin")};
    assert_null(ask(stage, &system, "reset_password", &in));
    assert_int_equal(actor_by(stage, stage->secret).user_id, 0);
    assert_null(sign_in(stage, STR("li"), STR("given-by-admin"), STR_NONE));
    struct actor again = actor_by(stage, stage->secret);
    assert_ptr_equal(auth_allow(&again, "requests.write"), &password_first);
}

static void guessing_in_an_open_session_pauses_too(void **state) {
    struct stage *stage = *state;
    struct actor li = signed_in(stage, STR("li"));
    struct access_change_password_in in = {.old = STR("wrong"), .new = STR("another-good-one")};
    for (int i = 0; i < 5; i++)
        assert_ptr_equal(ask(stage, &li, "change_password", &in), &password_wrong);
    assert_ptr_equal(ask(stage, &li, "change_password", &in), &sign_in_paused);
}

static void sessions_are_listed_and_ended(void **state) {
    struct stage *stage = *state;
    struct actor li = signed_in(stage, STR("li"));
    str first = stage->secret;
    struct actor again = signed_in(stage, STR("li"));
    struct query query = {.book = stage->book,
                          .reader = stage->reader,
                          .actor = &again,
                          .arena = stage->arena,
                          .now = os_now(os_sim_os(stage->sim))};
    struct access_list_sessions_in all = {0};
    struct access_open_session_page page = {0};
    assert_null(access_query_list_sessions(&query, &all, &page));
    assert_int_equal(page.items.count, 2);
    assert_true(page.items.items[0].is_this && !page.items.items[1].is_this);
    assert_true(str_equal(page.items.items[0].agent, STR("Browser? 1")));
    struct access_end_session_in in = {.session = li.session_id};
    add_user(stage, STR("wang"), PEOPLE_ROLE_APPLICANT);
    struct actor wang = signed_in(stage, STR("wang"));
    assert_ptr_equal(ask(stage, &wang, "end_session", &in), &session_unknown);
    assert_null(ask(stage, &again, "end_session", &in));
    assert_int_equal(actor_by(stage, first).user_id, 0);
}

// The code of now for a secret in base32.
static str code_of(struct stage *stage, str base32) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint8_t bytes[20] = {0};
    for (size_t i = 0; i < 32; i++) {
        size_t value = (size_t)(strchr(alphabet, base32.data[i]) - alphabet);
        for (size_t bit = 0; bit < 5; bit++)
            if ((value >> (4 - bit) & 1) != 0)
                bytes[(i * 5 + bit) / 8] |= (uint8_t)(0x80 >> (i * 5 + bit) % 8);
    }
    int64_t step = os_now(os_sim_os(stage->sim)) / 30000;
    return crypto_totp_code(stage->arena, (str){(const char *)bytes, 20}, step, CRYPTO_TOTP_DIGITS);
}

static void the_second_factor_counts_once_confirmed(void **state) {
    struct stage *stage = *state;
    struct actor li = signed_in(stage, STR("li"));
    struct access_begin_totp_in begin = {0};
    assert_null(ask(stage, &li, "begin_totp", &begin));
    struct access_begin_totp_out *offer = stage->job.out;
    assert_true(str_starts_with(offer->uri, STR("otpauth://totp/Mingli:li?secret=")));
    assert_true(str_starts_with(offer->qr, STR("M0 0h7v1h-7z")));
    assert_true(offer->qr_size >= 21);
    struct access_confirm_totp_in confirm = {.code = STR("000000")};
    assert_ptr_equal(ask(stage, &li, "confirm_totp", &confirm), &code_wrong);
    assert_null(sign_in(stage, STR("li"), STR(PASSWORD), STR_NONE)); // not yet
    confirm.code = code_of(stage, offer->secret);
    assert_null(ask(stage, &li, "confirm_totp", &confirm));
    assert_ptr_equal(ask(stage, &li, "begin_totp", &begin), &totp_known);
    assert_ptr_equal(sign_in(stage, STR("li"), STR(PASSWORD), STR_NONE), &code_needed);
    str used = code_of(stage, offer->secret);
    assert_ptr_equal(sign_in(stage, STR("li"), STR(PASSWORD), used), &code_wrong);
    os_sim_advance(stage->sim, 30000);
    str fresh = code_of(stage, offer->secret);
    assert_null(sign_in(stage, STR("li"), STR(PASSWORD), fresh));
    assert_ptr_equal(sign_in(stage, STR("li"), STR(PASSWORD), fresh), &code_wrong);
    struct access_drop_totp_in drop = {.code = fresh};
    assert_ptr_equal(ask(stage, &li, "drop_totp", &drop), &code_wrong);
    os_sim_advance(stage->sim, 30000);
    drop.code = code_of(stage, offer->secret);
    assert_null(ask(stage, &li, "drop_totp", &drop));
    assert_null(sign_in(stage, STR("li"), STR(PASSWORD), STR_NONE));
}

static struct access_create_token_in token_with(str *right, date expires) {
    struct access_create_token_in in = {.name = STR("importer"), .expires = expires};
    in.rights.items = right;
    in.rights.count = 1;
    return in;
}

static void tokens_bear_some_rights_for_a_time(void **state) {
    struct stage *stage = *state;
    struct actor li = signed_in(stage, STR("li"));
    date today = date_of_instant(os_now(os_sim_os(stage->sim)), stage->book->zone_minutes);
    str right = STR("requests.read"), foreign = STR("people.write"), none = STR("no.right");
    struct access_create_token_in in = token_with(&foreign, today);
    assert_ptr_equal(ask(stage, &li, "create_token", &in), &right_not_yours);
    in = token_with(&none, today);
    assert_ptr_equal(ask(stage, &li, "create_token", &in), &right_not_yours);
    in = token_with(&right, date_add_days(today, -1));
    assert_ptr_equal(ask(stage, &li, "create_token", &in), &expiry_wrong);
    in = token_with(&right, date_add_days(today, 367));
    assert_ptr_equal(ask(stage, &li, "create_token", &in), &expiry_wrong);
    in = token_with(&right, today);
    assert_null(ask(stage, &li, "create_token", &in));
    const struct access_create_token_out *out = stage->job.out;
    struct actor program = actor_by(stage, out->secret);
    assert_int_equal(program.user_id, li.user_id);
    assert_int_equal(program.door, DOOR_API);
    assert_null(auth_allow(&program, "requests.read"));
    assert_ptr_equal(auth_allow(&program, "requests.write"), &not_allowed);
    os_sim_set_now(stage->sim, date_start(date_add_days(today, 1), 480) - 1);
    assert_int_equal(actor_by(stage, out->secret).user_id, li.user_id);
    os_sim_advance(stage->sim, 1);
    assert_int_equal(actor_by(stage, out->secret).user_id, 0);
}

static void a_token_cannot_make_more_of_itself(void **state) {
    struct stage *stage = *state;
    struct actor li = signed_in(stage, STR("li"));
    date today = date_of_instant(os_now(os_sim_os(stage->sim)), stage->book->zone_minutes);
    str right = STR("requests.read");
    struct access_create_token_in in = token_with(&right, today);
    assert_null(ask(stage, &li, "create_token", &in));
    struct access_create_token_out out = *(struct access_create_token_out *)stage->job.out;
    struct actor program = actor_by(stage, out.secret);
    struct access_change_password_in change = {.old = STR(PASSWORD), .new = STR("taken-over-now")};
    struct access_begin_totp_in begin = {0};
    struct access_drop_totp_in drop = {.code = STR("000000")};
    struct access_sign_out_in leave = {0};
    assert_ptr_equal(ask(stage, &program, "create_token", &in), &session_needed);
    assert_ptr_equal(ask(stage, &program, "change_password", &change), &session_needed);
    assert_ptr_equal(ask(stage, &program, "begin_totp", &begin), &session_needed);
    assert_ptr_equal(ask(stage, &program, "drop_totp", &drop), &session_needed);
    assert_ptr_equal(ask(stage, &program, "sign_out", &leave), &session_needed);
    struct access_revoke_token_in revoke = {.token = out.token.id};
    add_user(stage, STR("wang"), PEOPLE_ROLE_APPLICANT);
    struct actor wang = signed_in(stage, STR("wang"));
    assert_ptr_equal(ask(stage, &wang, "revoke_token", &revoke), &token_unknown);
    assert_null(ask(stage, &li, "revoke_token", &revoke));
    assert_int_equal(actor_by(stage, out.secret).user_id, 0);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        ROW(who_signs_in_is_known_by_the_secret),
        ROW(secrets_that_are_none_are_nobody),
        ROW(wrong_tries_pause_for_longer_each_time),
        ROW(strangers_are_refused_alike),
        ROW(who_left_cannot_come_in),
        ROW(signing_out_ends_the_session),
        ROW(a_new_password_ends_the_other_sessions),
        ROW(a_password_that_was_reset_ends_all_sessions),
        ROW(guessing_in_an_open_session_pauses_too),
        ROW(sessions_are_listed_and_ended),
        ROW(the_second_factor_counts_once_confirmed),
        ROW(tokens_bear_some_rights_for_a_time),
        ROW(a_token_cannot_make_more_of_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
