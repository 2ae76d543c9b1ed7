// From what came of a call to its answer: the out struct as JSON, a file as an attachment, a
// refusal as a problem document; the cookie of a session that began or ended.
#include "format/shape.h"
#include "http/routes_own.h"

#include <string.h>

FAULT(answer_too_large, 422, "", "The answer would be too large. Ask for less.",
      "结果过大，请缩小查询范围。");

void http_call_refuse(struct http_exchange *exchange, fault trouble,
                      const struct fault_note *note) {
    if (trouble->status == 401) http_answer_header(exchange, "WWW-Authenticate", STR("Bearer"));
    if (trouble->status == 503) http_answer_header(exchange, "Retry-After", STR("1"));
    http_answer_fault(exchange, trouble, note);
}

static str str_in(const struct shape *shape, const void *value, const char *name) {
    const struct shape_field *field = shape_field_of(shape, str_of(name));
    ASSERT(field != NULL && (field->kind == SHAPE_TEXT || field->kind == SHAPE_BYTES));
    str text;
    memcpy(&text, (const char *)value + field->offset, sizeof(text));
    return text;
}

static void answer_file(struct http_call *call) {
    struct http_exchange *exchange = call->exchange;
    const struct shape *shape = call->command->out;
    http_answer_attachment(exchange, str_in(shape, call->out, "name"));
    exchange->answer.type = str_in(shape, call->out, "type");
    exchange->answer.body = str_in(shape, call->out, "content");
}

static void answer_struct(struct http_call *call) {
    struct http_exchange *exchange = call->exchange;
    struct buf out = buf_in(exchange->arena, LIMIT_ANSWER);
    ASSERT(buf_room(&out, 4 * KIB) != NULL); // the usual answer in one piece of memory
    struct json_writer writer = json_writer_on(&out);
    shape_write(&writer, call->command->out, call->out, NULL);
    if (out.is_full) {
        http_call_refuse(exchange, &answer_too_large, NULL);
        return;
    }
    exchange->answer.type = STR("application/json");
    exchange->answer.body = buf_str(&out);
}

// What the same command answered before, to the same idempotency key.
static void answer_again(struct http_call *call, str body) {
    struct http_answer *answer = &call->exchange->answer;
    if (str_equal(body, STR("null"))) {
        answer->status = 204;
        return;
    }
    answer->type = STR("application/json");
    answer->body = body;
}

static bool is_encrypted(const struct http_request *request) {
    str proto;
    return http_request_header(request, STR("X-Forwarded-Proto"), &proto) &&
           str_equal_ignore_case(proto, STR("https"));
}

static void put_cookie(struct http_call *call, const struct job *job) {
    struct http_exchange *exchange = call->exchange;
    if (job->session_secret.size == 0 && !job->ends_session) return;
    int64_t age = job->ends_session ? 0 : call->routes->options.session_s;
    const char *secure = is_encrypted(&exchange->request) ? "; Secure" : "";
    http_answer_header(exchange, "Set-Cookie",
                       arena_print(exchange->arena,
                                   "mingli=%.*s; HttpOnly; SameSite=Strict; Path=/; Max-Age=%lld%s",
                                   STR_ARG(job->session_secret), (long long)age, secure));
}

static void answer_command(struct http_call *call) {
    struct http_exchange *exchange = call->exchange;
    const struct job *job = &call->handed->job;
    http_answer_header(exchange, "Mingli-Entry",
                       arena_print(exchange->arena, "%lld", (long long)job->entry));
    put_cookie(call, job);
    call->out = job->out;
    if (job->is_replayed)
        answer_again(call, job->replayed_out);
    else if (call->command->out == NULL)
        exchange->answer.status = 204;
    else
        answer_struct(call);
}

void http_call_answer(struct http_call *call) {
    call->is_answered = true;
    if (call->trouble != NULL)
        http_call_refuse(call->exchange, call->trouble, &call->note);
    else if (call->handed != NULL)
        answer_command(call);
    else if (call->command->is_download)
        answer_file(call);
    else
        answer_struct(call);
}
