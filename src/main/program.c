// Options, languages and endings that all subcommands share. Options are --name or --name VALUE (or
// --name=VALUE); what a subcommand does not know is refused, so that a misspelt option never does
// something else than was meant.
#include "main/program.h"

#include "crypto/crypto.h"
#include "format/json.h"

#include <stdio.h>
#include <unistd.h>

str program_option(const struct program *program, const char *name) {
    for (size_t i = 0; i < program->option_count; i++)
        if (str_equal(program->names[i], str_of(name))) return program->values[i];
    return STR_NONE;
}

bool program_has(const struct program *program, const char *name) {
    return program_option(program, name).size > 0;
}

const char *program_text(const struct program *program, const char *en, const char *zh) {
    return program->is_chinese ? zh : en;
}

enum program_exit program_usage(const struct program *program, const char *en, const char *zh) {
    const struct subcommand *subcommand = program->subcommand;
    fprintf(stderr, "mingli %s: %s\n%s mingli %s %s\n", subcommand->name,
            program_text(program, en, zh), program_text(program, "Usage:", "用法："),
            subcommand->name, subcommand->usage);
    return PROGRAM_USAGE;
}

static void print_json_fault(const struct program *program, fault trouble,
                             const struct fault_note *note) {
    struct buf out = buf_in(program->arena, MIB);
    struct json_writer writer = json_writer_on(&out);
    const str members[][2] = {{STR("fault"), str_of(trouble->name)},
                              {STR("field"), note == NULL ? STR_NONE : note->field},
                              {STR("en"), str_of(trouble->en)},
                              {STR("zh"), str_of(trouble->zh)},
                              {STR("note_en"), note == NULL ? STR_NONE : note->en},
                              {STR("note_zh"), note == NULL ? STR_NONE : note->zh}};
    json_open_object(&writer);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (members[i][1].size == 0) continue;
        json_name(&writer, members[i][0]);
        json_string(&writer, members[i][1]);
    }
    json_close_object(&writer);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

enum program_exit program_fail(const struct program *program, fault trouble,
                               const struct fault_note *note) {
    if (program->is_json) {
        print_json_fault(program, trouble, note);
    } else {
        fprintf(stderr, "%s: %s", trouble->name, program_text(program, trouble->en, trouble->zh));
        str more = note == NULL ? STR_NONE : program->is_chinese ? note->zh : note->en;
        if (note != NULL && note->field.size > 0) fprintf(stderr, " [%.*s]", STR_ARG(note->field));
        if (more.size > 0) fprintf(stderr, " %.*s", STR_ARG(more));
        fputc('\n', stderr);
    }
    return trouble->status >= 500 ? PROGRAM_OUTAGE : PROGRAM_NO;
}

bool program_is_watched(void) {
    return isatty(STDERR_FILENO) == 1;
}

void program_progress(const struct program *program, const char *en, const char *zh,
                      int64_t count) {
    if (!program_is_watched() || program->is_json) return;
    fprintf(stderr, "\r%s %lld", program_text(program, en, zh), (long long)count);
    fflush(stderr);
}

fault program_read_input(struct program *program, str *ret_bytes) {
    struct buf out = buf_in(program->arena, LIMIT_UPLOAD);
    for (;;) {
        char *room = buf_room(&out, 64 * KIB);
        if (room == NULL) return &file_too_large;
        size_t count = fread(room, 1, 64 * KIB, stdin);
        if (count == 0) break;
        out.size += count;
    }
    *ret_bytes = buf_str(&out);
    return NULL;
}

// 16 letters and digits that cannot be taken for one another: 80 bits.
str program_new_password(struct program *program) {
    uint8_t bytes[10];
    os_random(program->os, bytes, sizeof(bytes));
    str text = crypto_base32_encode(program->arena, (str){(const char *)bytes, sizeof(bytes)});
    return arena_print(program->arena, "%.*s-%.*s-%.*s-%.*s", 4, text.data, 4, text.data + 4, 4,
                       text.data + 8, 4, text.data + 12);
}
