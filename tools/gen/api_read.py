"""Reads .api files: what the outside may ask of a module. The grammar is in docs/decisions/0002-api-files.md."""
import re
from dataclasses import dataclass, field

SCALARS = {"id", "bool", "int", "text", "date", "instant", "money", "decimal", "json", "bytes"}
METHODS = {"GET", "POST", "PUT", "DELETE"}
NAME = re.compile(r"^[a-z][a-z0-9_]*$")


class Wrong(Exception):
    """A mistake in a source file: names the place, so that the build shows it."""


@dataclass
class Field:
    name: str
    base: str  # a scalar, or "module.type" / "module.enum", or "row module.statement"
    is_list: bool = False
    low: int | None = None
    high: int | None = None
    preset: str | None = None
    optional: bool = False
    personal: bool = False
    secret: bool = False
    doc: str = ""


@dataclass
class Enum:
    module: str
    name: str
    choices: list = field(default_factory=list)  # (name, en, zh)


@dataclass
class Type:
    module: str
    name: str
    fields: list = field(default_factory=list)
    doc: str = ""
    is_facts: bool = False


@dataclass
class Fault:
    name: str
    status: int
    field: str
    en: str
    zh: str


@dataclass
class Call:
    """A command or a query."""
    module: str
    name: str
    is_query: bool
    method: str = ""
    path: str = ""
    doc: str = ""
    right: str = ""
    marks: set = field(default_factory=set)  # slow, once, ask, flow, prepare, upload, download
    input: Type | None = None
    facts: Type | None = None
    out: str | None = None  # "module.type"
    faults: list = field(default_factory=list)  # names


@dataclass
class Module:
    name: str
    folder: str
    doc: str = ""
    enums: list = field(default_factory=list)
    types: list = field(default_factory=list)
    calls: list = field(default_factory=list)
    faults: list = field(default_factory=list)


class Lines:
    """The lines of one file with their indentation; comments (#) and blank lines are skipped."""

    def __init__(self, path):
        self.path = path
        self.rows = []
        for number, line in enumerate(path.read_text().splitlines(), 1):
            text = line.rstrip()
            if text.strip() and not text.lstrip().startswith("#"):
                self.rows.append((number, len(text) - len(text.lstrip()), text.strip()))
        self.at = 0

    def peek(self, deeper_than=-1):
        if self.at < len(self.rows) and self.rows[self.at][1] > deeper_than:
            return self.rows[self.at][2]
        return None

    def take(self):
        row = self.rows[self.at]
        self.at += 1
        return row[1], row[2]

    def wrong(self, text):
        number = self.rows[max(self.at - 1, 0)][0]
        return Wrong(f"{self.path}:{number}: {text}")


def read_field(lines, module, text, is_facts):
    parts = re.split(r"\s{2,}(?=[A-Z\"(])", text, maxsplit=1)
    doc = parts[1] if len(parts) > 1 else ""
    words = parts[0].split()
    result = Field(words.pop(0), "", doc=doc)
    if not NAME.match(result.name):
        raise lines.wrong(f"{result.name} is not a name")
    if words[:2] == ["list", "of"]:
        result.is_list = True
        words = words[2:]
    if not words:
        raise lines.wrong(f"{result.name} has no type")
    if words[0] == "pointer":
        if not is_facts:
            raise lines.wrong("pointers stand only in facts")
        result.base, words = "pointer " + words[1], words[2:]
    elif words[0] == "row":
        if not is_facts:
            raise lines.wrong("rows stand only in facts")
        name = words[1] if "." in words[1] else f"{module}.{words[1]}"
        result.base, words = "row " + name, words[2:]
    else:
        base = words.pop(0)
        result.base = base if base in SCALARS or "." in base else f"{module}.{base}"
    while words:
        word = words.pop(0)
        if re.match(r"^-?\d+\.\.-?\d+$", word):
            low, high = word.split("..")
            result.low, result.high = int(low), int(high)
        elif word == "=":
            result.preset = words.pop(0)
        elif word in ("optional", "personal", "secret"):
            setattr(result, word, True)
        else:
            raise lines.wrong(f"what does {word} mean here?")
    return result


def read_fields(lines, module, indent, is_facts=False):
    fields = []
    while lines.peek(indent):
        _, text = lines.take()
        fields.append(read_field(lines, module, text, is_facts))
    return fields


def read_enum(lines, module, name, indent):
    enum = Enum(module, name)
    while lines.peek(indent):
        _, text = lines.take()
        match = re.match(r"^([a-z][a-z0-9_]*)\s+(.+?)\s*\|\s*(.+)$", text)
        if not match:
            raise lines.wrong("a choice is: name  English | 中文")
        enum.choices.append(match.groups())
    return enum


def read_fault(lines, text, known):
    match = re.match(r"^([a-z][a-z0-9_]*)\s+(\d{3})\s+(\S+)\s+(.+?)\s*\|\s*(.+)$", text)
    if not match:
        if NAME.match(text):
            return Fault(text, 0, "", "", "")
        raise lines.wrong("a fault is: name status field  English | 中文")
    name, status, on, en, zh = match.groups()
    return Fault(name, int(status), "" if on == "-" else on, en, zh)


def read_call(lines, module, words, indent, is_query):
    if len(words) != 3 or words[1] not in METHODS:
        raise lines.wrong("a call is: command NAME METHOD /path")
    call = Call(module.name, words[0], is_query, words[1], words[2])
    while lines.peek(indent):
        depth, text = lines.take()
        word, _, rest = text.partition(" ")
        rest = rest.strip()
        if word == "right":
            call.right = rest
        elif word in ("slow", "once", "ask", "flow", "prepare", "upload", "download") and not rest:
            call.marks.add(word)
        elif word == "in" and not rest:
            call.input = Type(module.name, f"{call.name}_in", read_fields(lines, module.name, depth))
        elif word == "facts" and not rest:
            call.facts = Type(module.name, f"{call.name}_facts",
                              read_fields(lines, module.name, depth, True), is_facts=True)
        elif word == "out" and rest:
            if rest.startswith("page of "):
                call.out = page_of(module, rest[len("page of "):].strip())
            else:
                call.out = rest if "." in rest else f"{module.name}.{rest}"
        elif word == "out":
            out = Type(module.name, f"{call.name}_out", read_fields(lines, module.name, depth))
            module.types.append(out)
            call.out = f"{module.name}.{out.name}"
        elif word == "fail":
            while lines.peek(depth):
                _, line = lines.take()
                fault = read_fault(lines, line, module)
                call.faults.append(fault.name)
                if fault.status:
                    module.faults.append(fault)
        elif text[0].isupper() or not text[0].isascii():
            call.doc = f"{call.doc} {text}".strip()
        else:
            raise lines.wrong(f"what does {word} mean in a call?")
    if not call.right:
        raise lines.wrong(f"{call.name} names no right")
    return call


def page_of(module, item):
    """`out page of x`: a type with the items and the cursor of the next page."""
    base = item if "." in item else f"{module.name}.{item}"
    name = base.split(".")[1] + "_page"
    if all(t.name != name for t in module.types):
        module.types.append(Type(module.name, name, [
            Field("items", base, is_list=True),
            Field("next", "text", low=0, high=200, optional=True),
            Field("total", "int", optional=False, preset="-1"),
        ], doc="One page of a list; next is the cursor of the following page."))
    return f"{module.name}.{name}"


def read_api(path, root):
    lines = Lines(path)
    _, text = lines.take()
    if not text.startswith("module "):
        raise lines.wrong("a file begins with: module NAME")
    folder = path.parent.relative_to(root / "src").as_posix()
    module = Module(text.split()[1], folder)
    while lines.peek(0):
        module.doc = f"{module.doc} {lines.take()[1]}".strip()
    while lines.peek():
        indent, text = lines.take()
        word, *words = text.split()
        if word == "enum":
            module.enums.append(read_enum(lines, module.name, words[0], indent))
        elif word == "type":
            module.types.append(Type(module.name, words[0], read_fields(lines, module.name, indent)))
        elif word in ("command", "query"):
            module.calls.append(read_call(lines, module, words, indent, word == "query"))
        elif word == "faults":
            while lines.peek(indent):
                module.faults.append(read_fault(lines, lines.take()[1], module))
        else:
            raise lines.wrong(f"what is {word}?")
    return module
