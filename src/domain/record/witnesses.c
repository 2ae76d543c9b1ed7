// Witnesses: others who keep our checkpoints and sign that each continues the one before (C2SP
// tlog-cosignature). Who holds a cosigned checkpoint need not trust that we showed everybody the
// same log. Their signatures are checked before the writer (prepare); the writer only looks whether
// they are new.
#include "book_sql.h"
#include "command/book.h"
#include "command/notes.h"
#include "command/wishes.h"
#include "record_api.h"

enum { WITNESSES_MAX = 100 };

static struct record_witness witness_of(const struct book_witnesses *row) {
    return (struct record_witness){.id = row->id,
                                   .name = row->name,
                                   .verifier = row->verifier,
                                   .is_active = row->is_active,
                                   .added = row->added};
}

fault record_query_list_witnesses(struct query *query, const struct record_list_witnesses_in *in,
                                  struct record_witness_page *ret_out) {
    (void)in;
    struct book_witnesses_list rows;
    TRY(book_witnesses(query->reader, query->arena, &rows));
    ret_out->items.items = ARENA_ARRAY(query->arena, struct record_witness, rows.count + 1);
    ret_out->items.count = rows.count;
    for (size_t i = 0; i < rows.count; i++) ret_out->items.items[i] = witness_of(&rows.items[i]);
    ret_out->total = (int64_t)rows.count;
    return NULL;
}

// ---- Keys --------------------------------------------------------------------------------------

fault record_load_add_witness(struct store_reader *reader, struct job *job,
                              const struct record_add_witness_in *in,
                              struct record_add_witness_facts *facts) {
    struct book_witnesses_list rows;
    TRY(book_witnesses(reader, job->arena, &rows));
    for (size_t i = 0; i < rows.count; i++)
        if (str_equal(rows.items[i].verifier, in->verifier)) facts->is_known = true;
    return NULL;
}

fault record_decide_add_witness(struct job *job, const struct record_add_witness_in *in,
                                const struct record_add_witness_facts *facts,
                                struct changes *changes, struct record_witness *ret_out) {
    struct log_verifier verifier;
    if (log_verifier_read(in->verifier, &verifier) != NULL || verifier.kind != LOG_KEY_WITNESS)
        return &witness_key_wrong;
    if (facts->is_known) return &witness_known;
    int64_t id = job_new_id(job);
    book_insert_witness(changes, &(struct book_insert_witness_in){.id = id,
                                                                  .name = verifier.name,
                                                                  .verifier = in->verifier,
                                                                  .added = job->moment.now});
    *ret_out = (struct record_witness){.id = id,
                                       .name = verifier.name,
                                       .verifier = in->verifier,
                                       .is_active = true,
                                       .added = job->moment.now};
    return NULL;
}

fault record_load_retire_witness(struct store_reader *reader, struct job *job,
                                 const struct record_retire_witness_in *in,
                                 struct record_retire_witness_facts *facts) {
    struct book_witnesses_list rows;
    TRY(book_witnesses(reader, job->arena, &rows));
    for (size_t i = 0; i < rows.count; i++)
        if (rows.items[i].id == in->witness) facts->is_there = true;
    return NULL;
}

fault record_decide_retire_witness(struct job *job, const struct record_retire_witness_in *in,
                                   const struct record_retire_witness_facts *facts,
                                   struct changes *changes) {
    (void)job;
    if (!facts->is_there) return &witness_unknown;
    book_retire_witness(changes, &(struct book_retire_witness_in){in->witness});
    return NULL;
}

// ---- Signatures --------------------------------------------------------------------------------

struct signature {
    int64_t witness;
    str name;
    str line;
    instant cosigned;
};

// What prepare found: a checkpoint of ours, and who signed it.
struct cosigned {
    int64_t size;
    LIST(struct signature) signatures;
};

// Our own key and those of the witnesses; ids has the witness of each, 0 for ours.
static fault read_keys(struct store_reader *reader, struct job *job, struct log_verifier *keys,
                       int64_t *ids, size_t *ret_count) {
    struct book_witnesses_list rows;
    TRY(book_witnesses(reader, job->arena, &rows));
    keys[0] = job->book->signer.verifier;
    ids[0] = 0;
    *ret_count = 1;
    for (size_t i = 0; i < rows.count && i < WITNESSES_MAX; i++) {
        if (!rows.items[i].is_active) continue;
        if (log_verifier_read(rows.items[i].verifier, &keys[*ret_count]) != NULL) continue;
        ids[(*ret_count)++] = rows.items[i].id;
    }
    return NULL;
}

// Which of the keys made a signature.
static int64_t witness_of_signature(const struct log_signature *signature,
                                    const struct log_verifier *keys, const int64_t *ids,
                                    size_t count) {
    for (size_t i = 1; i < count; i++)
        if (keys[i].id == signature->id && str_equal(keys[i].name, signature->name)) return ids[i];
    return 0;
}

static fault compare_with_ours(struct store_reader *reader, struct job *job,
                               const struct log_note *note, int64_t size) {
    struct command_note ours;
    TRY(command_note_at(reader, job->arena, size, &ours));
    if (!ours.is_there) return &checkpoint_unknown;
    return str_starts_with(ours.note, note->text) ? NULL : &checkpoint_differs;
}

fault record_prepare_add_cosignature(struct store_reader *reader, struct job *job,
                                     struct record_add_cosignature_in *in) {
    struct log_verifier keys[WITNESSES_MAX + 1];
    int64_t ids[WITNESSES_MAX + 1];
    size_t key_count = 0;
    struct log_note note;
    struct log_checkpoint checkpoint;
    TRY(read_keys(reader, job, keys, ids, &key_count));
    str text = arena_join(job->arena, in->note, STR("\n")); // a field has no newline at its end
    if (log_note_open(text, keys, key_count, &note) != NULL ||
        log_checkpoint_read(note.text, &checkpoint) != NULL)
        return &note_refused;
    TRY(compare_with_ours(reader, job, &note, (int64_t)checkpoint.size));
    struct cosigned *cosigned = ARENA_NEW(job->arena, struct cosigned);
    cosigned->size = (int64_t)checkpoint.size;
    for (int i = 0; i < note.count; i++) {
        const struct log_signature *one = &note.signatures[i];
        int64_t witness = witness_of_signature(one, keys, ids, key_count);
        if (!one->is_verified || witness == 0 || one->cosigned > INT64_MAX / 1000) continue;
        *list_push(job->arena, &cosigned->signatures) =
            (struct signature){witness, one->name, one->line, one->cosigned * 1000};
    }
    job->prepared = cosigned;
    return cosigned->signatures.count > 0 ? NULL : &cosignature_unknown;
}

// Keeps those that are new.
fault record_load_add_cosignature(struct store_reader *reader, struct job *job,
                                  const struct record_add_cosignature_in *in,
                                  struct record_add_cosignature_facts *facts) {
    (void)in;
    struct cosigned *cosigned = job->prepared;
    struct book_cosignatures_of_list rows;
    TRY(book_cosignatures_of(reader, &(struct book_cosignatures_of_in){cosigned->size}, job->arena,
                             &rows));
    for (size_t i = 0; i < rows.count; i++)
        for (size_t k = 0; k < cosigned->signatures.count; k++)
            if (str_equal(cosigned->signatures.items[k].name, rows.items[i].name))
                cosigned->signatures.items[k].witness = 0;
    facts->is_known = true;
    for (size_t k = 0; k < cosigned->signatures.count; k++)
        if (cosigned->signatures.items[k].witness != 0) facts->is_known = false;
    return NULL;
}

fault record_decide_add_cosignature(struct job *job, const struct record_add_cosignature_in *in,
                                    const struct record_add_cosignature_facts *facts,
                                    struct changes *changes,
                                    struct record_add_cosignature_out *ret_out) {
    (void)in;
    const struct cosigned *cosigned = job->prepared;
    if (facts->is_known) return &cosignature_known;
    ret_out->size = cosigned->size;
    for (size_t i = 0; i < cosigned->signatures.count; i++) {
        const struct signature *one = &cosigned->signatures.items[i];
        if (one->witness == 0) continue;
        book_insert_cosignature(changes,
                                &(struct book_insert_cosignature_in){.size = cosigned->size,
                                                                     .witness = one->witness,
                                                                     .line = one->line,
                                                                     .cosigned = one->cosigned,
                                                                     .received = job->moment.now});
        ret_out->number++;
    }
    return NULL;
}
