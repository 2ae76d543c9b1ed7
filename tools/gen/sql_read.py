"""Reads .sql files: a module's tables as they are now, and every statement that it uses.

    -- Why this table is as it is.
    CREATE TABLE contacts (id ID PRIMARY KEY, name PERSONAL NOT NULL, …);
    -- read by_id one [as customers.contact]     one | many; `as` reads into an .api type; `kept` at the
                                                end: changes rarely, the writer keeps the rows (store/kept.h)
    -- : total INT                                types of names that are no column
    SELECT … WHERE id = :id;
    -- write insert_contact
    INSERT INTO …;
    -- part summary                              text that statements below take in with @summary
    SELECT … FROM …;
"""
import re
from dataclasses import dataclass, field

from api_read import Wrong

# Our column words → (SQLite, PostgreSQL). In STRICT tables SQLite takes INTEGER, TEXT, BLOB, REAL.
WORDS = {
    "ID": ("INTEGER", "BIGINT"), "INT": ("INTEGER", "BIGINT"), "BOOL": ("INTEGER", "BOOLEAN"),
    "TEXT": ("TEXT", "TEXT"), "DAY": ("INTEGER", "INTEGER"), "INSTANT": ("INTEGER", "BIGINT"),
    "DECIMAL": ("TEXT", "TEXT"), "JSON": ("TEXT", "TEXT"), "BYTES": ("BLOB", "BYTEA"),
    "PERSONAL": ("BLOB", "BYTEA"), "ENUM": ("TEXT", "TEXT"),
}
TYPE_WORD = re.compile(r"\b(ID|INT|BOOL|DAY|INSTANT|DECIMAL|JSON|BYTES|PERSONAL|ENUM\([a-z_.]+\))(?=[\s,)])")


@dataclass
class Column:
    name: str
    word: str
    not_null: bool


@dataclass
class Table:
    name: str
    sql: str
    columns: list = field(default_factory=list)


@dataclass
class Statement:
    name: str
    kind: str  # read_one, read_many, write
    sql: str = ""
    as_type: str | None = None
    is_kept: bool = False
    notes: dict = field(default_factory=dict)  # name -> word
    place: str = ""


@dataclass
class SqlFile:
    module: str
    folder: str
    tables: list = field(default_factory=list)
    schema: list = field(default_factory=list)  # CREATE statements, in order
    statements: list = field(default_factory=list)


def split_top(text):
    """Splits at commas outside brackets."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += c == "("
        depth -= c == ")"
        if c == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    parts.append(text[start:].strip())
    return [p for p in parts if p]


def read_table(sql, place):
    match = re.match(r"CREATE TABLE (\w+)\s*\((.*)\)\s*$", sql, re.S)
    if not match:
        raise Wrong(f"{place}: cannot read this table")
    table = Table(match.group(1), sql)
    for part in split_top(match.group(2)):
        words = part.split()
        if words[0] in ("PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "CONSTRAINT"):
            continue
        word = words[1]
        if word.split("(")[0] not in WORDS:
            raise Wrong(f"{place}: {table.name}.{words[0]}: unknown column word {word}")
        table.columns.append(Column(words[0], word, "NOT NULL" in part or "PRIMARY KEY" in part))
    return table


def strip_comments(text):
    return "\n".join(line.split("-- ")[0].rstrip() if "-- " in line else line for line in text.splitlines())


def read_sql(path, root):
    folder = path.parent.relative_to(root / "src").as_posix()
    result = SqlFile(path.stem, folder)
    head, body, parts = None, [], {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        place = f"{path}:{number}"
        stripped = line.strip()
        match = re.match(r"^-- (read|write) (\w+)(?: (one|many))?(?: as ([a-z_.]+))?( kept)?$", stripped)
        if match and not body:
            verb, name, count, as_type, kept = match.groups()
            if verb == "read" and not count:
                raise Wrong(f"{place}: a read is one or many")
            head = Statement(name, "write" if verb == "write" else f"read_{count}", is_kept=bool(kept), place=place)
            if kept and verb == "write":
                raise Wrong(f"{place}: only what is read is kept")
            if as_type:
                head.as_type = as_type if "." in as_type else f"{path.stem}.{as_type}"
            continue
        match = re.match(r"^-- part (\w+)$", stripped)
        if match and not body:
            head = Statement(match.group(1), "part", place=place)
            continue
        match = re.match(r"^-- : (.+)$", stripped)
        if match and head and not body:
            for pair in match.group(1).split(","):
                key, word = pair.split()
                head.notes[key] = word
            continue
        if not body and (not stripped or stripped.startswith("--")):
            continue
        body.append(line.split(" -- ")[0].rstrip() if " -- " in line else line.rstrip())
        if not stripped.split(" -- ")[0].rstrip().endswith(";"):
            continue
        sql = "\n".join(b for b in body if not b.strip().startswith("--")).strip().rstrip(";")
        body = []
        if sql.startswith("CREATE"):
            if head:
                raise Wrong(f"{place}: {head.name} has no statement")
            if sql.startswith("CREATE TABLE"):
                result.tables.append(read_table(sql, place))
            result.schema.append(sql)
            continue
        if not head:
            raise Wrong(f"{place}: a statement without a name")
        head.sql = take_parts_in(re.sub(r"\s+", " ", sql), parts, place)
        if head.kind == "part":
            parts[head.name] = head
        else:
            for name in re.findall(r"@(\w+)", sql):
                head.notes = {**parts[name].notes, **head.notes}
            result.statements.append(head)
        head = None
    if head or body:
        raise Wrong(f"{path}: the last statement does not end")
    return result


def take_parts_in(sql, parts, place):
    for name in re.findall(r"@(\w+)", sql):
        if name not in parts:
            raise Wrong(f"{place}: there is no part {name}")
    return re.sub(r"@(\w+)", lambda m: parts[m.group(1)].sql, sql)


def sqlite_ddl(sql):
    out = TYPE_WORD.sub(lambda m: WORDS[m.group(1).split("(")[0]][0], sql)
    if not sql.startswith("CREATE TABLE"):
        return out
    # A table whose key is not one whole number is best kept as that key's own index.
    is_numbered = re.search(r"\b(ID|INT) PRIMARY KEY", sql)
    return out + (" STRICT" if is_numbered else " STRICT, WITHOUT ROWID")


def postgres_ddl(sql):
    return TYPE_WORD.sub(lambda m: WORDS[m.group(1).split("(")[0]][1], sql)


def select_columns(sql):
    """Names of the result columns of a SELECT (or of RETURNING)."""
    text = sql
    if text.upper().startswith("WITH"):
        depth = 0
        for i, c in enumerate(text):
            depth += c == "("
            depth -= c == ")"
            if depth == 0 and text[i:i + 8].upper() == " SELECT ":
                text = text[i + 1:]
                break
    match = re.match(r"SELECT (?:DISTINCT )?", text, re.I)
    depth, end = 0, len(text)
    for i in range(match.end(), len(text)):
        depth += text[i] == "("
        depth -= text[i] == ")"
        if depth == 0 and re.match(r" FROM ", text[i:], re.I):
            end = i
            break
    names = []
    for part in split_top(text[match.end():end]):
        alias = re.search(r"\bAS (\w+)$", part, re.I)
        name = alias.group(1) if alias else part.split(".")[-1]
        if not re.match(r"^\w+$", name):
            raise Wrong(f"name this column with AS: {part}")
        names.append(name)
    return names


def parameters(sql):
    """Names in order of first use, and the text with ? numbers."""
    names = []

    def number(match):
        name = match.group(1)
        if name not in names:
            names.append(name)
        return f"?{names.index(name) + 1}"

    # not inside quotes; '::' is PostgreSQL's cast and is not used
    pieces = re.split(r"('[^']*')", sql)
    text = "".join(p if p.startswith("'") else re.sub(r":([a-z_]\w*)", number, p) for p in pieces)
    return names, text
