// Fuzz: any bytes as a test file of the conformance kit, over one small model.
#include "decision/tck.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char model[] =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='urn:m'>"
    "<inputData id='x' name='x'/><decision id='d' name='d'><informationRequirement>"
    "<requiredInput href='#x'/></informationRequirement><literalExpression><text>x</text>"
    "</literalExpression></decision><decisionService id='s' name='s'><outputDecision href='#d'/>"
    "<inputData href='#x'/></decisionService></definitions>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 16 * KIB) return 0;
    struct arena *arena = arena_open(2 * LIMIT_MODEL_ARENA);
    struct decision_source source = {STR("m.dmn"), str_of(model)};
    struct tck_kit kit = {
        .folder = STR("f"),
        .test = {(const char *)data, size},
        .models = &source,
        .model_count = 1,
    };
    struct tck_cases cases;
    struct fault_note note;
    (void)!tck_run(arena, &kit, &cases, &note);
    arena_close(arena);
    return 0;
}
