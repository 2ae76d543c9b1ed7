// The program's entry: looks the subcommand up, reads its options and hands over to its file.
// Nothing else happens here, so that every subcommand reads alone.
#include "crypto/crypto.h"
#include "main/assets.h"
#include "main/program.h"

#include <stdio.h>
#include <sys/stat.h>

#define DB "[--db URL]"

static enum program_exit print_version(struct program *program) {
    printf(program->is_json ? "{\"version\":\"%s\"}\n" : "mingli %s\n", MINGLI_VERSION);
    return PROGRAM_GOOD;
}

static enum program_exit print_openapi(struct program *program) {
    (void)program;
    str text;
    ASSERT(shipped_find(&main_shipped, STR("api/openapi.json"), &text));
    printf("%.*s", STR_ARG(text));
    return PROGRAM_GOOD;
}

static const struct subcommand subcommands[] = {
    {"init", DB " [--company NAME] [--login LOGIN] [--name NAME] [--password PASSWORD] [--demo]",
     "Makes a new book with its first administrator.", "新建账簿，并创建首个管理员。",
     "mingli init --db sqlite:/var/lib/mingli/book.db",
     "db= company= login= name= password= policies= flows= demo", 0, program_init},
    {"serve", DB " [--listen 127.0.0.1:8420] [--policies DIR] [--flows DIR]",
     "Serves the web page and the interface.", "启动网页和接口服务。",
     "mingli serve --listen 127.0.0.1:8420", "db= listen= policies= flows=", 0, program_serve},
    {"import",
     "KIND|PRESET FILE " DB " [--map FILE] [--preset NAME] [--make-customers] [--dry-run] "
     "[--errors FILE]",
     "Brings in records of other systems (CSV, XLSX); safe to repeat.",
     "导入其他系统的数据（CSV、XLSX），可重复执行。",
     "mingli import customers customers.xlsx --dry-run",
     "db= map= preset= make-customers dry-run errors= policies= flows=", 2, program_import},
    {"export", "KIND " DB " [--from DAY] [--to DAY] [--format csv|jsonl|xlsx] [--out PLACE]",
     "Writes a list, or the whole log, as files.", "将清单或完整存证日志导出为文件。",
     "mingli export log --out /tmp/log", "db= from= to= format= out=", 1, program_export},
    {"verify", DB " | --log DIR | --receipt FILE [--checkpoint FILE] [--verifier KEY]",
     "Says whether a log is what was signed.", "校验存证日志是否完好。",
     "mingli verify --log /tmp/log --checkpoint last-year.txt",
     "db= log= receipt= checkpoint= verifier=", 0, program_verify},
    {"policy",
     "eval MODEL [--decision NAME] <INPUT | check MODEL | "
     "cover MODEL [--against EARLIER] [--all] | test [PACK] [--policies DIR] | "
     "tck DIR [--non-compliant] | backtest VERSION [--from DAY] [--to DAY] [--db URL]",
     "Works with decision models (DMN).", "处理决策模型（DMN）。",
     "mingli policy check policies/cn-base/cn-base.dmn",
     "decision= policies= against= all non-compliant db= from= to=", 2, program_policy},
    {"flow", "check MODEL | run MODEL --story FILE | svg MODEL [--process ID]",
     "Works with flows (BPMN).", "处理审批流程（BPMN）。",
     "mingli flow check flows/benefit-approval.bpmn", "story= process=", 2, program_flow},
    {"user",
     "add LOGIN | reset-password LOGIN " DB
     " [--name NAME] [--department CODE] [--roles A,B] [--password PASSWORD]",
     "Adds people and resets passwords.", "新增人员、重置密码。",
     "mingli user reset-password admin", "db= name= department= roles= password=", 2, program_user},
    {"backup", "FOLDER " DB " [--without-key]", "Copies a book while it is in use.",
     "在运行中备份账簿。", "mingli backup /backup/2026-11-25", "db= without-key", 1,
     program_backup},
    {"restore", "FOLDER " DB, "Makes a book of a backup.", "用备份恢复账簿。",
     "mingli restore /backup/2026-11-25 --db sqlite:/var/lib/mingli/new.db", "db=", 1,
     program_restore},
    {"openapi", "", "Prints the description of the interface.", "输出接口描述（OpenAPI）。",
     "mingli openapi >mingli.json", "", 0, print_openapi},
    {"version", "", "Prints the version.", "显示版本。", "mingli version", "", 0, print_version},
};

enum { SUBCOMMANDS = sizeof(subcommands) / sizeof(subcommands[0]) };

static bool is_chinese(const struct os *os) {
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        str value = os_variable(os, names[i]);
        if (value.size > 0) return str_starts_with(value, STR("zh"));
    }
    return false;
}

static int print_all(const struct program *program, FILE *out) {
    fprintf(out, "Mingli 明礼 %s\n\n", MINGLI_VERSION);
    for (size_t i = 0; i < SUBCOMMANDS; i++)
        fprintf(out, "  mingli %-10s %s\n", subcommands[i].name,
                program_text(program, subcommands[i].en, subcommands[i].zh));
    fprintf(out, "\n%s\n",
            program_text(program, "mingli NAME --help says more; --json is for machines.",
                         "mingli NAME --help 查看详情；--json 供程序使用。"));
    return out == stdout ? PROGRAM_GOOD : PROGRAM_USAGE;
}

static int print_help(const struct program *program) {
    const struct subcommand *subcommand = program->subcommand;
    printf("%s\n\n%s mingli %s %s [--json]\n%s %s\n",
           program_text(program, subcommand->en, subcommand->zh),
           program_text(program, "Usage:  ", "用法："), subcommand->name, subcommand->usage,
           program_text(program, "Example:", "示例："), subcommand->example);
    return PROGRAM_GOOD;
}

// Whether the subcommand has the option, and whether it takes a value.
static bool knows(const struct subcommand *subcommand, str name, bool *ret_takes_value) {
    str rest = str_of(subcommand->options);
    while (rest.size > 0) {
        str known = str_cut(&rest, ' ');
        *ret_takes_value = str_ends_with(known, STR("="));
        if (*ret_takes_value) known.size--;
        if (str_equal(known, name)) return true;
    }
    return false;
}

// One option with its value, which may be the next argument. False: it is wrong.
static bool read_option(struct program *program, str text, const char *next, bool *ret_uses_next) {
    str value = str_slice(text, 2, text.size);
    bool has_value = str_find_byte(value, '=') >= 0, takes_value = false;
    str name = str_cut(&value, '=');
    *ret_uses_next = false;
    if (str_equal(name, STR("json")) && !has_value) return program->is_json = true;
    if (!knows(program->subcommand, name, &takes_value)) return false;
    if (program->option_count == PROGRAM_OPTIONS_MAX || (has_value && !takes_value)) return false;
    if (takes_value && !has_value) {
        if (next == NULL) return false;
        value = str_of(next);
        *ret_uses_next = true;
    }
    program->names[program->option_count] = name;
    program->values[program->option_count++] = takes_value ? value : STR("1");
    return true;
}

static bool read_arguments(struct program *program, int count, char *const *arguments) {
    for (int i = 0; i < count; i++) {
        str text = str_of(arguments[i]);
        bool uses_next = false;
        if (str_starts_with(text, STR("--"))) {
            const char *next = i + 1 < count ? arguments[i + 1] : NULL;
            if (!read_option(program, text, next, &uses_next)) return false;
            i += uses_next;
            continue;
        }
        if (program->word_count >= (size_t)program->subcommand->words_max) return false;
        program->words[program->word_count++] = text;
    }
    return true;
}

static bool wants_help(int count, char *const *arguments) {
    for (int i = 0; i < count; i++)
        if (str_equal(str_of(arguments[i]), STR("--help"))) return true;
    return false;
}

static int run(struct program *program, int count, char *const *arguments) {
    if (count < 2) return print_all(program, stderr);
    str name = str_of(arguments[1]);
    if (str_equal(name, STR("--help")) || str_equal(name, STR("help")))
        return print_all(program, stdout);
    if (str_equal(name, STR("--version"))) name = STR("version");
    for (size_t i = 0; i < SUBCOMMANDS; i++)
        if (str_equal(str_of(subcommands[i].name), name)) program->subcommand = &subcommands[i];
    if (program->subcommand == NULL) return print_all(program, stderr);
    if (wants_help(count - 2, arguments + 2)) return print_help(program);
    if (!read_arguments(program, count - 2, arguments + 2))
        return program_usage(program, "wrong arguments", "参数不正确");
    return program->subcommand->run(program);
}

int main(int count, char **arguments) {
    umask(0077); // books, keys and backups are for their owner only
    crypto_init();
    struct program program = {.os = os_real(), .arena = arena_open(LIMIT_BOOK_ARENA)};
    program.is_chinese = is_chinese(program.os);
    int ending = run(&program, count, arguments);
    arena_close(program.arena);
    return ending;
}
