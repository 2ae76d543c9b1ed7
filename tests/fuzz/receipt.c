// Any bytes as a receipt: refused, or read into something that no key of ours verifies, and that
// prints as a proof.
#include "log/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const uint8_t seed[32] = "a seed that signs nothing here";
    struct arena *arena = arena_open(64 * MIB);
    struct log_receipt receipt;
    struct log_checkpoint checkpoint;
    struct log_signer signer;
    struct log_verifier verifier;
    struct fault_note note = {0};
    crypto_init();
    log_signer_init(STR("mingli.example/fuzz"), seed, &signer);
    if (log_receipt_read(arena, (str){(const char *)data, size}, &receipt, &note) == NULL) {
        ASSERT(receipt.proof.count <= LOG_PROOF_MAX && receipt.leaf.size <= LIMIT_LEAF);
        ASSERT(log_receipt_verify(&receipt, &signer.verifier, &checkpoint) != NULL);
        if (log_verifier_read(receipt.key, &verifier) == NULL)
            (void)(log_receipt_verify(&receipt, &verifier, &checkpoint) == NULL);
        if (receipt.checkpoint.size <= LIMIT_NOTE) log_receipt_print_proof(arena, &receipt);
    }
    arena_close(arena);
    return 0;
}
