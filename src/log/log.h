// log: the transparency log as arithmetic. Hashes, proofs, signed checkpoints, tiles and the
// verification of a whole log; nothing here stores or reads files: the caller passes functions that
// do. Whoever holds the entries and one checkpoint that somebody else kept can prove with this
// folder alone that nothing was altered, removed, added or reordered.
//
// Standards: RFC 6962 section 2.1 and RFC 9162 section 2.1 (hashes, proofs); C2SP signed-note,
// tlog-checkpoint and tlog-tiles (texts, layout); so any tlog client can read and check a log of
// ours.
//
// Words: an entry's bytes are its *leaf*; entries count from 0 (*index*); a tree of *size* n has
// the entries 0 .. n-1. Sizes and indexes stay below 2^63, so that they fit the database's
// integers.
//
// Writing one commit of a book (command/record.c):
//   for each command, in order:  log_leaf_hash(leaf, &hash); log_tiler_append(&tiler, &hash,
//   &sink); once:                        log_tree_root(&tiler.tree, &root); note =
//   log_checkpoint_sign(…) leaves, hashes, tiles and note are written in the same transaction as
//   the business rows.
#ifndef LOG_LOG_H
#define LOG_LOG_H

#include "base/base.h"
#include "crypto/crypto.h"

struct log_hash {
    uint8_t bytes[CRYPTO_SHA256_SIZE];
};

bool log_hash_is_equal(const struct log_hash *a, const struct log_hash *b);
// SHA-256(0x00 || leaf) and SHA-256(0x01 || left || right): RFC 9162 section 2.1.1. ret_hash of a
// node may be left or right itself.
void log_leaf_hash(str leaf, struct log_hash *ret_hash);
void log_node_hash(const struct log_hash *left, const struct log_hash *right,
                   struct log_hash *ret_hash);

// ---- The growing tree ---------------------------------------------------------------------------

enum { LOG_LEVELS = 63 }; // a tree of fewer than 2^63 entries has no higher perfect subtree

// The right edge of a tree: for each bit that is set in size, the hash of the perfect subtree of
// that height, the largest standing left. Everything that appending needs; {0} is the empty tree.
struct log_tree {
    uint64_t size;
    struct log_hash edge[LOG_LEVELS]; // edge[h] holds where bit h of size is set
};

// One entry more, given by its leaf hash. About one node hash on average; no allocation.
void log_tree_append(struct log_tree *tree, const struct log_hash *leaf);
// The tree's hash: SHA-256("") for the empty tree (RFC 9162 section 2.1.1).
void log_tree_root(const struct log_tree *tree, struct log_hash *ret_root);

// Where hashes of perfect subtrees are read from: the one over the entries index * 2^height up to
// (index + 1) * 2^height - 1. Height 0 are leaf hashes. A fault of read is passed on to the caller.
struct log_reader {
    MUST_USE fault (*read)(void *context, int height, uint64_t index, struct log_hash *ret_hash);
    void *context;
};

// The right edge, and the root, of the tree of that size as it was (at most 63 reads).
MUST_USE fault log_tree_load(const struct log_reader *reader, uint64_t size,
                             struct log_tree *ret_tree);
MUST_USE fault log_root_load(const struct log_reader *reader, uint64_t size,
                             struct log_hash *ret_root);

// ---- Proofs -------------------------------------------------------------------------------------

enum { LOG_PROOF_MAX = 64 };

struct log_proof {
    int count;
    struct log_hash hashes[LOG_PROOF_MAX]; // as in the RFC: nearest the leaf first
};

// That the entry at index is in the tree of that size (RFC 9162 section 2.1.3). Fault
// log_size_unknown where index >= size or size >= 2^63.
MUST_USE fault log_inclusion_prove(const struct log_reader *reader, uint64_t index, uint64_t size,
                                   struct log_proof *ret_proof);
bool log_inclusion_verify(uint64_t index, uint64_t size, const struct log_hash *leaf,
                          const struct log_proof *proof, const struct log_hash *root);

// That the tree of the earlier size is the beginning of the tree of the later one (RFC 9162 section
// 2.1.4). Fault log_size_unknown where 0 < earlier <= later does not hold or later >= 2^63; an
// empty earlier tree proves nothing and is never accepted.
MUST_USE fault log_consistency_prove(const struct log_reader *reader, uint64_t earlier,
                                     uint64_t later, struct log_proof *ret_proof);
// sizes: the earlier and the later; roots alike.
bool log_consistency_verify(const uint64_t sizes[2], const struct log_proof *proof,
                            const struct log_hash *earlier, const struct log_hash *later);

// A subtree: the entries start .. end-1, where start is a multiple of the smallest power of two
// that is not less than end - start (draft-ietf-plants-merkle-tree-certs-02 section 4.1). Mirrors
// and witnesses of logs ask for proofs about them; start 0 is the tree of size end.
struct log_span {
    uint64_t start;
    uint64_t end;
};

bool log_span_is_subtree(struct log_span span);
MUST_USE fault log_subtree_prove(const struct log_reader *reader, struct log_span span,
                                 uint64_t size, struct log_proof *ret_proof);
// That the entry at index (counted from the beginning of the log) is in the subtree of that root.
bool log_subtree_has(uint64_t index, struct log_span span, const struct log_hash *leaf,
                     const struct log_proof *proof, const struct log_hash *root);
// That the subtree is part of the tree of that size and root. An empty subtree is part of any.
bool log_subtree_verify(struct log_span span, uint64_t size, const struct log_hash *subtree,
                        const struct log_proof *proof, const struct log_hash *root);

// ---- Signed notes: C2SP signed-note -------------------------------------------------------------

enum log_key_kind {
    LOG_KEY_SIGNER = 0x01,  // signs texts as they are: logs
    LOG_KEY_WITNESS = 0x04, // cosigns a checkpoint with the time (C2SP tlog-cosignature): witnesses
};

// A key that checks signatures. name is a view, usually into the key's text.
struct log_verifier {
    str name;    // no blanks, no plus
    uint32_t id; // the first four bytes of SHA-256(name \n kind public key)
    struct crypto_public_key key;
    enum log_key_kind kind;
};

struct log_signer {
    struct log_verifier verifier;
    struct crypto_signing_key key;
};

// Whether a text may name a key (and be the origin of a log of ours): 1..LIMIT_NOTE_NAME bytes of
// valid UTF-8 without blanks, control characters and plus. "mingli.example.com/book1" is good.
bool log_name_is_valid(str name);
// name must be valid and live as long as the signer; seed: 32 random bytes that the owner keeps.
void log_signer_init(str name, const uint8_t seed[CRYPTO_SEED_SIZE], struct log_signer *ret_signer);
// "name+hexid+base64": what is given to auditors, and read from them; of both kinds. Fault
// log_key_malformed.
str log_verifier_print(struct arena *arena, const struct log_verifier *verifier);
MUST_USE fault log_verifier_read(str text, struct log_verifier *ret_verifier);

struct log_signature {
    str name;
    uint32_t id;
    bool is_verified; // else: of a key that was not given
    int64_t cosigned; // of a verified witness: when, in seconds since 1970; else 0
    str line;         // as it stands in the note, without its newline
};

struct log_note {
    str text; // what was signed, ends with a newline
    int verified_count;
    int count;
    struct log_signature signatures[LIMIT_NOTE_SIGNATURES]; // each key once, in the note's order
};

// Whether a text may be a note's: valid UTF-8 without ASCII control characters but newline, and a
// newline at its end.
bool log_text_is_valid(str text);
// text must be valid.
str log_note_sign(struct arena *arena, const struct log_signer *signer, str text);
// Checks the form and every signature of a key among the verifiers; texts in ret_note are views
// into the note. Faults, all 422: note_malformed, note_signature_wrong (a known key's signature
// does not hold), note_unsigned (no known key among them), note_key_ambiguous (two given keys have
// the name and id of a signature).
MUST_USE fault log_note_open(str note, const struct log_verifier *verifiers, size_t count,
                             struct log_note *ret_note);
// Takes the next note off a file that holds them one after the other (the texts having no empty
// lines, as checkpoints have none); false at the end. What is no note comes back as one that
// log_note_open refuses.
bool log_note_next(str *rest, str *ret_note);

// ---- Checkpoints: C2SP tlog-checkpoint ----------------------------------------------------------

struct log_checkpoint {
    str origin; // of our logs: the name of the signing key
    uint64_t size;
    struct log_hash root;
    str extension; // lines behind the root, each with its newline; ours have none
};

str log_checkpoint_print(struct arena *arena, const struct log_checkpoint *checkpoint);
// Fault checkpoint_malformed (422); size over 2^63-1 too.
MUST_USE fault log_checkpoint_read(str text, struct log_checkpoint *ret_checkpoint);
// The signed note of a tree under the signer's name. Never sign two trees of one size with
// different roots: sign only inside the transaction that stores the entries.
str log_checkpoint_sign(struct arena *arena, const struct log_signer *signer,
                        const struct log_tree *tree);
// The size that a note states, unchecked: for putting notes from a file in the order of their
// sizes. False where the text is not a checkpoint's.
bool log_checkpoint_peek(str note, uint64_t *ret_size);
// The note with a witness's line added at its end.
str log_checkpoint_add_line(struct arena *arena, str note, str line);
// Opens the note and reads its text: the faults of log_note_open and log_checkpoint_read.
MUST_USE fault log_checkpoint_open(str note, const struct log_verifier *verifier,
                                   struct log_checkpoint *ret_checkpoint);

// ---- Tiles: C2SP tlog-tiles ---------------------------------------------------------------------

enum {
    LOG_TILE_HEIGHT = 8,
    LOG_TILE_WIDTH = 256,
    LOG_TILE_LEVELS = 8,   // 8 * 8 > 63
    LOG_TILE_ENTRIES = -1, // the level of entry bundles
};

// The hashes of height 8 * level and index 256 * index up to 256 * index + width - 1. Complete when
// width is 256; complete tiles never change.
struct log_tile {
    int level; // 0..7, or LOG_TILE_ENTRIES
    uint64_t index;
    int width; // 1..256
};

// "tile/0/x001/x234/067.p/12", "tile/entries/000"; with / on every system. Reading is strict: false
// for every text that printing does not give.
str log_tile_path(struct arena *arena, struct log_tile tile);
bool log_tile_path_read(str path, struct log_tile *ret_tile);
// How many hashes tile index of that level has in a tree of that size: 0 where there is none.
int log_tile_width(int level, uint64_t index, uint64_t size);

// Where complete tiles go. hashes: 256 of them. A fault of write is passed on.
struct log_tile_sink {
    MUST_USE fault (*write)(void *context, struct log_tile tile, const struct log_hash *hashes);
    void *context;
};

// The tree with its incomplete tiles: what a writer of the log holds (66 KiB). {0} is empty.
struct log_tiler {
    struct log_tree tree;
    struct log_hash tails[LOG_TILE_LEVELS][LOG_TILE_WIDTH]; // log_tiler_tail says how many hold
};

// Appends to the tree and to the tiles; each tile that becomes complete goes to the sink (NULL:
// nobody wants them). When the sink refuses, the tiler must be thrown away and loaded again.
MUST_USE fault log_tiler_append(struct log_tiler *tiler, const struct log_hash *leaf,
                                const struct log_tile_sink *sink);
// Whether the last append made a hash of that level, and which: level 0 always, level 1 with every
// 256th entry, and so on. For writers that keep the hashes of levels above 0 one by one:
// for (level = 1; log_tiler_made(&tiler, level, &index, &hash); level++) store them.
bool log_tiler_made(const struct log_tiler *tiler, int level, uint64_t *ret_index,
                    struct log_hash *ret_hash);
// The incomplete tile at the end of a level; width 0 where there is none. *ret_hashes is a view.
struct log_tile log_tiler_tail(const struct log_tiler *tiler, int level,
                               const struct log_hash **ret_hashes);

// Where stored tiles are read from; fills width hashes.
struct log_tile_source {
    MUST_USE fault (*read)(void *context, struct log_tile tile, struct log_hash *ret_hashes);
    void *context;
    uint64_t size; // of the tree that the tiles belong to
};

// The tiler of a stored log: reads the incomplete tile of each level (at most eight).
MUST_USE fault log_tiler_load(const struct log_tile_source *source, struct log_tiler *ret_tiler);
// A reader for proofs and old roots over stored tiles; keeps the last tile of each level. In the
// arena (66 KiB), lives as long as it; source must live as long too. Faults of the source, and
// log_size_unknown for subtrees beyond the source's size.
struct log_reader log_reader_over(struct arena *arena, const struct log_tile_source *source);

// Entry bundles: each entry as two bytes of size (big-endian) and its bytes; LIMIT_LEAF is the most
// that this can hold. _next takes one entry off the front. Fault bundle_malformed (422).
void log_bundle_add(struct buf *out, str leaf);
MUST_USE fault log_bundle_next(str *rest, str *ret_leaf);

// ---- Commitments --------------------------------------------------------------------------------

enum { LOG_SALT_SIZE = 32, LOG_COMMITMENT_SIZE = 2 * CRYPTO_SHA256_SIZE };

// What stands in the log in place of a personal value: SHA-256 over salt, size of the path (four
// bytes, big-endian), path, value; in lower-case hex. The salt is secret, kept beside the value,
// never in the log, and never serves two values: who has lost it can show nothing and guess
// nothing, which is how a value is erased while the log's proof holds. path: the field with its
// place in the entry ("in.contact.name").
void log_commitment_make(const uint8_t salt[LOG_SALT_SIZE], str path, str value,
                         char ret_hex[LOG_COMMITMENT_SIZE]);
bool log_commitment_is_right(const uint8_t salt[LOG_SALT_SIZE], str path, str value,
                             str commitment);
// The salt of one field from the one secret of an entry (32 random bytes): HMAC-SHA-256 over the
// path. Thus one field can be shown to somebody without opening the others, and erasing the secret
// erases them all.
void log_salt_of(const uint8_t secret[LOG_SALT_SIZE], str path, uint8_t ret_salt[LOG_SALT_SIZE]);

// ---- Verification of a whole log ----------------------------------------------------------------

struct log_entry {
    uint64_t index;
    str leaf;
    const struct log_hash *hash; // as stored beside the leaf, or NULL where none is
};

struct log_stored_checkpoint {
    uint64_t size; // as stored beside the note; takes part in the check
    str note;
    bool is_outside; // kept by somebody else, not by the server
};

// What to verify. Entries by index, checkpoints by size (outside ones merged in), both from the
// beginning; what next returns must live until the next call. *ret_has_one false at the end.
struct log_source {
    MUST_USE fault (*next_entry)(void *context, struct log_entry *ret_entry, bool *ret_has_one);
    MUST_USE fault (*next_checkpoint)(void *context, struct log_stored_checkpoint *ret_checkpoint,
                                      bool *ret_has_one);
    // Stored tiles of level 1 and above, to be compared; NULL where there are none. size is not
    // used.
    const struct log_tile_source *tiles;
    void *context;
};

enum log_finding {
    LOG_INTACT,
    LOG_LEAF_ALTERED,       // the leaf at first does not hash to what is stored beside it
    LOG_ENTRIES_MISSING,    // between two entries: first .. last are not there
    LOG_ENTRY_OUT_OF_ORDER, // at the place of entry first stands one with a smaller index
    LOG_ROOT_DIFFERS,       // among first .. last something was altered and hashed anew
    LOG_ENTRIES_CUT,        // the log ends too early: first .. last are not there
    LOG_ENTRIES_UNSIGNED,   // first .. last stand behind the last checkpoint
    LOG_TILE_DIFFERS,       // a stored tile over the entries first .. last is not theirs
    LOG_CHECKPOINT_BROKEN,  // malformed, of another log, wrongly signed, or stored as another size
    LOG_CHECKPOINTS_CONTRADICT, // two signed roots of one size: the owner told two stories
    LOG_CHECKPOINT_OUT_OF_ORDER,
};

struct log_report {
    enum log_finding finding;
    uint64_t first; // entries concerned: index of the first and the last
    uint64_t last;
    uint64_t checkpoint_size; // findings of a checkpoint: its size
    fault reason;             // LOG_CHECKPOINT_BROKEN: what is wrong with it
    uint64_t agreed_size;     // of the last checkpoint that agreed
    uint64_t entry_count;     // looked at
    uint64_t checkpoint_count;
    struct log_hash root; // over the entries looked at
};

// Recomputes everything in one pass, in constant memory, and stops at the first finding. A
// checkpoint must be signed by the verifier and bear its name as origin. An outside checkpoint that
// contradicts reaches back to the last *outside* one that agreed, since whoever holds the server's
// key could have signed the others anew. Nothing can be said about what lies behind the last
// checkpoint that the caller has: a log that was cut together with its checkpoints looks like an
// earlier state of itself, which is why outsiders keep checkpoints. Faults: only those of the
// source.
MUST_USE fault log_verify(struct arena *arena, const struct log_source *source,
                          const struct log_verifier *verifier, struct log_report *ret_report);
// The finding as a sentence with its numbers, in both languages.
struct fault_note log_report_print(struct arena *arena, const struct log_report *report);

extern const struct fault log_size_unknown, log_key_malformed, note_malformed, note_signature_wrong,
    note_unsigned, note_key_ambiguous, checkpoint_malformed, checkpoint_foreign,
    checkpoint_misfiled, bundle_malformed;

#endif
