// Changing one's own password, and the sessions that one has. A wrong present password counts as a
// wrong try to sign in, so that a session that was left open does not help to guess it. Changing
// ends all other sessions: their mark no longer fits, and the list of sessions says so.
#include "domain/access/access.h"

#include "command/book.h"
#include "crypto/crypto.h"
#include "domain/people/people.h"

struct changing {
    bool is_right;
    str checked; // the hash that was checked
    str hash;    // of the new password
};

fault access_prepare_change_password(struct store_reader *reader, struct job *job,
                                     struct access_change_password_in *in) {
    struct people_user_by_id user = {0};
    bool is_there;
    TRY(people_user_by_id(reader, &(struct people_user_by_id_in){job->actor.user_id}, job->arena,
                          &user, &is_there));
    if (!is_there) return &password_wrong;
    if (!people_password_is_good(user.login, in->new)) {
        job_note(job, "new", STR_NONE, STR_NONE);
        return &password_weak;
    }
    struct changing *changing = ARENA_NEW(job->arena, struct changing);
    changing->checked = user.password;
    changing->is_right = crypto_password_is_right(user.password, in->old);
    if (changing->is_right) {
        uint8_t salt[CRYPTO_SALT_SIZE];
        os_random(job->book->os, salt, sizeof(salt));
        TRY(crypto_password_hash(job->arena, in->new, salt, &changing->hash));
    }
    job->prepared = changing;
    return NULL;
}

fault access_load_change_password(struct store_reader *reader, struct job *job,
                                  const struct access_change_password_in *in,
                                  struct access_change_password_facts *facts) {
    (void)in;
    bool is_there;
    TRY(people_user_by_id(reader, &(struct people_user_by_id_in){job->actor.user_id}, job->arena,
                          &facts->user_row, &is_there));
    const struct changing *changing = job->prepared;
    facts->is_right = is_there && changing != NULL && changing->is_right &&
                      str_equal(changing->checked, facts->user_row.password);
    return NULL;
}

fault access_decide_change_password(struct job *job, const struct access_change_password_in *in,
                                    const struct access_change_password_facts *facts,
                                    struct changes *changes) {
    (void)in;
    TRY(access_need_session(job));
    TRY(access_check_pause(job, facts->user_row.paused_until));
    if (!facts->is_right) {
        access_count_wrong(job, job->actor.user_id, facts->user_row.failures);
        return &password_wrong;
    }
    const struct changing *changing = job->prepared;
    people_set_password(changes, &(struct people_set_password_in){.password = changing->hash,
                                                                  .id = job->actor.user_id});
    access_end_other_sessions(changes,
                              &(struct access_end_other_sessions_in){.ends = job->moment.now,
                                                                     .user_id = job->actor.user_id,
                                                                     .id = job->actor.session_id});
    access_renew_session(
        changes, &(struct access_renew_session_in){.mark = access_mark(job->arena, changing->hash),
                                                   .id = job->actor.session_id});
    return NULL;
}

// ---- Sessions ----------------------------------------------------------------------------------

fault access_decide_sign_out(struct job *job, const struct access_sign_out_in *in,
                             struct changes *changes) {
    (void)in;
    TRY(access_need_session(job));
    access_stop_session(changes, &(struct access_stop_session_in){.ends = job->moment.now,
                                                                  .id = job->actor.session_id});
    job->ends_session = true;
    return NULL;
}

fault access_query_list_sessions(struct query *query, const struct access_list_sessions_in *in,
                                 struct access_open_session_page *ret_out) {
    (void)in;
    struct people_user_by_id user;
    bool is_there;
    TRY(people_user_by_id(query->reader, &(struct people_user_by_id_in){query->actor->user_id},
                          query->arena, &user, &is_there));
    struct access_sessions_of_list rows;
    TRY(access_sessions_of(query->reader,
                           &(struct access_sessions_of_in){query->actor->user_id, query->now},
                           query->arena, &rows));
    str mark = access_mark(query->arena, is_there ? user.password : STR_NONE);
    ret_out->items.items = ARENA_ARRAY(query->arena, struct access_open_session, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        const struct access_sessions_of *row = &rows.items[i];
        if (!str_equal(row->mark, mark)) continue;
        ret_out->items.items[ret_out->items.count++] =
            (struct access_open_session){.id = row->id,
                                         .started = row->started,
                                         .ends = row->ends,
                                         .address = row->address,
                                         .agent = row->agent,
                                         .is_this = row->id == query->actor->session_id};
    }
    ret_out->total = (int64_t)ret_out->items.count;
    return NULL;
}

fault access_load_end_session(struct store_reader *reader, struct job *job,
                              const struct access_end_session_in *in,
                              struct access_end_session_facts *facts) {
    struct access_session_by_id row;
    bool is_there;
    TRY(access_session_by_id(reader, &(struct access_session_by_id_in){in->session}, job->arena,
                             &row, &is_there));
    facts->is_mine = is_there && row.user_id == job->actor.user_id;
    return NULL;
}

fault access_decide_end_session(struct job *job, const struct access_end_session_in *in,
                                const struct access_end_session_facts *facts,
                                struct changes *changes) {
    if (!facts->is_mine) return &session_unknown;
    access_stop_session(
        changes, &(struct access_stop_session_in){.ends = job->moment.now, .id = in->session});
    job->ends_session = in->session == job->actor.session_id;
    return NULL;
}
