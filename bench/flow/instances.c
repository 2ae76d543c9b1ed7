// Starts and completes instances of a flow in memory, one thread: START, then COMPLETE for every
// task with decision = "approve", until the run has ended. With "column" each run also goes through
// its JSON and back after every step, as it does between two decisions in the product.
//
//   instances MODEL SECONDS [column]      prints: instances per second, steps per second
#include "flow/flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const struct flow_model *read_model(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(MIB);
    size_t size = file == NULL ? 0 : fread(bytes, 1, MIB, file);
    const struct flow_model *model = NULL;
    struct fault_note note;
    fault trouble = flow_read(arena, (str){bytes, size}, &model, &note);
    if (trouble != NULL) {
        fprintf(stderr, "%s: %.*s\n", trouble->name, STR_ARG(note.en));
        exit(1);
    }
    if (file != NULL) fclose(file);
    return model;
}

static const struct flow_run *through_column(struct arena *arena, const struct flow_model *model,
                                             const struct flow_run *run) {
    struct buf column = buf_in(arena, 64 * KIB);
    struct fault_note note;
    flow_run_write(&column, model, run);
    if (flow_run_read(arena, model, buf_str(&column), &run, &note) != NULL) exit(1);
    return run;
}

// One life; its steps. The arena is emptied after it, so memory does not grow.
static int live(struct arena *arena, const struct flow_model *model, bool has_column) {
    const struct flow_run *run = flow_run_new(arena, model);
    struct feel_entry decision = {STR("decision"), feel_string(STR("approve"))};
    struct flow_signal signal = {.kind = FLOW_SIGNAL_START,
                                 .variables = feel_context_of(&decision, 1)};
    struct flow_result result = {0};
    int steps = 0;
    while (!result.step.is_finished) {
        if (flow_step(arena, model, run, &signal, &result) != NULL) exit(1);
        run = has_column ? through_column(arena, model, result.step.run) : result.step.run;
        steps++;
        if (run->token_count == 0) break;
        signal.kind = FLOW_SIGNAL_COMPLETE;
        signal.token = run->tokens[0].id;
        signal.node = model->nodes[run->tokens[0].node].id;
    }
    if (!str_equal(model->nodes[run->end].id, STR("end"))) exit(1); // did not go all the way
    arena_reset(arena);
    return steps;
}

int main(int count, char **words) {
    if (count < 3) return 2;
    struct arena *arena = arena_open(64 * MIB);
    struct arena *scratch = arena_open(LIMIT_REQUEST_ARENA);
    const struct flow_model *model = read_model(arena, words[1]);
    bool has_column = count > 3 && strcmp(words[3], "column") == 0;
    double begin = seconds_now();
    double end = begin + strtod(words[2], NULL);
    double now = begin;
    long instances = 0;
    long steps = 0;
    for (; now < end; now = seconds_now())
        for (int i = 0; i < 100; i++, instances++) steps += live(scratch, model, has_column);
    printf("%.0f %.0f\n", (double)instances / (now - begin), (double)steps / (now - begin));
    return 0;
}
