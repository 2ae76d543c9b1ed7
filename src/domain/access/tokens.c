// Tokens for programs: some of one's own rights until a day. Only who sits at a page can make one,
// so that a token that leaked cannot make another.
#include "domain/access/access.h"

#include "auth/rights.h"
#include "command/book.h"

enum { DAYS_MAX = 366 };

fault access_query_list_tokens(struct query *query, const struct access_list_tokens_in *in,
                               struct access_token_page *ret_out) {
    (void)in;
    struct access_tokens_of_list rows;
    TRY(access_tokens_of(query->reader, &(struct access_tokens_of_in){query->actor->user_id},
                         query->arena, &rows));
    ret_out->items.items = ARENA_ARRAY(query->arena, struct access_token, rows.count + 1);
    ret_out->items.count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct access_tokens_of *row = &rows.items[i];
        struct access_token *token = &ret_out->items.items[i];
        *token = (struct access_token){
            .id = row->id, .name = row->name, .created = row->created, .expires = row->expires};
        LIST(str) rights = {0};
        for (str rest = row->rights; rest.size > 0;)
            *list_push(query->arena, &rights) = str_cut(&rest, ' ');
        token->rights.items = rights.items;
        token->rights.count = rights.count;
    }
    ret_out->total = (int64_t)rows.count;
    return NULL;
}

static fault check_rights(struct job *job, const struct access_create_token_in *in) {
    for (size_t i = 0; i < in->rights.count; i++) {
        int bit = auth_right_of(in->rights.items[i]);
        bool is_mine = bit >= 0 && (job->actor.rights >> bit & 1) != 0;
        if (is_mine) continue;
        job_note(job, "", arena_copy(job->arena, in->rights.items[i]),
                 arena_copy(job->arena, in->rights.items[i]));
        return &right_not_yours;
    }
    return NULL;
}

static str join_rights(struct arena *arena, const struct access_create_token_in *in) {
    struct buf out = buf_in(arena, 64 * KIB);
    for (size_t i = 0; i < in->rights.count; i++) {
        if (i > 0) buf_add_byte(&out, ' ');
        buf_add(&out, in->rights.items[i]);
    }
    return buf_str(&out);
}

fault access_decide_create_token(struct job *job, const struct access_create_token_in *in,
                                 struct changes *changes, struct access_create_token_out *ret_out) {
    TRY(access_need_session(job));
    TRY(check_rights(job, in));
    date today = job->moment.today;
    if (date_compare(in->expires, today) < 0 ||
        date_compare(in->expires, date_add_days(today, DAYS_MAX)) > 0)
        return &expiry_wrong;
    int64_t id = job_new_id(job);
    str secret = arena_join(job->arena, STR(ACCESS_TOKEN_START), access_new_secret(job));
    instant ends = date_start(date_add_days(in->expires, 1), job->book->zone_minutes);
    access_insert_token(changes,
                        &(struct access_insert_token_in){.id = id,
                                                         .user_id = job->actor.user_id,
                                                         .hash = access_hash(job->arena, secret),
                                                         .name = in->name,
                                                         .rights = join_rights(job->arena, in),
                                                         .created = job->moment.now,
                                                         .expires = in->expires,
                                                         .ends = ends});
    ret_out->token = (struct access_token){
        .id = id, .name = in->name, .created = job->moment.now, .expires = in->expires};
    ret_out->token.rights.items = in->rights.items;
    ret_out->token.rights.count = in->rights.count;
    ret_out->secret = secret;
    return NULL;
}

fault access_load_revoke_token(struct store_reader *reader, struct job *job,
                               const struct access_revoke_token_in *in,
                               struct access_revoke_token_facts *facts) {
    struct access_token_by_id row;
    bool is_there;
    TRY(access_token_by_id(reader, &(struct access_token_by_id_in){in->token}, job->arena, &row,
                           &is_there));
    facts->is_mine = is_there && row.user_id == job->actor.user_id;
    return NULL;
}

fault access_decide_revoke_token(struct job *job, const struct access_revoke_token_in *in,
                                 const struct access_revoke_token_facts *facts,
                                 struct changes *changes) {
    (void)job;
    if (!facts->is_mine) return &token_unknown;
    access_void_token(changes, &(struct access_void_token_in){in->token});
    return NULL;
}
