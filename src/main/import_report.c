// What an import says of itself: a line on the terminal while it runs, the refused rows with their
// reasons in a file beside the source, and totals that account for every row and every minor unit.
// Two batches of the same content (the same month uploaded twice under two names) are told.
#include "main/import.h"

#include "format/csv.h"
#include "format/json.h"

#include <stdio.h>
#include <string.h>

#define WAITING_MAX MIB

// ---- Counting ----------------------------------------------------------------------------------

static struct import_sum *sum_of(struct import_report *report, const money *amount) {
    for (size_t i = 0; i < report->sums.count; i++)
        if (memcmp(report->sums.items[i].currency, amount->currency, 4) == 0)
            return &report->sums.items[i];
    struct import_sum *sum = list_push(report->arena, &report->sums);
    memcpy(sum->currency, amount->currency, 4);
    return sum;
}

void import_count(struct import_report *report, enum import_end end, const money *amount) {
    report->rows[end]++;
    if (amount == NULL || money_is_none(*amount)) return;
    struct import_sum *sum = sum_of(report, amount);
    bool does_fit = !__builtin_add_overflow(sum->minor[end], amount->minor, &sum->minor[end]);
    ASSERT(does_fit); // 2^63 minor units are more than all money
    sum->rows[end]++;
}

void import_count_batch(struct import_report *report, str name, const uint8_t digest[16]) {
    size_t *index = map_get(report->batch_of, name);
    if (index == NULL) {
        index = ARENA_NEW(report->arena, size_t);
        *index = report->batches.count;
        str kept = arena_copy(report->arena, name);
        list_push(report->arena, &report->batches)->name = kept;
        map_put(report->batch_of, kept, index);
    }
    struct import_batch *batch = &report->batches.items[*index];
    uint64_t content[2];
    memcpy(content, digest, sizeof(content));
    batch->rows++;
    batch->content[0] += content[0];
    batch->content[1] += content[1];
}

// The earlier batch with the same content, or NULL.
static const struct import_batch *same_as(const struct import_report *report, size_t index) {
    const struct import_batch *batch = &report->batches.items[index];
    for (size_t i = 0; i < index; i++) {
        const struct import_batch *other = &report->batches.items[i];
        if (other->rows == batch->rows && other->content[0] == batch->content[0] &&
            other->content[1] == batch->content[1])
            return other;
    }
    return NULL;
}

// ---- Refused rows ------------------------------------------------------------------------------

static fault write_waiting(struct import_report *report) {
    if (report->waiting.size == 0) return NULL;
    str bytes = buf_str(&report->waiting);
    fault trouble = report->has_file ? os_file_append(report->os, report->path, bytes)
                                     : os_file_write(report->os, report->path, bytes);
    report->has_file = true;
    report->waiting.size = 0;
    return trouble;
}

static void write_head(struct import_report *report) {
    struct buf *out = &report->waiting;
    buf_add(out, STR("\xEF\xBB\xBFline,field,reason,zh,en,"));
    buf_add(out, report->titles);
    csv_end(out);
}

static str reason_of(struct arena *arena, const char *what, str more) {
    if (more.size == 0) return str_of(what);
    return arena_print(arena, "%s %.*s", what, STR_ARG(more));
}

fault import_refuse(struct import_report *report, const struct import_refusal *refusal) {
    struct arena *scratch = arena_open(LIMIT_REQUEST_ARENA);
    struct buf *out = &report->waiting;
    if (!report->has_file && out->size == 0) write_head(report);
    str field = refusal->note.field;
    csv_field(out, arena_print(scratch, "%lld", (long long)refusal->line), true);
    csv_field(out, field.size > 0 ? field : str_of(refusal->trouble->field), false);
    csv_field(out, str_of(refusal->trouble->name), false);
    csv_field(out, reason_of(scratch, refusal->trouble->zh, refusal->note.zh), false);
    csv_field(out, reason_of(scratch, refusal->trouble->en, refusal->note.en), false);
    buf_add_byte(out, ',');
    buf_add(out, refusal->row);
    csv_end(out);
    arena_close(scratch);
    return out->size > WAITING_MAX ? write_waiting(report) : NULL;
}

fault import_report_finish(struct import_report *report) {
    return write_waiting(report);
}

// ---- While it runs -----------------------------------------------------------------------------

void import_show_progress(struct program *program, struct import_report *report, int done) {
    enum { EVERY_US = 100000, BAR = 24 };
    if (!program_is_watched() || program->is_json) return;
    int64_t now = os_monotonic_us(report->os);
    if (now - report->shown_us < EVERY_US) return;
    report->shown_us = now;
    int64_t spent = now - report->began_us + 1;
    long long rows = report->rows[IMPORT_READ];
    long long rate = rows * 1000000 / spent;
    if (done <= 0) {
        fprintf(stderr, "\r%lld %s, %lld/s   ", rows, program_text(program, "rows", "行"), rate);
        return;
    }
    char bar[BAR + 1] = {0};
    for (int i = 0; i < BAR; i++) bar[i] = i * 1000 < done * BAR ? '#' : '.';
    fprintf(stderr, "\r[%s] %3d%%  %lld %s, %lld/s, %s %lld s   ", bar, done / 10, rows,
            program_text(program, "rows", "行"), rate, program_text(program, "left", "剩余"),
            (long long)(spent / 1000000 * (1000 - done) / done));
    fflush(stderr);
}

// ---- At the end --------------------------------------------------------------------------------

static const char *const end_words[IMPORT_ENDS][3] = {
    {"read", "rows read", "读取行数"},
    {"imported", "imported", "已导入"},
    {"known", "already there", "已存在"},
    {"refused", "refused", "未导入"},
};

static void print_json(struct program *program, const struct import_report *report) {
    struct buf out = buf_in(program->arena, 4 * MIB);
    struct json_writer writer = json_writer_on(&out);
    json_open_object(&writer);
    for (int end = 0; end < IMPORT_ENDS; end++) {
        json_name(&writer, str_of(end_words[end][0]));
        json_int(&writer, report->rows[end]);
    }
    json_name(&writer, STR("customers"));
    json_int(&writer, report->customers);
    json_name(&writer, STR("unconverted"));
    json_int(&writer, report->unconverted);
    json_name(&writer, STR("sums"));
    json_open_array(&writer);
    for (size_t i = 0; i < report->sums.count; i++) {
        const struct import_sum *sum = &report->sums.items[i];
        json_open_object(&writer);
        json_name(&writer, STR("currency"));
        json_string(&writer, str_of(sum->currency));
        for (int end = 0; end < IMPORT_ENDS; end++) {
            json_name(&writer, str_of(end_words[end][0]));
            money amount = money_of(sum->minor[end], str_of(sum->currency));
            json_string(&writer, money_print(program->arena, amount));
        }
        json_close_object(&writer);
    }
    json_close_array(&writer);
    json_name(&writer, STR("same_batches"));
    json_open_array(&writer);
    for (size_t i = 0; i < report->batches.count; i++) {
        const struct import_batch *same = same_as(report, i);
        if (same == NULL) continue;
        json_open_object(&writer);
        json_name(&writer, STR("batch"));
        json_string(&writer, report->batches.items[i].name);
        json_name(&writer, STR("same_as"));
        json_string(&writer, same->name);
        json_name(&writer, STR("rows"));
        json_int(&writer, same->rows);
        json_close_object(&writer);
    }
    json_close_array(&writer);
    json_name(&writer, STR("errors"));
    if (report->has_file)
        json_string(&writer, report->path);
    else
        json_null(&writer);
    json_close_object(&writer);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

static void print_sums(struct program *program, const struct import_report *report,
                       enum import_end end) {
    for (size_t i = 0; i < report->sums.count; i++) {
        const struct import_sum *sum = &report->sums.items[i];
        if (sum->rows[end] == 0) continue;
        money amount = money_of(sum->minor[end], str_of(sum->currency));
        str text = money_print(program->arena, amount);
        printf("   %s %.*s", sum->currency, STR_ARG(text));
    }
}

static void print_batches(struct program *program, const struct import_report *report) {
    for (size_t i = 0; i < report->batches.count; i++) {
        const struct import_batch *batch = &report->batches.items[i], *same = same_as(report, i);
        if (same == NULL) continue;
        printf(program_text(program, "! %.*s has exactly the content of %.*s (%lld rows)\n",
                            "! %.*s 与 %.*s 内容完全相同（%lld 行）\n"),
               STR_ARG(batch->name), STR_ARG(same->name), (long long)batch->rows);
    }
}

void import_print_report(struct program *program, const struct import_report *report) {
    if (program_is_watched() && !program->is_json) fprintf(stderr, "\r%79s\r", "");
    if (program->is_json) {
        print_json(program, report);
        return;
    }
    for (int end = 0; end < IMPORT_ENDS; end++) {
        const char *words = program_text(program, end_words[end][1], end_words[end][2]);
        printf("%-14s %10lld", words, (long long)report->rows[end]);
        print_sums(program, report, (enum import_end)end);
        printf("\n");
    }
    if (report->customers > 0)
        printf("%-14s %10lld\n", program_text(program, "new customers", "新建客户"),
               (long long)report->customers);
    if (report->unconverted > 0)
        printf(program_text(program,
                            "! %lld rows in another currency have no rate: they are in no sum of "
                            "the book's currency\n",
                            "! %lld 行为外币且没有汇率，不计入本位币合计\n"),
               (long long)report->unconverted);
    print_batches(program, report);
    if (report->has_file)
        printf("%s %.*s\n",
               program_text(program, "Refused rows with reasons:", "未导入的行及原因："),
               STR_ARG(report->path));
}
