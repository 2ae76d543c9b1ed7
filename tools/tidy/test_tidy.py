#!/usr/bin/python3
"""tidy is tested with small trees: each rule sees one that is bad and one that is good.

A tree is a dict, so a test reads as: this text, at this path, gives these findings.
"""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import api
import c_form
import c_words
import copies
import dead
import headers
import layers
import links
import models
import sql
import tidy
import words
from tree import functions_of, load

LAYERS = "base:\nos: base\nstore: base os\ncommand: base os store\ndomain/people: <command\nmain: *\n"
REASON = "// What it is.\n// Why it is so.\n"


class Case(unittest.TestCase):
    def wants(self, rule, tree, names):
        self.assertEqual([finding.name for finding in rule(tree)], names, tree)

    def wants_at(self, rule, tree, places):
        self.assertEqual([(finding.path, finding.line, finding.name) for finding in rule(tree)], places, tree)


class Scanner(Case):
    def test_finds_functions_and_not_what_looks_like_one(self):
        source = (
            '#define MAKE(x) \\\n    void x(void) { return; }\n'
            'static const struct a b[] = {{1, f(2)}};\n'
            'struct c { int (*call)(int, int); };\n'
            'FAULT(gone, 404, "", "It is gone.", "没有了。");\n'
            'MUST_USE fault read_it(struct arena *arena, str (*name)(int, int),\n'
            '                       int *ret_count) __attribute__((format(printf, 1, 2)));\n'
            'static void one(void) {\n    if (x) { y("}"); } // }\n}\n'
            'struct map *two(int a, int b) {\n    return NULL;\n}\n')
        found = functions_of(source)
        self.assertEqual([(f.name, f.line, f.last_line, f.parameters, f.is_static, f.is_declaration) for f in found],
                         [("read_it", 6, 7, 3, False, True), ("one", 8, 10, 0, True, False),
                          ("two", 11, 13, 2, False, False)])

    def test_loads_text_and_skips_what_nobody_wrote(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path in ["src/a.c", "build/x.c", "web/node_modules/y.ts", "web/dist/z.js", "tools/dev",
                         "src/build/b.c"]:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text("x\n")
            (root / "src/broken.txt").write_bytes(b"\xff\xfe\xff")
            self.assertEqual(sorted(load(root)), ["src/a.c", "src/build/b.c", "tools/dev"])


class Layers(Case):
    def tree(self, path, include, text=LAYERS):
        return {"src/LAYERS": text, path: f'#include "{include}"\n'}

    def test_upwards_is_refused_and_downwards_is_not(self):
        self.wants(layers.check_layers, self.tree("src/base/a.c", "store/store.h"), ["store"])
        self.wants(layers.check_layers, self.tree("src/store/a.c", "os/os.h"), [])
        self.wants(layers.check_layers, self.tree("src/store/a.c", "store/store.h"), [])
        self.wants(layers.check_layers, self.tree("src/os/a.c", "../store/store.h"), ["../store"])

    def test_smaller_sign_means_all_that_the_other_may_know_and_itself(self):
        for include in ["command/command.h", "os/os.h", "store/store.h"]:
            self.wants(layers.check_layers, self.tree("src/domain/people/a.c", include), [])
        self.wants(layers.check_layers, self.tree("src/domain/people/a.c", "main/main.h"), ["main"])

    def test_every_folder_has_a_line_and_the_file_is_there(self):
        self.wants(layers.check_layers, self.tree("src/new/a.c", "new/new.h"), ["new"])
        self.assertEqual(len(layers.check_layers({})), 1)

    def test_circles_cannot_be_written(self):
        text = "base: os\nos: base\n"
        self.wants_at(layers.check_layers, self.tree("src/os/a.c", "base/a.h", text),
                   [("src/LAYERS", 1, "base")])
        self.wants(layers.check_layers, self.tree("src/base/a.c", "base/a.h", "base: <x\nbase:\njunk\n"),
                   ["base", "base", "junk"])

    def test_our_headers_are_included_with_their_folder(self):
        tree = self.tree("src/os/a.c", "os.h") | {"src/os/os.h": ""}
        self.wants(layers.check_layers, tree, ["os.h"])
        self.wants(layers.check_layers, self.tree("src/os/a.c", "made_by_gen.h"), [])

    def test_what_is_made_of_an_api_file_belongs_to_its_folder(self):
        module = {"src/domain/people/people.api": "", "src/domain/people/people.sql": ""}
        self.wants(layers.check_layers, self.tree("src/store/a.c", "people_sql.h") | module, ["domain/people"])
        self.wants(layers.check_layers, self.tree("src/main/a.c", "people_api.h") | module, [])
        self.wants(layers.check_layers, self.tree("src/domain/people/a.c", "people_api.h") | module, [])


class Form(Case):
    def test_a_function_ends_at_seventy_lines(self):
        def body(lines):
            return {"src/base/a.c": "void f(void) {\n" + "    x();\n" * (lines - 2) + "}\n"}
        self.wants(c_form.check_functions, body(70), [])
        self.wants(c_form.check_functions, body(71), ["f"])

    def test_five_parameters_and_not_six(self):
        self.wants(c_form.check_functions, {"src/a.h": "int f(int a, int b, int c, int d, int e);\n"}, [])
        six = "int f(int a, int b, int c, int d, int e, int g) {\n}\n"
        self.wants(c_form.check_functions, {"tests/sim/a.c": six}, ["f"])

    def test_a_file_ends_at_a_thousand_lines_and_a_line_at_a_hundred_columns(self):
        self.wants_at(c_form.check_files, {"src/a.c": "x\n" * 1000}, [])
        self.wants_at(c_form.check_files, {"src/a.c": "x\n" * 1001}, [("src/a.c", 1, "")])
        self.wants_at(c_form.check_files, {"src/a.c": "x" * 100 + "\n" + "礼" * 101}, [("src/a.c", 2, "")])
        self.assertEqual(len(c_form.check_files({"src/a.c": "\tx\nx \n"})), 2)
        self.assertEqual(len(c_form.check_files({"docs/a.md": "\tx\nx \n"})), 0)

    def test_every_c_file_starts_with_its_reason(self):
        self.wants_at(c_form.check_reason, {"src/a.c": REASON + "int a;\n"}, [])
        self.wants_at(c_form.check_reason, {"src/a.c": "// One.\nint a;\n"}, [("src/a.c", 1, "")])
        self.wants_at(c_form.check_reason, {"src/a.c": "int a;\n" + REASON}, [("src/a.c", 1, "")])
        self.wants_at(c_form.check_reason, {"src/a_test.c": "// One.\nint a;\n"}, [])
        self.wants_at(c_form.check_reason, {"src/a.h": "int a;\n"}, [("src/a.h", 1, "")])

    def test_comments_are_slashes(self):
        self.wants_at(c_form.check_comments, {"src/a.c": 'int a;\nint b; /* no */\nstr c = "/* yes */";\n'},
                   [("src/a.c", 2, "")])

    def test_headers_are_guarded_by_their_own_name(self):
        good = {"src/base/a.h": "#ifndef BASE_A_H\n#define BASE_A_H\n#endif\n"}
        self.wants_at(c_form.check_guards, good, [])
        self.wants_at(c_form.check_guards, {"src/os/a.h": good["src/base/a.h"]}, [("src/os/a.h", 1, "")])
        short = "#ifndef PEOPLE_PEOPLE_H\n#define PEOPLE_PEOPLE_H\n#endif\n"
        self.wants_at(c_form.check_guards, {"src/domain/people/people.h": short}, [])


class Words(Case):
    def test_banned_functions_are_found_as_calls_only(self):
        text = ('x = strdup(y);\n// strdup(\nstr t = "strdup(";\nitem->system(1);\nour_assert(2);\n'
                'assert(3);\ngoto end;\n')
        self.wants(c_words.check_banned, {"src/base/a.c": text}, ["strdup", "assert", "goto"])

    def test_the_clock_is_read_in_os_only(self):
        text = "return time(NULL);\n"
        self.wants(c_words.check_banned, {"src/log/a.c": text}, ["time"])
        self.wants(c_words.check_banned, {"src/os/a.c": text}, [])
        self.wants(c_words.check_banned, {"src/log/a_test.c": text}, [])
        self.wants(c_words.check_banned, {"src/log/a.h": "instant time(struct moment *moment);\n"}, [])

    def test_no_binary_floating_point_outside_its_rooms(self):
        self.wants(c_words.check_float, {"src/ledger/a.c": "double x;\nfloat y; // double\n"},
                   ["double", "float"])
        self.wants(c_words.check_float, {"src/stats/a.c": "double x;\n"}, [])

    def test_notes_to_self_are_found_everywhere(self):
        note = "TO" + "DO"
        for path in ["src/a.c", "web/src/a.vue", "tools/a.py", "tests/api/a.talk"]:
            self.wants(c_words.check_notes, {path: f"x {note} y"}, [note])
        self.wants(c_words.check_notes, {"docs/a.md": note, "src/a.c": "TODOS"}, [])

    def test_no_paths_of_one_machine_and_no_registries(self):
        for text in ["/wor" + "k/main/x", '"/hom' + 'e/me/x"', "cd /roo" + "t/x"]:
            self.assertEqual(len(words.check_paths({"docs/a.md": text})), 1, text)
        for text in ["https://example.org/roo" + "t/x", "/api/wor" + "k/main", "a/hom" + "e/b", "~/hom" + "e/x"]:
            self.assertEqual(len(words.check_paths({"docs/a.md": text})), 0, text)
        self.assertEqual(len(words.check_paths({"web/package-lock.json": "https://registry.npm" + "js.org/vue"})), 1)


class Sql(Case):
    def test_words_that_differ_are_refused(self):
        for bad, word in [("SELECT a FROM t WHERE a LIKE ?", "LIKE"), ("SELECT LOWER(a) FROM t", "LOWER"),
                          ("SELECT SUM(a) FROM t", "SUM"), ("id INTEGER PRIMARY KEY AUTOINCREMENT", "AUTOINCREMENT"),
                          ("SELECT datetime('now')", "datetime"), ("CREATE TRIGGER t", "CREATE TRIGGER"),
                          ("a DEFAULT CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"), ("SELECT a::text FROM t", "::text"),
                          ("INSERT OR IGNORE INTO t", "INSERT OR IGNORE"), ("a REAL", "REAL"),
                          ("SELECT * FROM t", "SELECT *"), ("UPDATE log_leaf SET a = 1", "UPDATE log_leaf"),
                          ("DELETE FROM posting", "DELETE FROM posting")]:
            self.wants(sql.check_sql, {"src/a.sql": f"-- fine\n{bad};\n"}, [word])

    def test_comments_texts_casts_and_twins_are_not(self):
        for good in ["-- LIKE it", "SELECT a FROM t WHERE a = 'LIKE'", "SELECT CAST(SUM(a) AS BIGINT) FROM t",
                     "-- query find only sqlite\nSELECT a FROM t WHERE t MATCH ? AND a LIKE ?"]:
            self.wants(sql.check_sql, {"src/a.sql": good}, [])

    def test_twins_are_few(self):
        text = "\n\n".join(f"-- query q{i} only sqlite\nSELECT {i};" for i in range(21))
        self.wants(sql.check_sql, {"src/a.sql": text}, ["only"])


API = "command add\n    fail\n        customer_unknown  404  customer   There is none.  |  没有。\n"


class Api(Case):
    def test_both_languages(self):
        self.wants(api.check_languages, {"src/a.api": API}, [])
        self.wants(api.check_languages, {"src/a.api": API.replace("没有。", "none")}, ["customer_unknown"])
        self.wants(api.check_languages, {"src/a.api": API.replace("There is none.", "没有")},
                   ["customer_unknown"])
        enum = "enum kind\n    gift   Gift | 礼品\n    meal   Meal | meal\n"
        self.wants(api.check_languages, {"src/a.api": enum}, ["meal"])
        good = 'FAULT(gone, 404, "a", "It is, \\"gone\\"."\n      " All.", "没有了，" "全部。");\n'
        self.wants(api.check_languages, {"src/a.c": good}, [])
        self.wants(api.check_languages, {"src/a.c": good.replace("没有了，", "").replace("全部。", "")}, ["gone"])

    def test_each_fault_is_provoked_twice(self):
        tree = {"src/a.api": API}
        self.assertEqual([f.rule for f in api.check_faults_tested(tree)], ["fault_table", "fault_talk"])
        tree |= {"src/a_test.c": "&customer_unknown", "tests/api/a.talk": "wants 404 customer_unknown"}
        self.assertEqual(api.check_faults_tested(tree), [])


class Dead(Case):
    def test_a_header_that_nobody_includes(self):
        tree = {"src/base/a.h": "", "src/base/b.h": "", "src/base/a.c": '#include "base/a.h"\nint a;\n'}
        self.wants_at(dead.check_dead_files, tree, [("src/base/b.h", 1, "")])
        self.wants_at(dead.check_dead_files, {"src/base/c.c": "static int a;\n"}, [("src/base/c.c", 1, "")])

    def test_a_public_function_that_only_tests_use(self):
        tree = {"src/base/a.h": "int a_one(void);\nint a_two(void);\n#define A() a_three()\nint a_three(void);\n",
                "src/base/a.c": "int a_one(void) {\n}\nint a_two(void) {\n    a_one();\n}\nint a_three(void) {\n}\n",
                "src/base/a_test.c": "a_one();", "src/base/b.c": "a_two();"}
        self.wants(dead.check_dead_functions, tree, ["a_one"])


class Copies(Case):
    def block(self, count, word="call"):
        return "".join(f"    {word}({i});\n" for i in range(count))

    def test_the_same_lines_in_two_files_are_one_finding(self):
        tree = {"src/a.c": self.block(14), "src/b.c": "int x;\n\n" + self.block(14).replace("\n", "\n\n// why\n")}
        self.wants_at(copies.check_copies, tree, [("src/b.c", 3, "src/a.c")])

    def test_short_repeats_and_tests_are_not(self):
        self.wants(copies.check_copies, {"src/a.c": self.block(9), "src/b.c": self.block(9)}, [])
        self.wants(copies.check_copies, {"src/a.c": self.block(20), "src/a_test.c": self.block(20)}, [])
        self.wants(copies.check_copies, {"src/a.c": self.block(20), "src/b.c": self.block(20, "other")}, [])


class Links(Case):
    def test_a_link_leads_to_a_file_or_a_folder(self):
        text = "[a](docs/a.md) [b](docs/) [c](https://x.y/z) [d](#here) [e](docs/none.md)"
        tree = {"README.md": text, "docs/a.md": ""}
        self.wants(links.check_links, tree, ["docs/none.md"])
        self.wants(links.check_links, {"docs/b.md": "[a](../README.md#x)", "README.md": ""}, [])

    def test_flows_bear_titles_in_both_languages(self):
        good = '<bpmn:userTask id="a" name="审批"\n mingli:title_en="Approval"><bpmn:incoming>x</bpmn:incoming>'
        self.wants(models.check_flows, {"flows/a.bpmn": good}, [])
        self.wants(models.check_flows, {"flows/a.bpmn": good.replace("mingli:title_en", "x")}, ["a"])
        self.wants(models.check_flows, {"flows/a.bpmn": good.replace("审批", "Approval")}, ["a"])
        self.wants(models.check_flows, {"tests/flow/a.bpmn": good.replace("审批", "Approval")}, [])


    def test_rules_of_policies_say_why_in_both_languages_and_by_which_clause(self):
        good = ('<decisionTable><annotation name="reason zh"/><annotation name="reason en"/>'
                '<annotation name="citation"/><rule id="C01"><annotationEntry><text>账外</text></annotationEntry>'
                '<annotationEntry><text>Off the books</text></annotationEntry>'
                '<annotationEntry><text>反法8</text></annotationEntry></rule></decisionTable>')
        self.wants(models.check_policies, {"policies/a/a.dmn": good}, [])
        for cut in ["账外", "Off the books", "反法8"]:
            self.wants(models.check_policies, {"policies/a/a.dmn": good.replace(cut, "")}, ["C01"])


class Whole(Case):
    BAD = {"src/LAYERS": "base:\n", "src/base/a.c": "int a;\n"}

    def test_an_exemption_forgives_and_one_without_use_is_a_finding(self):
        def rules(exempt):
            return [f.rule for f in tidy.run(self.BAD | {"tools/tidy/exempt": exempt}, [c_form.check_reason],
                                              [c_form.check_comments])[0]]
        self.assertEqual(rules(""), ["reason"])
        self.assertEqual(rules("# why\nreason src/base/a.c made by hand\n"), [])
        self.assertEqual(rules("reason src/base/a.c made by hand\nreason src/base/b.c no such file\n"), ["exempt"])
        self.assertEqual(rules("reason src/base/a.c\n"), ["exempt", "reason"])

    def test_advice_is_told_and_not_counted(self):
        findings, told, passed = tidy.run({"src/base/a.h": ""}, [c_form.check_comments], [dead.check_dead_files])
        self.assertEqual((findings, [f.rule for f in told], passed), ([], ["dead_file"], 1))

    def test_headers_compile_alone_or_are_named(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "src").mkdir()
            (root / "src/good.h").write_text("int good(void);\n")
            self.assertEqual(headers.failures(root, []), {})
            (root / "src/bad.h").write_text("size_t bad(void);\n")
            self.assertEqual(list(headers.failures(root, [])), ["src/bad.h"])


if __name__ == "__main__":
    unittest.main()
