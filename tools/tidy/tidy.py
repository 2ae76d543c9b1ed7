#!/usr/bin/python3
"""tidy: our own rules, each with the check that enforces it (a rule without one is advice).

    tidy.py [--root DIR] [--advice]       all quick rules; ends with `N passed, N failed`
    tidy.py --stamp FILE                  the same for the build: silent where all is well
    tidy.py headers [-I DIR ...]          every header compiles alone (needs a compiler, seconds)

A finding that stands in tools/tidy/exempt is forgiven; an exemption that forgives nothing is itself a
finding, so that the list can only shrink. Rules are functions tree -> findings; test_tidy.py shows
each a small bad tree.
"""
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import api
import c_form
import c_words
import copies
import dead
import layers
import links
import models
import sql
import words
from tree import Finding, load

RULES = [
    layers.check_layers, c_form.check_functions, c_form.check_files, c_form.check_reason, c_form.check_comments,
    c_form.check_guards, c_words.check_banned, c_words.check_float, c_words.check_notes, sql.check_sql,
    words.check_paths, api.check_languages, models.check_flows,
    models.check_policies,
]
# Told, but not counted as failures: they say what is still missing while a folder grows.
ADVICE = [api.check_faults_tested, dead.check_dead_files, dead.check_dead_functions, links.check_links,
          copies.check_copies]
EXEMPT = "tools/tidy/exempt"


def read_exempt(tree):
    """key -> line number; a line is `rule path[:name]  reason`."""
    keys, findings = {}, []
    for number, line in enumerate(tree.get(EXEMPT, "").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words_of_line = line.split()
        if len(words_of_line) < 4:
            findings.append(Finding("exempt", EXEMPT, number, "", "a line is: rule path[:name] reason in words"))
            continue
        keys[" ".join(words_of_line[:2])] = number
    return keys, findings


def run(tree, rules=RULES, advice=ADVICE):
    """Findings that count, findings that are told, rules that found nothing."""
    exempt, findings = read_exempt(tree)
    told, used, passed = [], set(), 0
    for rule, counts in [(r, True) for r in rules] + [(r, False) for r in advice]:
        found = rule(tree)
        used |= {finding.key() for finding in found}
        left = [finding for finding in found if finding.key() not in exempt]
        passed += not left
        (findings if counts else told).extend(left)
    for key, number in exempt.items():
        if key not in used and advice:  # the build leaves the advice out, and cannot tell
            findings.append(Finding("exempt", EXEMPT, number, "", f"`{key}` forgives nothing: remove the line"))
    return findings, told, passed


def tell(told, in_full):
    for finding in told if in_full else []:
        print(f"{finding.path}:{finding.line}: advice: {finding.rule}: {finding.text}")
    for rule in sorted({finding.rule for finding in told}):
        print(f"advice: {sum(finding.rule == rule for finding in told)} x {rule} (--advice lists them)")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["rules", "headers"], default="rules")
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parent.parent.parent)
    parser.add_argument("--stamp", help="write this file when all is well; say nothing then (for the build)")
    parser.add_argument("--advice", action="store_true", help="list what is told but not counted")
    parser.add_argument("-I", dest="include", action="append", default=[])
    options = parser.parse_args()
    if options.what == "headers":
        import headers
        return headers.main(pathlib.Path(options.root), options.include)
    findings, told, passed = run(load(options.root), advice=[] if options.stamp else ADVICE)
    for finding in findings:
        print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.text}", file=sys.stderr)
    if options.stamp:
        if not findings:
            pathlib.Path(options.stamp).touch()
        return bool(findings)
    tell(told, options.advice)
    print(f"{passed} passed, {len({f.rule for f in findings})} failed")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
