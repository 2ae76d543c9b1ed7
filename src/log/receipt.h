// receipt: what proves to a stranger, for ever and without a server, that one entry is in the log:
// its leaf, the inclusion proof, and a signed checkpoint. As JSON (what GET …/receipt answers and
// `mingli verify --receipt` reads) and as C2SP tlog-proof, a text that fits a QR code and other
// people's tools.
//
// A receipt convinces whoever knows the log's key. The key in it is for convenience: a forger would
// put his own. Compare it with one that came another way.
#ifndef LOG_RECEIPT_H
#define LOG_RECEIPT_H

#include "log/log.h"

#define LOG_RECEIPT_FORMAT "mingli-receipt/1"

struct log_receipt {
    uint64_t index;
    str leaf;
    struct log_proof proof;
    str checkpoint; // the note, with the lines of witnesses
    str key;        // of the log, as text
};

// Reads a receipt in JSON. Members that are not known are passed over. Fault receipt_malformed
// (422), with the member's name in ret_note.
MUST_USE fault log_receipt_read(struct arena *arena, str bytes, struct log_receipt *ret_receipt,
                                struct fault_note *ret_note);
// Whether the receipt holds under the key of the verifier. Faults: those of log_checkpoint_open;
// checkpoint_foreign; receipt_differs (422): leaf, proof and signed root do not fit together.
MUST_USE fault log_receipt_verify(const struct log_receipt *receipt,
                                  const struct log_verifier *verifier,
                                  struct log_checkpoint *ret_checkpoint);
// The same as C2SP tlog-proof@v1, the leaf's hash as its extra data.
str log_receipt_print_proof(struct arena *arena, const struct log_receipt *receipt);
// The proof's hashes in base64, for JSON.
str log_hash_print(struct arena *arena, const struct log_hash *hash);

extern const struct fault receipt_malformed, receipt_differs;

#endif
