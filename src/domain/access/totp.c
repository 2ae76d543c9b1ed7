// The second factor (RFC 6238). A secret is offered, shown as text and as a QR code, and counts
// only when a code made with it was entered; so nobody locks himself out by a scan that failed.
// Each step of a code counts once. Switching off needs a code; wrong ones count as wrong tries.
#include "domain/access/access.h"

#include "crypto/crypto.h"

#include <qrencode.h>

enum { TOTP_SECRET_SIZE = 20, PATH_MAX_BYTES = 20000 };

// A login as a part of an otpauth address: everything but letters and digits as %XX.
static void add_escaped(struct buf *out, str text) {
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                        (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_';
        if (is_plain)
            buf_add_byte(out, (char)byte);
        else
            buf_print(out, "%%%02X", byte);
    }
}

static str print_uri(struct arena *arena, str login, str secret) {
    struct buf out = buf_in(arena, 2 * KIB);
    buf_add(&out, STR("otpauth://totp/Mingli:"));
    add_escaped(&out, login);
    buf_print(&out, "?secret=%.*s&issuer=Mingli&algorithm=SHA1&digits=6&period=30",
              STR_ARG(secret));
    return buf_str(&out);
}

// Runs of dark modules as rectangles one unit high.
static void add_row(struct buf *out, const unsigned char *row, int width, int y) {
    for (int x = 0; x < width; x++) {
        if ((row[x] & 1) == 0) continue;
        int start = x;
        while (x < width && (row[x] & 1) != 0) x++;
        buf_print(out, "M%d %dh%dv1h-%dz", start, y, x - start, x - start);
    }
}

static void draw_code(struct arena *arena, str text, struct access_begin_totp_out *ret_out) {
    QRcode *code = QRcode_encodeString8bit(arena_text(arena, text), 0, QR_ECLEVEL_L);
    ASSERT(code != NULL);
    struct buf out = buf_in(arena, PATH_MAX_BYTES);
    for (int y = 0; y < code->width; y++)
        add_row(&out, code->data + (ptrdiff_t)y * code->width, code->width, y);
    ret_out->qr = out.is_full ? STR_NONE : buf_str(&out);
    ret_out->qr_size = code->width;
    QRcode_free(code);
}

static fault load_self(struct store_reader *reader, struct job *job,
                       struct people_user_by_id *ret_row) {
    bool is_there;
    return people_user_by_id(reader, &(struct people_user_by_id_in){job->actor.user_id}, job->arena,
                             ret_row, &is_there);
}

fault access_load_begin_totp(struct store_reader *reader, struct job *job,
                             const struct access_begin_totp_in *in,
                             struct access_begin_totp_facts *facts) {
    (void)in;
    return load_self(reader, job, &facts->user_row);
}

fault access_decide_begin_totp(struct job *job, const struct access_begin_totp_in *in,
                               const struct access_begin_totp_facts *facts, struct changes *changes,
                               struct access_begin_totp_out *ret_out) {
    (void)in;
    TRY(access_need_session(job));
    if (facts->user_row.totp_secret.size > 0) return &totp_known;
    char *bytes = arena_take(job->arena, TOTP_SECRET_SIZE);
    job_random(job, bytes, TOTP_SECRET_SIZE);
    str secret = {bytes, TOTP_SECRET_SIZE};
    access_offer_totp(
        changes, &(struct access_offer_totp_in){.user_id = job->actor.user_id, .secret = secret});
    ret_out->secret = crypto_base32_encode(job->arena, secret);
    ret_out->uri = print_uri(job->arena, facts->user_row.login, ret_out->secret);
    draw_code(job->arena, ret_out->uri, ret_out);
    return NULL;
}

static int64_t step_of(str secret, str code, instant now, int64_t last) {
    int64_t step = -1;
    return secret.size > 0 && crypto_totp_is_right(secret, code, now, last, &step) ? step : -1;
}

fault access_load_confirm_totp(struct store_reader *reader, struct job *job,
                               const struct access_confirm_totp_in *in,
                               struct access_confirm_totp_facts *facts) {
    bool is_there;
    TRY(access_totp_offer(reader, &(struct access_totp_offer_in){job->actor.user_id}, job->arena,
                          &facts->offer, &is_there));
    facts->step = is_there ? step_of(facts->offer.secret, in->code, job->moment.now, -1) : -1;
    return NULL;
}

fault access_decide_confirm_totp(struct job *job, const struct access_confirm_totp_in *in,
                                 const struct access_confirm_totp_facts *facts,
                                 struct changes *changes) {
    (void)in;
    TRY(access_need_session(job));
    if (facts->step < 0) return &code_wrong;
    people_set_totp(changes, &(struct people_set_totp_in){.totp_secret = facts->offer.secret,
                                                          .totp_step = facts->step,
                                                          .id = job->actor.user_id});
    access_drop_totp_offer(changes,
                           &(struct access_drop_totp_offer_in){.user_id = job->actor.user_id});
    return NULL;
}

fault access_load_drop_totp(struct store_reader *reader, struct job *job,
                            const struct access_drop_totp_in *in,
                            struct access_drop_totp_facts *facts) {
    TRY(load_self(reader, job, &facts->user_row));
    facts->step =
        step_of(facts->user_row.totp_secret, in->code, job->moment.now, facts->user_row.totp_step);
    return NULL;
}

fault access_decide_drop_totp(struct job *job, const struct access_drop_totp_in *in,
                              const struct access_drop_totp_facts *facts, struct changes *changes) {
    (void)in;
    TRY(access_need_session(job));
    TRY(access_check_pause(job, facts->user_row.paused_until));
    if (facts->step < 0) {
        access_count_wrong(job, job->actor.user_id, facts->user_row.failures);
        return &code_wrong;
    }
    people_set_totp(changes,
                    &(struct people_set_totp_in){.totp_step = -1, .id = job->actor.user_id});
    return NULL;
}
