"""What nobody needs: headers that no one includes, public functions that only their own file uses."""
import re

from tree import Finding, c_files, code_of, functions_of
from layers import INCLUDE

WORD = re.compile(r"[A-Za-z_]\w*")


def check_dead_files(tree):
    files = c_files(tree, "")
    included = {match.group(1) for text in files.values() for match in INCLUDE.finditer(text)}
    mentioned = "\n".join(text for path, text in tree.items() if path.startswith("tools/gen") or path == "meson.build")
    findings = []
    for path, text in files.items():
        if not path.startswith("src/"):
            continue
        name = path.removeprefix("src/")
        if path.endswith(".h") and name not in included and name not in mentioned:
            findings.append(Finding("dead_file", path, 1, "", "no file includes this header"))
        if path.endswith(".c") and not re.search(r"^(?!static\b)[A-Za-z_]", code_of(text), re.MULTILINE):
            findings.append(Finding("dead_file", path, 1, "", "nothing in here can be used from outside"))
    return findings


def check_dead_functions(tree):
    """A function declared in a header and used by no other file than its own .c and tests."""
    words = {}  # word -> files that say it, at most three
    for path, text in tree.items():
        if not path.endswith((".c", ".h", ".api", ".sql")) and not path.startswith("tools/gen"):
            continue
        if path.endswith("_test.c") or path.startswith("tests/"):
            continue
        for word in set(WORD.findall(code_of(text) if path.endswith((".c", ".h")) else text)):
            words.setdefault(word, set()).add(path)
    findings = []
    for path, text in c_files(tree, "src/", (".h",)).items():
        for function in functions_of(text):
            users = words.get(function.name, set()) - {path}
            own = {user for user in users if defines(tree[user], function.name)}
            by_macro = len(re.findall(rf"\b{function.name}\b", code_of(text))) > 1
            if function.is_declaration and not users - own and not by_macro:
                findings.append(Finding("dead_function", path, function.line, function.name,
                                        f"{function.name} is used by tests at most"))
    return findings


def defines(text, name):
    return any(f.name == name and not f.is_declaration for f in functions_of(text)) if f"{name}(" in text else False
