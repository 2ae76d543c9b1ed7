// mingli init: makes a new book with its head office and first administrator, through the same
// commands as everybody uses, so that the log tells of them too. The password is shown once.
#include "main/demo.h"
#include "main/program.h"

#include "access_api.h"
#include "auth/rights.h"
#include "crypto/crypto.h"
#include "people_api.h"

#include <stdio.h>

FAULT(book_known, 409, "db", "There is a book already. Nothing was changed.",
      "账簿已存在，未做任何更改。");

static str option_or(const struct program *program, const char *name, str preset) {
    str value = program_option(program, name);
    return value.size == 0 ? preset : value;
}

struct first {
    str login;
    str password;
};

static fault add_first(struct program *program, struct desk *desk, const struct first *first,
                       struct fault_note *ret_note) {
    struct people_add_department_in office = {
        .code = STR("HQ"),
        .name =
            option_or(program, "company", program->is_chinese ? STR("总部") : STR("Head office")),
        .name_en = STR("Head office")};
    struct program_run run = {.desk = desk, .command = "add_department", .in = &office};
    fault trouble = program_run(program, &run);
    *ret_note = run.note;
    if (trouble != NULL) return trouble;
    const struct people_department *department = run.out;
    int32_t roles[] = {PEOPLE_ROLE_ADMINISTRATOR};
    struct people_add_user_in person = {
        .login = first->login,
        .name = option_or(program, "name",
                          program->is_chinese ? STR("系统管理员") : STR("Administrator")),
        .department = department->id,
        .password = first->password};
    person.roles.items = roles;
    person.roles.count = 1;
    run = (struct program_run){.desk = desk, .command = "add_user", .in = &person};
    trouble = program_run(program, &run);
    *ret_note = run.note;
    return trouble;
}

static void print_first(const struct program *program, const struct first *first, bool is_made_up) {
    str shown = is_made_up ? first->password : STR_NONE;
    if (program->is_json) {
        printf("{\"login\":\"%.*s\",\"password\":\"%.*s\"}\n", STR_ARG(first->login),
               STR_ARG(shown));
        return;
    }
    printf("%s %.*s\n", program_text(program, "Administrator:", "管理员登录名："),
           STR_ARG(first->login));
    if (is_made_up)
        printf("%s %.*s\n", program_text(program, "Password (shown once):", "密码（仅显示一次）："),
               STR_ARG(shown));
}

static fault fill(struct program *program, const struct book *book, struct fault_note *ret_note) {
    struct desk *desk = NULL;
    TRY(desk_open(book, &desk));
    bool is_made_up = !program_has(program, "password");
    struct first first = {.login = option_or(program, "login", STR("admin")),
                          .password = is_made_up ? program_new_password(program)
                                                 : program_option(program, "password")};
    fault trouble =
        desk->state.next_id > 1 ? &book_known : add_first(program, desk, &first, ret_note);
    desk_close(desk);
    if (trouble == NULL) print_first(program, &first, is_made_up);
    return trouble;
}

static enum program_exit init_demo(struct program *program) {
    struct fault_note note = {0};
    fault trouble = demo_fill(program, &note);
    if (trouble != NULL) return program_fail(program, trouble, &note);
    puts(program_text(program, "The demo book is made.", "演示账簿已建好。"));
    return PROGRAM_GOOD;
}

enum program_exit program_init(struct program *program) {
    if (program_has(program, "demo")) return init_demo(program);
    struct fault_note note = {0};
    struct book *book = NULL;
    fault trouble = program_open_book(program, PROGRAM_BOOK_MAKE, &book, &note);
    if (trouble == NULL) {
        trouble = fill(program, book, &note);
        program_close_book(program, book);
    }
    return trouble == NULL ? PROGRAM_GOOD : program_fail(program, trouble, &note);
}
