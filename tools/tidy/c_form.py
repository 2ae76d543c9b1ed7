"""How C looks: sizes of functions and files, parameters, columns, comments, the reason at the top."""
import re

from tree import TOKEN, Finding, c_files, functions_of, line_of

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 1000
PARAMETERS_MAX = 5
COLUMNS_MAX = 100
REASON_LINES_MIN = 2
OURS = ("src/", "tests/", "bench/")


def our_c(tree):
    return {path: text for path, text in c_files(tree, "").items() if path.startswith(OURS)}


def check_functions(tree):
    findings = []
    for path, text in our_c(tree).items():
        for function in functions_of(text):
            lines = function.last_line - function.line + 1
            if not function.is_declaration and lines > FUNCTION_LINES_MAX:
                findings.append(Finding("function_length", path, function.line, function.name,
                                        f"{function.name} has {lines} lines, the end is {FUNCTION_LINES_MAX}"))
            if function.parameters > PARAMETERS_MAX:
                findings.append(Finding("parameters", path, function.line, function.name,
                                        f"{function.name} takes {function.parameters}, the end is {PARAMETERS_MAX}"))
    return findings


def check_files(tree):
    """Length, columns, tabs and blanks at line ends; C and our Python tools alike."""
    findings = []
    for path, text in sorted(tree.items()):
        if not path.startswith(OURS + ("tools/",)) or not path.endswith((".c", ".h", ".py")):
            continue
        lines = text.split("\n")
        if len(lines) - 1 > FILE_LINES_MAX:
            findings.append(Finding("file_length", path, 1, "", f"{len(lines) - 1} lines, the end is {FILE_LINES_MAX}"))
        columns_max = COLUMNS_MAX if not path.endswith(".py") else 120
        for number, line in enumerate(lines, 1):
            if len(line) > columns_max:
                findings.append(Finding("columns", path, number, "", f"{len(line)} columns, the end is {columns_max}"))
            if line != line.rstrip() or "\t" in line:
                findings.append(Finding("blanks", path, number, "", "a tab, or blanks at the end of the line"))
    return findings


def check_reason(tree):
    """Every .c begins with what it is and why; a test with one line, the rest with two at least."""
    findings = []
    for path, text in our_c(tree).items():
        if path.endswith((".c", ".h")):
            count = len(re.match(r"(?://[^\n]*\n)*", text).group().split("\n")) - 1
            least = REASON_LINES_MIN if path.startswith("src/") and not path.endswith(("_test.c", ".h")) else 1
            if count < least:
                findings.append(Finding("reason", path, 1, "",
                                        f"begins with {count} comment lines; at least {least} say what it is and why"))
    return findings


def check_comments(tree):
    """`//` only, and no notes to self."""
    findings = []
    for path, text in our_c(tree).items():
        for match in TOKEN.finditer(text):
            if match.lastgroup == "block_comment":
                findings.append(Finding("comments", path, line_of(text, match.start()), "", "comments are // here"))
    return findings


def check_guards(tree):
    """A header of folder/name.h guards itself with FOLDER_NAME_H."""
    findings = []
    for path, text in c_files(tree, "src/", (".h",)).items():
        guard = re.sub(r"\W", "_", path.removeprefix("src/")).upper()
        short = re.sub(r"\W", "_", "/".join(path.split("/")[-2:])).upper()
        if not any(f"#ifndef {name}\n#define {name}\n" in text for name in (guard, short)):
            findings.append(Finding("guard", path, 1, "", f"the header is not guarded by {short}"))
    return findings
