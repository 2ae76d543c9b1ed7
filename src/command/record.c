// The last stage: one leaf per command for the transparency log. The leaf is canonical JSON
// (RFC 8785): who asked, when, through which door, which command with which input, what the rules
// said, the request that it is about, the first id that was handed out. Personal fields stand
// there as salted commitments, files as their digests, secrets not at all. The leaf's hash grows
// the tree; command_sign signs the tree once per commit.
#include "book_sql.h"
#include "command/desk.h"
#include "command/tiles.h"
#include "command/wishes.h"
#include "format/json.h"
#include "format/shape.h"

#include <string.h>

FAULT(entry_too_large, 413, "", "This is more than one entry of the log can hold.",
      "内容过多，超出单条日志的容量。");

// What a commitment needs: the entry's one secret gives each field a salt of its own, so that one
// can be shown without opening the others. The path is the field's place in the leaf.
struct committing {
    struct arena *arena;
    uint8_t secret[LOG_SALT_SIZE];
};

static void commit_value(void *context, str path, str value, char ret_hex[64]) {
    struct committing *committing = context;
    uint8_t salt[LOG_SALT_SIZE];
    str place = arena_join(committing->arena, STR("in."), path);
    log_salt_of(committing->secret, place, salt);
    log_commitment_make(salt, place, value, ret_hex);
}

static bool has_personal(const struct shape *shape) {
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct shape_field *field = &shape->fields[i];
        if (field->is_personal || (field->kind == SHAPE_STRUCT && has_personal(field->of)))
            return true;
    }
    return false;
}

static void write_actor(struct json_writer *writer, const struct actor *actor) {
    json_name(writer, STR("actor"));
    json_open_object(writer);
    json_name(writer, STR("id"));
    json_int(writer, actor->user_id);
    json_name(writer, STR("name"));
    json_string(writer, actor->name);
    json_close_object(writer);
}

static void write_verdict(struct json_writer *writer, const struct job *job) {
    if (job->outcome.size == 0) return;
    json_name(writer, STR("verdict"));
    json_open_object(writer);
    json_name(writer, STR("outcome"));
    json_string(writer, job->outcome);
    json_name(writer, STR("packs"));
    json_string(writer, job->packs);
    json_name(writer, STR("rule"));
    json_string(writer, job->rule);
    json_close_object(writer);
}

static int64_t subject_of(const struct job *job) {
    return job->changes.more == NULL ? 0 : job->changes.more->subject;
}

// Members in the order of their names all through, as the canonical form wants them.
static fault print_leaf(struct job *job, uint64_t index, const struct shape_writing *how,
                        str *ret_leaf) {
    struct buf out = buf_in(job->arena, LIMIT_LEAF);
    struct json_writer writer = json_writer_on(&out);
    json_open_object(&writer);
    write_actor(&writer, &job->actor);
    json_name(&writer, STR("at"));
    json_string(&writer, instant_print(job->arena, job->moment.now));
    json_name(&writer, STR("command"));
    json_string(&writer, str_of(job->command->name));
    json_name(&writer, STR("door"));
    json_string(&writer, actor_door_name(job->actor.door));
    json_name(&writer, STR("id"));
    json_int(&writer, job->moment.first_id);
    json_name(&writer, STR("in"));
    shape_write(&writer, job->command->in, job->in, how);
    json_name(&writer, STR("index"));
    json_int(&writer, (int64_t)index);
    if (subject_of(job) != 0) {
        json_name(&writer, STR("subject"));
        json_int(&writer, subject_of(job));
    }
    write_verdict(&writer, job);
    json_close_object(&writer);
    *ret_leaf = buf_str(&out);
    return out.is_full ? &entry_too_large : NULL;
}

static fault remember_answer(struct desk *desk, struct job *job) {
    if (job->idempotency_key.size == 0 || job->follow_depth > 0) return NULL;
    struct buf out = buf_in(job->arena, LIMIT_ANSWER);
    struct json_writer writer = json_writer_on(&out);
    const struct shape_writing how = {.audience = SHAPE_FOR_PEOPLE};
    if (job->command->out == NULL)
        json_null(&writer);
    else
        shape_write(&writer, job->command->out, job->out, &how);
    return store_write(desk->writer, &book_put_answer_statement,
                       &(struct book_put_answer_in){.user_id = job->actor.user_id,
                                                    .answer_key = job->idempotency_key,
                                                    .command = str_of(job->command->name),
                                                    .entry = job->entry,
                                                    .body = buf_str(&out),
                                                    .answered = job->moment.now});
}

// Roots that this entry completes, before the tree takes it in.
static fault write_nodes(struct desk *desk, const struct log_hash *leaf) {
    struct command_nodes nodes;
    command_nodes_of(&desk->state.tree, leaf, &nodes);
    for (int i = 0; i < nodes.count; i++) {
        int level = i + 1;
        uint64_t index = desk->state.tree.size >> (level * LOG_TILE_HEIGHT);
        TRY(store_write(desk->writer, &book_insert_node_statement,
                        &(struct book_insert_node_in){
                            .level = level,
                            .index_at = (int64_t)index,
                            .hash = {(const char *)nodes.hashes[i].bytes, CRYPTO_SHA256_SIZE}}));
    }
    return NULL;
}

fault command_record(struct desk *desk, struct job *job) {
    uint64_t index = desk->state.tree.size;
    struct committing committing = {.arena = job->arena};
    struct shape_writing how = {
        .audience = SHAPE_FOR_LOG, .commit = commit_value, .context = &committing};
    bool is_salted = has_personal(job->command->in);
    if (is_salted) job_random(job, committing.secret, sizeof(committing.secret));
    str secret = {(const char *)committing.secret, sizeof(committing.secret)};
    str leaf;
    TRY(print_leaf(job, index, &how, &leaf));
    struct log_hash hash;
    log_leaf_hash(leaf, &hash);
    job->has_written = true;
    TRY(store_write(
        desk->writer, &book_insert_entry_statement,
        &(struct book_insert_entry_in){.index_at = (int64_t)index,
                                       .leaf = leaf,
                                       .hash = {(const char *)hash.bytes, sizeof(hash.bytes)},
                                       .salt = is_salted ? secret : STR_NONE,
                                       .subject = subject_of(job),
                                       .command = str_of(job->command->name)}));
    TRY(write_nodes(desk, &hash));
    log_tree_append(&desk->state.tree, &hash);
    job->entry = (int64_t)index;
    return remember_answer(desk, job);
}

fault command_sign(struct desk *desk, instant now) {
    str note = log_checkpoint_sign(desk->arena, &desk->book->signer, &desk->state.tree);
    return store_write(desk->writer, &book_insert_checkpoint_statement,
                       &(struct book_insert_checkpoint_in){
                           .size = (int64_t)desk->state.tree.size, .note = note, .signed_at = now});
}
