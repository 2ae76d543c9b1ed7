"""The .api files: every fault is in both languages, wanted by a table and by a conversation."""
import re

from tree import Finding, c_files, line_of

FAIL = re.compile(r"^[ \t]+(?P<name>[a-z][a-z0-9_]*)[ \t]+(?P<status>[45]\d\d)[ \t]+(?P<field>\S+)[ \t]+"
                  r"(?P<text>\S.*)$", re.MULTILINE)
CHOICE = re.compile(r"^[ \t]+(?P<name>[a-z][a-z0-9_]*)[ \t]{2,}(?=[^\s\d])(?P<text>[^|\n]+\|[^\n]*)$", re.MULTILINE)
FAULT = re.compile(r'\bFAULT\(\s*(?P<name>\w+)\s*,\s*\d+\s*,\s*"[^"]*"\s*,(?P<texts>(?:\s*"(?:\\.|[^"\\])*"\s*,?)+)\)')
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def check_languages(tree):
    findings = []
    for path, text in sorted(tree.items()):
        if path.endswith(".api"):
            for match in [*FAIL.finditer(text), *CHOICE.finditer(text)]:
                en, _, zh = match.group("text").partition("|")
                findings += two_languages(path, line_of(text, match.start("name")), match.group("name"), en, zh)
    for path, text in c_files(tree).items():
        for match in FAULT.finditer(text):
            parts = [re.sub(r'"\s*"', "", part) for part in split_texts(match.group("texts"))]
            en, zh = (parts + ["", ""])[:2]
            findings += two_languages(path, line_of(text, match.start()), match.group("name"), en, zh)
    return findings


def split_texts(text):
    """`"a" "b", "c"` -> ['"a" "b"', '"c"']: commas between texts, not inside."""
    parts, current = [], ""
    for piece in re.finditer(r'"(?:\\.|[^"\\])*"|,', text):
        if piece.group() == ",":
            parts.append(current)
            current = ""
        else:
            current += piece.group()
    return parts + [current]


def two_languages(path, line, name, en, zh):
    if not en.strip(' "') or CHINESE.search(en):
        return [Finding("languages", path, line, name, f"{name} has no English text")]
    if not CHINESE.search(zh):
        return [Finding("languages", path, line, name, f"{name} has no Chinese text")]
    return []


def check_faults_tested(tree):
    """A refusal that nobody provokes is a guess: one row of a table, one line of a conversation."""
    tables = "\n".join(text for path, text in tree.items() if path.endswith("_test.c"))
    talks = "\n".join(text for path, text in tree.items() if path.startswith("tests/api/"))
    in_tables, in_talks = set(re.findall(r"\w+", tables)), set(re.findall(r"\w+", talks))
    findings, seen = [], set()
    for path, text in sorted(tree.items()):
        if not path.endswith(".api"):
            continue
        for match in FAIL.finditer(text):
            name, line = match.group("name"), line_of(text, match.start("name"))
            if name in seen:
                continue
            seen.add(name)
            if name not in in_tables:
                findings.append(Finding("fault_table", path, line, name, f"{name} is wanted by no table (*_test.c)"))
            if name not in in_talks:
                findings.append(Finding("fault_talk", path, line, name, f"{name} is wanted by no talk (tests/api)"))
    return findings
