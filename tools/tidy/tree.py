"""The tree as tidy sees it: path -> text, and C files cut into functions and declarations.

A tree is a plain dict, so that a test can make one in a line. C is read by a small scanner, not by a
parser: it blanks out comments, texts and preprocessor lines (keeping every line where it was) and
then counts braces. That is enough for code which clang-format has laid out, and it takes
milliseconds where a compiler takes seconds.
"""
import functools
import os
import pathlib
import re
from dataclasses import dataclass

SKIPPED_FOLDERS = {".git", "node_modules", "dist", "__pycache__", "data", ".cache", ".tools"}
TEXT_ENDINGS = (".c .h .py .sh .sql .api .md .json .ts .vue .js .mjs .css .html .xml .dmn .bpmn .talk .story "
                ".feel .txt .csv .yml .toml .build .svg").split()
TEXT_NAMES = {"dev", "run", "LAYERS", "Makefile", "exempt", "sources", "setup", "run-tests"}
SIZE_MAX = 2 << 20


@dataclass(frozen=True)
class Finding:
    rule: str
    path: str
    line: int
    name: str  # what an exemption calls it: a function, a word, a fault; or ""
    text: str

    def key(self):
        return f"{self.rule} {self.path}{':' + self.name if self.name else ''}"


@dataclass(frozen=True)
class Function:
    name: str
    line: int
    last_line: int
    parameters: int
    is_static: bool
    is_declaration: bool


def load(root):
    """Reads every text file under root that a person wrote."""
    files = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS and not is_build(root, folder, f))
        for name in names:
            path = pathlib.Path(folder, name)
            if path.suffix not in TEXT_ENDINGS and name not in TEXT_NAMES:
                continue
            if path.is_symlink() or path.stat().st_size > SIZE_MAX:
                continue
            try:
                files[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # test data may be broken on purpose
    return files


def is_build(root, folder, name):
    return os.path.samefile(folder, root) and (name == "build" or name.startswith("build-"))


TOKEN = re.compile(r"""
    (?P<line_comment>//[^\n]*)
  | (?P<block_comment>/\*.*?\*/)
  | (?P<text>"(?:\\.|[^"\\\n])*")
  | (?P<char>'(?:\\.|[^'\\\n])*')
""", re.VERBOSE | re.DOTALL)


def blank(text):
    """Spaces for everything but line ends."""
    return re.sub(r"[^\n]", " ", text)


@functools.cache
def code_of(source, keeps_texts=False):
    """The C source without comments and (unless kept) without the insides of texts."""
    def replace(match):
        if match.lastgroup in ("text", "char"):
            return match.group() if keeps_texts else '"' + " " * (len(match.group()) - 2) + '"'
        return blank(match.group())
    return TOKEN.sub(replace, source)


DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
ATTRIBUTE = re.compile(r"__attribute__\s*\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)")
HEAD = re.compile(r"(?P<before>[\w\s\*]*?[\s\*])(?P<name>[A-Za-z_]\w*)\s*\((?P<list>.*)\)\s*$", re.DOTALL)
NOT_FUNCTIONS = {"if", "for", "while", "switch", "return", "sizeof"}


@functools.cache
def functions_of(source):
    """Functions defined and declared at the outermost level of a C source."""
    code = ATTRIBUTE.sub(lambda m: blank(m.group()), DIRECTIVE.sub(lambda m: blank(m.group()), code_of(source)))
    found = []
    depth, start, open_head = 0, 0, None
    for match in re.finditer(r"[{};]", code):
        at, byte = match.start(), match.group()
        if byte == "{":
            if depth == 0:
                open_head = head_of(code, start, at)
            depth += 1
        elif byte == "}":
            depth = max(0, depth - 1)
            if depth == 0:
                if open_head:
                    found.append(make_function(open_head, line_of(code, at), False))
                    start = at + 1
                open_head = None
        elif depth == 0:
            head = head_of(code, start, at)
            if head:
                found.append(make_function(head, line_of(code, at), True))
            start = at + 1
    return found


def head_of(code, start, end):
    text = code[start:end]
    if "=" in text or "(" not in text:
        return None
    match = HEAD.match(text)
    if not match or not match.group("before").strip() or match.group("name") in NOT_FUNCTIONS:
        return None
    if re.search(r"\b(typedef|return)\b", match.group("before")) or not is_balanced(match.group("list")):
        return None
    first = start + len(text) - len(text.lstrip())
    return match.group("name"), code.count("\n", 0, first) + 1, match.group("list"), match.group("before")


def is_balanced(text):
    depth = 0
    for byte in text:
        depth += (byte == "(") - (byte == ")")
        if depth < 0:
            return False
    return depth == 0


def make_function(head, last_line, is_declaration):
    name, line, parameters, before = head
    return Function(name, line, last_line, count_parameters(parameters), bool(re.search(r"\bstatic\b", before)),
                    is_declaration)


def count_parameters(text):
    if text.strip() in ("", "void"):
        return 0
    depth, count = 0, 1
    for byte in text:
        depth += (byte in "([") - (byte in ")]")
        count += byte == "," and depth == 0
    return count


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def folder_of(path):
    """src/domain/people/people.c -> domain/people"""
    return str(pathlib.PurePosixPath(path).parent).removeprefix("src/")


def c_files(tree, inside="src/", endings=(".c", ".h")):
    return {path: text for path, text in sorted(tree.items()) if path.startswith(inside) and path.endswith(endings)}
