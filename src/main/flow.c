// mingli flow: BPMN models on the command line. check names everything that is wrong with a model,
// run plays a story against it, svg draws it. Everything is the same code as in the server.
#include "flow/flow.h"
#include "format/json.h"

#include "main/program.h"

#include <stdio.h>

static fault read_model(struct program *program, const struct flow_model **ret_model,
                        struct fault_note *ret_note) {
    str bytes;
    TRY(os_file_read(program->os, program->arena, program->words[1], LIMIT_XML, &bytes));
    return flow_read_process(program->arena, bytes, program_option(program, "process"), ret_model,
                             ret_note);
}

static enum program_exit check(const struct program *program, const struct flow_model *model) {
    struct flow_report report = flow_check(program->arena, model);
    for (size_t i = 0; i < report.count && !program->is_json; i++) {
        const struct flow_problem *problem = &report.problems[i];
        str text = program->is_chinese ? problem->zh : problem->en;
        printf("%d: %s: %.*s\n", problem->line, problem->name, STR_ARG(text));
    }
    if (program->is_json)
        printf("{\"refusals\":%zu,\"warnings\":%zu}\n", report.refusal_count,
               report.count - report.refusal_count);
    else if (report.count == 0)
        puts(program_text(program, "good", "可用"));
    return report.refusal_count == 0 ? PROGRAM_GOOD : PROGRAM_NO;
}

static void print_json(struct program *program, const struct flow_model *model,
                       const struct flow_story *story) {
    static const char *const STATES[] = {"new", "active", "finished", "withdrawn", "failed"};
    struct buf out = buf_in(program->arena, LIMIT_JSON_BODY);
    struct json_writer writer = json_writer_on(&out);
    json_open_object(&writer);
    json_name(&writer, STR("good"));
    json_bool(&writer, story->is_good);
    json_name(&writer, STR("line"));
    json_int(&writer, story->line);
    json_name(&writer, STR("expectations"));
    json_int(&writer, (int64_t)story->expectation_count);
    json_name(&writer, STR("state"));
    json_string(&writer, str_of(STATES[story->state]));
    json_name(&writer, STR("done"));
    json_open_array(&writer);
    for (size_t i = 0; i < story->done_count; i++)
        json_string(&writer, model->nodes[story->done[i]].id);
    json_close_array(&writer);
    json_name(&writer, STR("sent"));
    json_open_array(&writer);
    for (size_t i = 0; i < story->sent_count; i++) json_string(&writer, story->sent[i]);
    json_close_array(&writer);
    json_close_object(&writer);
    printf("%.*s\n", STR_ARG(buf_str(&out)));
}

static enum program_exit play(struct program *program, const struct flow_model *model) {
    struct fault_note note = {0};
    struct flow_story story = {0};
    str text;
    fault trouble = os_file_read(program->os, program->arena, program_option(program, "story"),
                                 LIMIT_JSON_BODY, &text);
    if (trouble == NULL) trouble = flow_story_run(program->arena, model, text, &story, &note);
    if (trouble != NULL) return program_fail(program, trouble, &note);
    str said = program->is_chinese ? story.zh : story.en;
    if (program->is_json)
        print_json(program, model, &story);
    else if (story.is_good)
        printf("%s %zu\n", program_text(program, "good; expectations:", "通过；断言："),
               story.expectation_count);
    else
        printf("%d: %.*s\n", story.line, STR_ARG(said));
    return story.is_good ? PROGRAM_GOOD : PROGRAM_NO;
}

enum program_exit program_flow(struct program *program) {
    struct fault_note note = {0};
    const struct flow_model *model = NULL;
    if (program->word_count != 2)
        return program_usage(program, "check, run or svg, and a model",
                             "请指定 check、run 或 svg 以及模型文件");
    str verb = program->words[0];
    bool is_run = str_equal(verb, STR("run")) && program_has(program, "story");
    bool is_known = is_run || str_equal(verb, STR("check")) || str_equal(verb, STR("svg"));
    if (!is_known)
        return program_usage(program, "check, run --story FILE, or svg",
                             "请选择 check、run --story 文件 或 svg");
    fault trouble = read_model(program, &model, &note);
    if (trouble != NULL) return program_fail(program, trouble, &note);
    if (is_run) return play(program, model);
    if (str_equal(verb, STR("check"))) return check(program, model);
    printf("%.*s", STR_ARG(flow_draw(program->arena, model, NULL)));
    return PROGRAM_GOOD;
}
