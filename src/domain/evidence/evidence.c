// Files that prove something. Before the writer (prepare) the type is found by content, the digest
// computed, what can be refused already refused, and the file stored beside the book under its
// digest; the command then only adds the row, so that no transaction waits for a disk twice. A file
// whose row was refused after all stays behind unnamed; it harms nobody and is found again when the
// same file comes properly.
#include "auth/rights.h"
#include "command/book.h"
#include "command/wishes.h"
#include "crypto/crypto.h"
#include "domain/benefits/benefits.h"
#include "domain/evidence/types.h"
#include "evidence_api.h"

enum { FILES_MAX = 200 }; // of one request

static str path_of(struct arena *arena, const struct book *book, str sha256) {
    return arena_print(arena, "%.*s/%.*s", STR_ARG(book->files), STR_ARG(sha256));
}

static str digest_of(struct arena *arena, str bytes) {
    uint8_t digest[CRYPTO_SHA256_SIZE];
    crypto_sha256(bytes, digest);
    return crypto_hex_encode(arena, (str){(const char *)digest, sizeof(digest)});
}

// ---- Adding ------------------------------------------------------------------------------------

fault evidence_load_add_evidence(struct store_reader *reader, struct job *job,
                                 const struct evidence_add_evidence_in *in,
                                 struct evidence_add_evidence_facts *facts) {
    const struct evidence_file *file = job->prepared;
    struct evidence_count_of count;
    bool has_count;
    TRY(benefits_by_id(reader, &(struct benefits_by_id_in){in->request}, job->arena,
                       &facts->request_row, &facts->is_there));
    TRY(evidence_by_hash(reader, &(struct evidence_by_hash_in){file->sha256}, job->arena,
                         &facts->first, &facts->is_known));
    TRY(evidence_count_of(reader, &(struct evidence_count_of_in){in->request}, job->arena, &count,
                          &has_count));
    facts->count = has_count ? count.count : 0;
    return NULL;
}

static bool has_ended(int32_t status) {
    return status == BENEFITS_STATUS_CLOSED || status == BENEFITS_STATUS_REJECTED ||
           status == BENEFITS_STATUS_VOIDED;
}

static void note_first(struct job *job, const struct evidence_by_hash *first) {
    str day = date_print(job->arena, date_of_instant(first->added, job->book->zone_minutes));
    job_note(job, "content",
             arena_print(job->arena, "First used for request %.*s on %.*s.", STR_ARG(first->number),
                         STR_ARG(day)),
             arena_print(job->arena, "首次用于申请 %.*s（%.*s）。", STR_ARG(first->number),
                         STR_ARG(day)));
}

static fault may_add(struct job *job, const struct evidence_add_evidence_facts *facts) {
    if (!facts->is_there) return &request_unknown;
    if (facts->request_row.applicant != job->actor.user_id) return &request_not_yours;
    if (has_ended(facts->request_row.status)) return &request_ended;
    if (facts->is_known) {
        note_first(job, &facts->first);
        return &file_known;
    }
    return facts->count >= FILES_MAX ? &evidence_full : NULL;
}

static fault keep_file(struct job *job, const struct evidence_file *file, str bytes) {
    TRY(os_folder_make(job->book->os, job->book->files));
    return os_file_write(job->book->os, path_of(job->arena, job->book, file->sha256), bytes);
}

fault evidence_prepare_add_evidence(struct store_reader *reader, struct job *job,
                                    struct evidence_add_evidence_in *in) {
    TRY(auth_allow(&job->actor, job->command->right));
    if (in->content.size == 0) return &file_empty;
    if (in->content.size > LIMIT_UPLOAD) return &file_too_large;
    struct evidence_file *file = ARENA_NEW(job->arena, struct evidence_file);
    file->type = evidence_type_of(in->content);
    if (file->type.size == 0) return &file_kind;
    file->sha256 = digest_of(job->arena, in->content);
    job->prepared = file;
    struct evidence_add_evidence_facts facts = {0};
    TRY(evidence_load_add_evidence(reader, job, in, &facts));
    TRY(may_add(job, &facts));
    return keep_file(job, file, in->content);
}

fault evidence_decide_add_evidence(struct job *job, const struct evidence_add_evidence_in *in,
                                   const struct evidence_add_evidence_facts *facts,
                                   struct changes *changes, struct benefits_piece *ret_out) {
    const struct evidence_file *file = job->prepared;
    TRY(may_add(job, facts));
    int64_t id = job_new_id(job);
    evidence_insert(changes, &(struct evidence_insert_in){.id = id,
                                                          .request = in->request,
                                                          .name = in->name,
                                                          .type = file->type,
                                                          .size = (int64_t)in->content.size,
                                                          .sha256 = file->sha256,
                                                          .purpose = in->purpose,
                                                          .added = job->moment.now,
                                                          .added_by = job->actor.user_id,
                                                          .added_name = job->actor.name});
    changes_subject(changes, in->request);
    *ret_out = (struct benefits_piece){.id = id,
                                       .name = in->name,
                                       .type = file->type,
                                       .size = (int64_t)in->content.size,
                                       .sha256 = file->sha256,
                                       .by = job->actor.name,
                                       .at = job->moment.now,
                                       .purpose = in->purpose};
    return NULL;
}

// ---- Giving back -------------------------------------------------------------------------------

// A file that somebody may not see is one that is not there.
static fault may_see(struct query *query, const struct evidence_by_id *file) {
    struct benefits_by_id request;
    struct evidence_was_asked asked;
    bool is_there, was_asked;
    TRY(benefits_by_id(query->reader, &(struct benefits_by_id_in){file->request}, query->arena,
                       &request, &is_there));
    if (!is_there) return &evidence_unknown;
    if (benefits_may_see(query->actor, request.applicant, request.department,
                         request.department_path))
        return NULL;
    TRY(evidence_was_asked(
        query->reader,
        &(struct evidence_was_asked_in){.request = file->request, .user_id = query->actor->user_id},
        query->arena, &asked, &was_asked));
    return was_asked ? NULL : &evidence_unknown;
}

static fault read_file(struct query *query, const struct evidence_by_id *file, str *ret_bytes) {
    uint8_t digest[CRYPTO_SHA256_SIZE];
    if (!crypto_hex_read(file->sha256, sizeof(digest), digest)) return &evidence_damaged;
    str path = path_of(query->arena, query->book, file->sha256);
    fault trouble = os_file_read(query->book->os, query->arena, path, LIMIT_UPLOAD, ret_bytes);
    if (trouble == &file_missing || trouble == &file_too_large) return &evidence_damaged;
    TRY(trouble);
    return str_equal(digest_of(query->arena, *ret_bytes), file->sha256) ? NULL : &evidence_damaged;
}

fault evidence_query_download_evidence(struct query *query,
                                       const struct evidence_download_evidence_in *in,
                                       struct evidence_download_evidence_out *ret_out) {
    struct evidence_by_id file;
    bool is_there;
    TRY(evidence_by_id(query->reader, &(struct evidence_by_id_in){in->evidence}, query->arena,
                       &file, &is_there));
    if (!is_there) return &evidence_unknown;
    TRY(may_see(query, &file));
    TRY(read_file(query, &file, &ret_out->content));
    ret_out->name = evidence_clean_name(query->arena, file.name, file.type);
    ret_out->type = file.type;
    return NULL;
}
