#!/usr/bin/python3
"""run-tests reads other people's closing lines: each form once, and what a crash counts as."""
import importlib.machinery
import importlib.util
import os
import pathlib
import select
import tempfile
import unittest

PATH = pathlib.Path(__file__).resolve().parent.parent / "run-tests"
loader = importlib.machinery.SourceFileLoader("run_tests", str(PATH))
run_tests = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_tests", loader))
loader.exec_module(run_tests)


class Count(unittest.TestCase):
    def wants(self, output, status, counted):
        self.assertEqual(run_tests.count(output, status), counted, output)

    def test_our_plain_line_is_the_last_one(self):
        self.wants("3 passed, 1 failed\n12 passed, 0 failed\n", 0, (12, 0))
        self.wants("pages: 5 passed, 2 failed, 1 skipped\n", 1, (5, 2))

    def test_cmocka(self):
        self.wants("[==========] Running 3 test(s).\n[  PASSED  ] 3 test(s).\n", 0, (3, 0))
        self.wants("[  PASSED  ] 2 test(s).\n[  FAILED  ] 1 test(s), listed below:\n[  FAILED  ] a_name\n", 1, (2, 1))

    def test_unittest(self):
        self.wants("Ran 28 tests in 0.1s\n\nOK\n", 0, (28, 0))
        self.wants("Ran 28 tests in 0.1s\n\nFAILED (failures=2, errors=1)\n", 1, (25, 3))

    def test_vitest(self):
        self.wants(" Test Files  9 passed (9)\n      Tests  113 passed (113)\n", 0, (113, 0))
        coloured = "\x1b[2m      Tests \x1b[22m \x1b[31m1 failed\x1b[39m | \x1b[32m112 passed\x1b[39m (113)\n"
        self.wants(coloured, 1, (112, 1))

    def test_a_suite_without_a_line_is_one_test(self):
        self.wants("no words\n", 0, (1, 0))
        self.wants("no words\n", 3, (0, 1))

    def test_a_bad_end_after_good_tests_has_failed(self):
        self.wants("[  PASSED  ] 3 test(s).\nLeakSanitizer: detected memory leaks\n", 1, (3, 1))
        self.wants("[ RUN      ] a\nSegmentation fault\n", -11, (0, 1))


class Run(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.logs, run_tests.LOGS = run_tests.LOGS, pathlib.Path(folder.name)
        self.addCleanup(setattr, run_tests, "LOGS", self.logs)
        self.said = []
        self.say, run_tests.say = run_tests.say, self.said.append
        self.addCleanup(setattr, run_tests, "say", self.say)

    def test_sums_suites_that_run_alone_and_side_by_side(self):
        suites = [run_tests.Suite(name, ["sh", "-c", f"echo {name[1:]} passed, 0 failed"], run_tests.ROOT, is_alone)
                  for name, is_alone in [("a1", True), ("b20", False), ("c300", False)]]
        run_tests.ROOT.joinpath("build").mkdir(exist_ok=True)
        self.assertEqual(run_tests.run_all(suites), (321, 0))

    def test_the_log_of_a_failed_suite_is_shown(self):
        run_tests.LOGS = run_tests.ROOT / "build/logs"
        run_tests.LOGS.mkdir(parents=True, exist_ok=True)
        suite = run_tests.Suite("proves showing", ["sh", "-c", "echo the reason; exit 1"])
        self.assertEqual(run_tests.run(suite), (0, 1))
        self.assertIn("the reason", "\n".join(self.said))

    def test_what_a_suite_leaves_behind_is_ended(self):
        suite = run_tests.Suite("leaves", ["sh", "-c", "sleep 60 & echo $! >" + str(run_tests.LOGS / "pid")])
        run_tests.run(suite)
        pid = int((run_tests.LOGS / "pid").read_text())
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        self.addCleanup(os.close, handle)
        self.assertTrue(select.select([handle], [], [], 10)[0], "it lives on")


if __name__ == "__main__":
    unittest.main()
