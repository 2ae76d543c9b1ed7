"""The same lines in two places: the second one will be forgotten when the first is mended.

Lines are compared without blanks at their ends; empty lines, lone brackets, comments and includes do
not count. Tests may repeat themselves; generated and published files are not looked at.
"""
import re

from tree import Finding

LINES_MIN = 10
LOOKED_AT = (".c", ".py", ".ts", ".vue", ".sql")
SKIPPED = re.compile(r"_test\.c$|/test_|\.test\.ts$|generated\.ts$|^tests/fuzz/|^bench/")
NOTHING = re.compile(r"^(?:[{}()\[\];,]*|//.*|#.*|import .*|from .*|--.*|return;|break;|else \{?|</?template.*>)$")


def lines_of(text):
    """(number, line) of the lines that say something."""
    stripped = ((number, line.strip()) for number, line in enumerate(text.split("\n"), 1))
    return [(number, line) for number, line in stripped if not NOTHING.match(line)]


def check_copies(tree):
    seen, findings, last = {}, [], {}
    for path, text in sorted(tree.items()):
        if not path.startswith(("src/", "tools/", "web/src/", "tests/")) or not path.endswith(LOOKED_AT) \
                or SKIPPED.search(path):
            continue
        lines = lines_of(text)
        for at in range(len(lines) - LINES_MIN + 1):
            window = tuple(line for _, line in lines[at:at + LINES_MIN])
            number = lines[at][0]
            other = seen.setdefault(window, (path, number))
            if other == (path, number) or (other[0] == path and abs(other[1] - number) < LINES_MIN):
                continue
            # One finding per pair of places, not one per line of it.
            if last.get((path, other[0]), -10 * LINES_MIN) < at - 1:
                findings.append(Finding("copies", path, number, other[0],
                                        f"{LINES_MIN} lines or more stand at {other[0]}:{other[1]} too"))
            last[(path, other[0])] = at
    return findings
