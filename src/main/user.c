// mingli user: people from the command line, for the day when nobody can sign in any more. The same
// commands as on the page, so the log tells of them; the server must not be running meanwhile.
#include "main/program.h"

#include "auth/rights.h"
#include "format/shape.h"
#include "people_api.h"
#include "people_sql.h"

#include <stdio.h>

static fault find_user(struct program *program, const struct book *book, str login,
                       struct people_user_by_login *ret_user) {
    struct store_reader *reader = NULL;
    bool is_there = false;
    TRY(store_open_reader(book->store, &reader));
    fault trouble = people_user_by_login(reader, &(struct people_user_by_login_in){login},
                                         program->arena, ret_user, &is_there);
    store_close_reader(reader);
    if (trouble != NULL) return trouble;
    return is_there ? NULL : &user_unknown;
}

static fault find_department(struct program *program, const struct book *book, str code,
                             int64_t *ret_id) {
    struct store_reader *reader = NULL;
    struct people_department_by_code row;
    bool is_there = false;
    TRY(store_open_reader(book->store, &reader));
    fault trouble = people_department_by_code(reader, &(struct people_department_by_code_in){code},
                                              program->arena, &row, &is_there);
    store_close_reader(reader);
    if (trouble != NULL) return trouble;
    if (is_there) *ret_id = row.id;
    return is_there ? NULL : &department_unknown;
}

// "applicant,manager"
static fault read_roles(struct program *program, struct people_add_user_in *in,
                        struct fault_note *ret_note) {
    str rest = program_option(program, "roles");
    int32_t *roles = ARENA_ARRAY(program->arena, int32_t, AUTH_ROLE_COUNT);
    size_t count = 0;
    while (rest.size > 0 && count < AUTH_ROLE_COUNT) {
        str name = str_trim(str_cut(&rest, ','));
        roles[count] = shape_choice_of(&people_role_choices, name);
        if (roles[count] == 0) {
            ret_note->field = STR("roles");
            ret_note->en = ret_note->zh = name;
            return &field_choice;
        }
        count++;
    }
    in->roles.items = roles;
    in->roles.count = count;
    return NULL;
}

// What was given, or one that is made up and shown once.
static str password_for(struct program *program, bool *ret_is_made_up) {
    str given = program_option(program, "password");
    *ret_is_made_up = given.size == 0;
    return *ret_is_made_up ? program_new_password(program) : given;
}

static void print_password(const struct program *program, str login, str password) {
    if (program->is_json)
        printf("{\"login\":\"%.*s\",\"password\":\"%.*s\"}\n", STR_ARG(login), STR_ARG(password));
    else
        printf("%.*s %s %.*s\n", STR_ARG(login),
               program_text(program, "password (shown once):", "密码（仅显示一次）："),
               STR_ARG(password));
}

static fault add(struct program *program, const struct book *book, struct desk *desk,
                 struct fault_note *ret_note) {
    bool is_made_up;
    str login = program->words[1], name = program_option(program, "name");
    struct people_add_user_in in = {.login = login,
                                    .name = name.size == 0 ? login : name,
                                    .password = password_for(program, &is_made_up)};
    str code = program_option(program, "department");
    TRY(read_roles(program, &in, ret_note));
    TRY(find_department(program, book, code.size == 0 ? STR("HQ") : code, &in.department));
    struct program_run run = {.desk = desk, .command = "add_user", .in = &in};
    fault trouble = program_run(program, &run);
    *ret_note = run.note;
    if (trouble == NULL && is_made_up) print_password(program, login, in.password);
    return trouble;
}

static fault reset(struct program *program, const struct book *book, struct desk *desk,
                   struct fault_note *ret_note) {
    bool is_made_up;
    struct people_user_by_login user;
    TRY(find_user(program, book, program->words[1], &user));
    struct people_reset_password_in in = {.user = user.id,
                                          .password = password_for(program, &is_made_up)};
    struct program_run run = {.desk = desk, .command = "reset_password", .in = &in};
    fault trouble = program_run(program, &run);
    *ret_note = run.note;
    if (trouble == NULL && is_made_up) print_password(program, user.login, in.password);
    return trouble;
}

enum program_exit program_user(struct program *program) {
    bool is_add = program->word_count == 2 && str_equal(program->words[0], STR("add"));
    bool is_reset = program->word_count == 2 && str_equal(program->words[0], STR("reset-password"));
    if (!is_add && !is_reset)
        return program_usage(program, "add LOGIN or reset-password LOGIN",
                             "请使用 add 登录名 或 reset-password 登录名");
    struct fault_note note = {0};
    struct book *book = NULL;
    struct desk *desk = NULL;
    fault trouble = program_open_book(program, PROGRAM_BOOK_WRITE, &book, &note);
    if (trouble == NULL) trouble = desk_open(book, &desk);
    if (trouble == NULL)
        trouble = is_add ? add(program, book, desk, &note) : reset(program, book, desk, &note);
    desk_close(desk);
    program_close_book(program, book);
    return trouble == NULL ? PROGRAM_GOOD : program_fail(program, trouble, &note);
}
