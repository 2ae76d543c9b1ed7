// The whole log in one pass: entries and checkpoints are read side by side, everything is hashed
// anew, and the first thing that does not fit ends the pass. Memory stays that of one tiler. What
// the numbers of a finding mean stands in log.h; the sentences for people are at the end here.
// Belief: report->finding is LOG_INTACT as long as the pass goes on.
#include "log/log.h"

#include <string.h>

FAULT(checkpoint_misfiled, 422, "", "The checkpoint is stored under another size than it states.",
      "检查点的存储位置与其自述的大小不符。");

struct pass {
    const struct log_source *source;
    const struct log_verifier *verifier;
    struct log_report *report;
    struct log_tiler tiler;
    struct log_stored_checkpoint checkpoint; // the next one, not yet reached
    bool has_checkpoint;
    uint64_t agreed_outside_size;
};

static void find_range(struct pass *pass, enum log_finding finding, uint64_t first, uint64_t end) {
    pass->report->finding = finding;
    pass->report->first = first;
    pass->report->last = end > first ? end - 1 : first;
}

static fault pull_checkpoint(struct pass *pass) {
    TRY(pass->source->next_checkpoint(pass->source->context, &pass->checkpoint,
                                      &pass->has_checkpoint));
    if (pass->has_checkpoint) pass->report->checkpoint_size = pass->checkpoint.size;
    return NULL;
}

// The checkpoint's own soundness: form, signature, log, size.
static fault open_checkpoint(const struct pass *pass, struct log_checkpoint *ret_checkpoint) {
    TRY(log_checkpoint_open(pass->checkpoint.note, pass->verifier, ret_checkpoint));
    if (!str_equal(ret_checkpoint->origin, pass->verifier->name)) return &checkpoint_foreign;
    return ret_checkpoint->size == pass->checkpoint.size ? NULL : &checkpoint_misfiled;
}

static bool is_checkpoint_sound(struct pass *pass, struct log_checkpoint *ret_checkpoint) {
    pass->report->reason = open_checkpoint(pass, ret_checkpoint);
    if (pass->report->reason != NULL) pass->report->finding = LOG_CHECKPOINT_BROKEN;
    return pass->report->reason == NULL;
}

static void find_root_differs(struct pass *pass) {
    uint64_t agreed =
        pass->checkpoint.is_outside ? pass->agreed_outside_size : pass->report->agreed_size;
    bool has_rest = agreed < pass->checkpoint.size;
    find_range(pass, has_rest ? LOG_ROOT_DIFFERS : LOG_CHECKPOINTS_CONTRADICT, agreed,
               pass->checkpoint.size);
}

static void check_checkpoint(struct pass *pass) {
    struct log_checkpoint checkpoint;
    struct log_hash root;
    if (pass->checkpoint.size < pass->tiler.tree.size) {
        pass->report->finding = LOG_CHECKPOINT_OUT_OF_ORDER;
        return;
    }
    if (!is_checkpoint_sound(pass, &checkpoint)) return;
    log_tree_root(&pass->tiler.tree, &root);
    if (!log_hash_is_equal(&root, &checkpoint.root)) return find_root_differs(pass);
    pass->report->agreed_size = checkpoint.size;
    if (pass->checkpoint.is_outside) pass->agreed_outside_size = checkpoint.size;
    pass->report->checkpoint_count++;
}

// Every checkpoint of the size that the tree has now.
static fault check_due_checkpoints(struct pass *pass) {
    while (pass->has_checkpoint && pass->checkpoint.size <= pass->tiler.tree.size) {
        check_checkpoint(pass);
        if (pass->report->finding != LOG_INTACT) return NULL;
        TRY(pull_checkpoint(pass));
    }
    return NULL;
}

static fault compare_tile(void *context, struct log_tile tile, const struct log_hash *hashes) {
    struct pass *pass = context;
    struct log_hash stored[LOG_TILE_WIDTH];
    if (tile.level == 0) return NULL; // compared entry by entry
    TRY(pass->source->tiles->read(pass->source->tiles->context, tile, stored));
    for (int i = 0; i < tile.width; i++) {
        if (log_hash_is_equal(&stored[i], &hashes[i])) continue;
        uint64_t index = tile.index * LOG_TILE_WIDTH + (uint64_t)i;
        int height = tile.level * LOG_TILE_HEIGHT;
        find_range(pass, LOG_TILE_DIFFERS, index << height, (index + 1) << height);
        return NULL;
    }
    return NULL;
}

static fault compare_tails(struct pass *pass) {
    for (int level = 1; level < LOG_TILE_LEVELS; level++) {
        const struct log_hash *hashes;
        struct log_tile tile = log_tiler_tail(&pass->tiler, level, &hashes);
        if (tile.width > 0) TRY(compare_tile(pass, tile, hashes));
        if (pass->report->finding != LOG_INTACT) return NULL;
    }
    return NULL;
}

static fault take_entry(struct pass *pass, const struct log_entry *entry) {
    uint64_t size = pass->tiler.tree.size;
    struct log_tile_sink sink = {compare_tile, pass};
    struct log_hash hash;
    log_leaf_hash(entry->leaf, &hash);
    if (entry->index > size)
        find_range(pass, LOG_ENTRIES_MISSING, size, entry->index);
    else if (entry->index < size)
        find_range(pass, LOG_ENTRY_OUT_OF_ORDER, size, size);
    else if (entry->hash != NULL && !log_hash_is_equal(entry->hash, &hash))
        find_range(pass, LOG_LEAF_ALTERED, size, size);
    if (pass->report->finding != LOG_INTACT) return NULL;
    return log_tiler_append(&pass->tiler, &hash, pass->source->tiles == NULL ? NULL : &sink);
}

static fault take_entries(struct pass *pass) {
    TRY(check_due_checkpoints(pass));
    while (pass->report->finding == LOG_INTACT) {
        struct log_entry entry = {0};
        bool has_one = false;
        TRY(pass->source->next_entry(pass->source->context, &entry, &has_one));
        if (!has_one) return NULL;
        TRY(take_entry(pass, &entry));
        if (pass->report->finding == LOG_INTACT) TRY(check_due_checkpoints(pass));
    }
    return NULL;
}

// Behind the last entry: a checkpoint that was not reached, entries that none covers, tails.
static fault finish(struct pass *pass) {
    struct log_report *report = pass->report;
    struct log_checkpoint checkpoint;
    if (report->finding != LOG_INTACT) return NULL;
    if (pass->has_checkpoint) {
        if (is_checkpoint_sound(pass, &checkpoint))
            find_range(pass, LOG_ENTRIES_CUT, pass->tiler.tree.size, checkpoint.size);
        return NULL;
    }
    if (pass->source->tiles != NULL) TRY(compare_tails(pass));
    if (report->finding == LOG_INTACT && report->agreed_size < pass->tiler.tree.size)
        find_range(pass, LOG_ENTRIES_UNSIGNED, report->agreed_size, pass->tiler.tree.size);
    return NULL;
}

fault log_verify(struct arena *arena, const struct log_source *source,
                 const struct log_verifier *verifier, struct log_report *ret_report) {
    struct pass *pass = ARENA_NEW(arena, struct pass);
    struct log_report report = {.finding = LOG_INTACT};
    pass->source = source;
    pass->verifier = verifier;
    pass->report = &report;
    TRY(pull_checkpoint(pass));
    TRY(take_entries(pass));
    TRY(finish(pass));
    report.entry_count = pass->tiler.tree.size;
    log_tree_root(&pass->tiler.tree, &report.root);
    *ret_report = report;
    return NULL;
}

// What is said behind "Entries 3 to 5:" or "Checkpoint of size 6:".
struct sentence {
    bool is_of_entries;
    const char *en;
    const char *zh;
};

static const struct sentence sentences[] = {
    [LOG_LEAF_ALTERED] = {true, "altered; the content does not match the hash stored beside it.",
                          "已被改动，内容与旁存的哈希值不符。"},
    [LOG_ENTRIES_MISSING] = {true, "missing.", "缺失。"},
    [LOG_ENTRY_OUT_OF_ORDER] = {true, "another, earlier entry stands in this place.",
                                "该位置上是一条更早的记录，顺序错乱。"},
    [LOG_ROOT_DIFFERS] = {true, "altered and hashed anew; the signed root is another.",
                          "内容被改动并重新计算过哈希，与已签名的根不符。"},
    [LOG_ENTRIES_CUT] = {true, "cut off the end; a signed checkpoint covers them.",
                         "被从末尾删去，已签名的检查点证明其曾经存在。"},
    [LOG_ENTRIES_UNSIGNED] = {true, "behind the last checkpoint; nobody signed for them.",
                              "位于最后一个检查点之后，没有签名证明。"},
    [LOG_TILE_DIFFERS] = {true, "sound, but a stored hash above them was altered.",
                          "本身无误，但存储的上层哈希值已被改动。"},
    [LOG_CHECKPOINT_BROKEN] = {false, "not valid.", "无效。"},
    [LOG_CHECKPOINTS_CONTRADICT] = {false, "there are two of them, validly signed, with two roots.",
                                    "存在两份签名均有效、根却不同的版本。"},
    [LOG_CHECKPOINT_OUT_OF_ORDER] = {false, "stands behind a larger one.",
                                     "排在更大的检查点之后，顺序错乱。"},
};

static struct fault_note print_entries(struct arena *arena, const struct log_report *report) {
    const struct sentence *sentence = &sentences[report->finding];
    unsigned long long first = report->first;
    unsigned long long last = report->last;
    if (first == last)
        return (struct fault_note){
            .en = arena_print(arena, "Entry %llu: %s", first, sentence->en),
            .zh = arena_print(arena, "第 %llu 号记录：%s", first, sentence->zh)};
    return (struct fault_note){
        .en = arena_print(arena, "Entries %llu to %llu: %s", first, last, sentence->en),
        .zh = arena_print(arena, "第 %llu 至 %llu 号记录：%s", first, last, sentence->zh)};
}

static struct fault_note print_checkpoint(struct arena *arena, const struct log_report *report) {
    const struct sentence *sentence = &sentences[report->finding];
    unsigned long long size = report->checkpoint_size;
    const char *reason_en = report->reason == NULL ? "" : report->reason->en;
    const char *reason_zh = report->reason == NULL ? "" : report->reason->zh;
    return (struct fault_note){
        .en = arena_print(arena, "Checkpoint of size %llu: %s%s%s", size, sentence->en,
                          report->reason == NULL ? "" : " ", reason_en),
        .zh = arena_print(arena, "大小为 %llu 的检查点：%s%s", size, sentence->zh, reason_zh)};
}

static struct fault_note print_intact(struct arena *arena, const struct log_report *report) {
    unsigned long long entries = report->entry_count;
    unsigned long long checkpoints = report->checkpoint_count;
    return (struct fault_note){
        .en = arena_print(arena, "The log is intact: %llu entries, %llu checkpoints.", entries,
                          checkpoints),
        .zh = arena_print(arena, "日志完整无误：共 %llu 条记录、%llu 个检查点。", entries,
                          checkpoints)};
}

struct fault_note log_report_print(struct arena *arena, const struct log_report *report) {
    if (report->finding == LOG_INTACT) return print_intact(arena, report);
    return sentences[report->finding].is_of_entries ? print_entries(arena, report)
                                                    : print_checkpoint(arena, report);
}
