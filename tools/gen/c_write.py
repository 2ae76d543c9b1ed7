"""Writes C from what api_read and sql_read found: structs, shapes, statements, faults, command tables."""
import re

from api_read import Wrong
import sql_read

KIND = {"id": "ID", "bool": "BOOL", "int": "INT", "text": "TEXT", "date": "DATE", "instant": "INSTANT",
        "money": "MONEY", "decimal": "DECIMAL", "json": "JSON", "bytes": "BYTES"}
CTYPE = {"id": "int64_t", "bool": "bool", "int": "int64_t", "text": "str", "date": "date",
         "instant": "instant", "money": "money", "decimal": "str", "json": "str", "bytes": "str"}
WORD_BASE = {"ID": "id", "INT": "int", "BOOL": "bool", "TEXT": "text", "DAY": "date", "INSTANT": "instant",
             "DECIMAL": "decimal", "JSON": "json", "BYTES": "bytes", "PERSONAL": "text"}
NOTE = "// Made by tools/gen from {source}; do not edit.\n"


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def c_name(dotted):
    return dotted.replace(".", "_")


class World:
    """All modules and statements together, for looking names up."""

    def __init__(self, modules, sqls):
        self.modules, self.sqls = modules, sqls
        self.enums = {f"{m.name}.{e.name}": e for m in modules for e in m.enums}
        self.types = {f"{m.name}.{t.name}": t for m in modules for t in m.types}
        self.faults = {}
        for m in modules:
            for f in m.faults:
                if f.name in self.faults:
                    raise Wrong(f"fault {f.name} is declared twice")
                self.faults[f.name] = f
        self.columns = {}
        for s in sqls:
            for t in s.tables:
                for c in t.columns:
                    self.columns.setdefault(c.name, {}).setdefault(s.module, set()).add(c.word)
        self.statements = {f"{s.module}.{x.name}": x for s in sqls for x in s.statements}

    def c_type(self, f):
        if f.base in CTYPE:
            return CTYPE[f.base]
        if f.base in self.enums:
            return "int32_t"
        if f.base in self.types:
            return f"struct {c_name(f.base)}"
        if f.base.startswith("pointer "):
            return f"struct {f.base[8:]} *"
        if f.base.startswith("row "):
            return f"struct {c_name(f.base[4:])}"
        raise Wrong(f"unknown type {f.base} of {f.name}")


def member(world, f):
    """One line of a struct."""
    kind = world.c_type(f)
    doc = f" // {f.doc}" if f.doc else ""
    if f.is_list:
        return f"    struct {{\n        {kind} *items;\n        size_t count;\n    }} {f.name};{doc}\n"
    is_struct = kind.startswith("struct ") and not kind.endswith("*")
    pointer = "*" if is_struct and f.optional else ""
    space = "" if kind.endswith("*") else " "
    return f"    {kind}{space}{pointer}{f.name};{doc}\n"


def struct_of(world, module, t):
    doc = f"// {t.doc}\n" if t.doc else ""
    body = "".join(member(world, f) for f in t.fields) or "    bool is_empty;\n"
    return f"{doc}struct {module}_{t.name} {{\n{body}}};\nextern const struct shape {module}_{t.name}_shape;\n\n"


def facts_of(world, module, t):
    body = "".join(member(world, f) for f in t.fields) or "    bool is_empty;\n"
    known = "".join(f"struct {f.base[8:]};\n" for f in t.fields if f.base.startswith("pointer "))
    return f"{known}struct {module}_{t.name} {{\n{body}}};\n\n"


def shape_field(world, module, t, f):
    base = f.base
    bits = [f".name = {quoted(f.name)}"]
    if base in KIND:
        bits.append(f".kind = SHAPE_{KIND[base]}")
    elif base in world.enums:
        bits += [".kind = SHAPE_ENUM", f".choices = &{c_name(base)}_choices"]
    else:
        bits += [".kind = SHAPE_STRUCT", f".of = &{c_name(base)}_shape"]
    for flag, on in (("is_list", f.is_list), ("is_optional", f.optional), ("is_personal", f.personal), ("is_secret", f.secret)):
        if on:
            bits.append(f".{flag} = true")
    bits.append(f".offset = offsetof(struct {module}_{t.name}, {f.name})")
    low, high = f.low, f.high
    if low is None:
        low, high = {"text": (0 if f.optional else 1, 200), "int": (-(2 ** 53) + 1, 2 ** 53 - 1)}.get(base, (0, 0))
        if f.is_list:
            low, high = 0, 200
    bits += [f".min = {low}", f".max = {high}"]
    if f.preset is not None:
        preset = f.preset
        if base == "bool":
            preset = {"true": "1", "false": "0"}[preset]
        elif base in world.enums:
            preset = f"{c_name(base)}_{preset}".upper()
        bits += [f".preset = {preset}", ".has_preset = true"]
    return "        {" + ", ".join(bits) + "},\n"


def shape_of(world, module, t):
    name = f"{module}_{t.name}"
    if not t.fields:
        return f"const struct shape {name}_shape = {{.name = {quoted(t.name)}, .size = sizeof(struct {name})}};\n\n"
    rows = "".join(shape_field(world, module, t, f) for f in t.fields)
    order = ", ".join(str(at) for at in sorted(range(len(t.fields)), key=lambda at: t.fields[at].name))
    return (f"static const struct shape_field {name}_fields[] = {{\n{rows}}};\n"
            f"static const uint8_t {name}_sorted[] = {{{order}}};\n"
            f"const struct shape {name}_shape = {{.name = {quoted(t.name)}, .size = sizeof(struct {name}),\n"
            f"    .fields = {name}_fields, .field_count = {len(t.fields)}, .sorted = {name}_sorted}};\n\n")


def sorted_types(world, module, types):
    """Types whose structs stand inside others come first."""
    done, out = set(), []

    def visit(t, path):
        if t.name in done:
            return
        if t.name in path:
            raise Wrong(f"{module.name}.{t.name} contains itself")
        for f in t.fields:
            inner = world.types.get(f.base)
            if inner and inner.module == module.name:
                visit(inner, path | {t.name})
        done.add(t.name)
        out.append(t)

    for t in types:
        visit(t, set())
    return out


def prototypes(module, call):
    prefix, name = module.name, call.name
    given = f"const struct {prefix}_{name}_in *in"
    out = f"struct {c_name(call.out)} *ret_out" if call.out else ""
    if call.is_query:
        return f"MUST_USE fault {prefix}_query_{name}(struct query *query, {given}, {out});\n"
    facts = f"struct {prefix}_{name}_facts *facts" if call.facts else ""
    lines = ""
    if "prepare" in call.marks:
        lines += f"MUST_USE fault {prefix}_prepare_{name}(struct store_reader *reader, struct job *job,\n    struct {prefix}_{name}_in *in);\n"
    if call.facts:
        lines += f"MUST_USE fault {prefix}_load_{name}(struct store_reader *reader, struct job *job,\n    {given}, {facts});\n"
    rest = ", ".join(x for x in (f"const {facts}" if facts else "", "struct changes *changes", out) if x)
    if "ask" in call.marks:
        lines += f"MUST_USE fault {prefix}_ask_{name}(struct job *job, {given}, {facts});\n"
    lines += f"MUST_USE fault {prefix}_decide_{name}(struct job *job, {given}, {rest});\n"
    if "flow" in call.marks:
        lines += f"MUST_USE fault {prefix}_flow_{name}(struct job *job, const {facts}, struct changes *changes);\n"
    return lines


def api_header(world, module):
    name = module.name
    out = NOTE.format(source=f"{name}.api") + f"#ifndef GEN_{name.upper()}_API_H\n#define GEN_{name.upper()}_API_H\n\n"
    out += '#include "base/base.h"\n#include "base/shape.h"\n#include "command/command.h"\n'
    others = sorted({f.base.split(".")[0] for t in all_types(module) for f in t.fields if "." in f.base and not f.base.startswith("row ")} | {c.out.split(".")[0] for c in module.calls if c.out})
    out += "".join(f'#include "{o}_api.h"\n' for o in others if o != name and o in {m.name for m in world.modules})
    rows = sorted({f.base.split(".")[0].replace("row ", "") for t in all_types(module) for f in t.fields if f.base.startswith("row ")})
    out += "".join(f'#include "{o}_sql.h"\n' for o in rows) + "\n"
    for enum in module.enums:
        prefix = f"{name}_{enum.name}"
        out += f"enum {prefix} {{\n    {prefix.upper()}_UNSET,\n"
        out += "".join(f"    {prefix}_{c[0]}".upper() + f", // {c[1]} {c[2]}\n" for c in enum.choices) + "};\n"
        out += f"extern const struct shape_enum {prefix}_choices;\n\n"
    for t in sorted_types(world, module, module.types):
        out += struct_of(world, name, t)
    for call in module.calls:
        out += struct_of(world, name, call.input)
        if call.facts:
            out += facts_of(world, name, call.facts)
    out += "".join(f"extern const struct fault {f.name};\n" for f in module.faults) + "\n"
    out += "".join(prototypes(module, call) for call in module.calls)
    out += f"\nextern const struct command_set {name}_commands;\n\n#endif\n"
    return out


def all_types(module):
    return module.types + [c.input for c in module.calls] + [c.facts for c in module.calls if c.facts]


def thunks(module, call):
    prefix, name = module.name, call.name
    out = ""
    given = f"(const struct {prefix}_{name}_in *)job->in"
    facts = f"(struct {prefix}_{name}_facts *)job->facts" if call.facts else ""
    ret = f"(struct {c_name(call.out)} *)job->out" if call.out else ""
    if call.is_query:
        return (f"static fault run_{name}(struct query *query, const void *in, void *ret_out) {{\n"
                f"    return {prefix}_query_{name}(query, in, ret_out);\n}}\n")
    if "prepare" in call.marks:
        out += f"static fault prepare_{name}(struct store_reader *reader, struct job *job) {{\n    return {prefix}_prepare_{name}(reader, job, job->in);\n}}\n"
    if call.facts:
        out += f"static fault load_{name}(struct store_reader *reader, struct job *job) {{\n    return {prefix}_load_{name}(reader, job, {given}, {facts});\n}}\n"
    if "ask" in call.marks:
        out += f"static fault ask_{name}(struct job *job) {{\n    return {prefix}_ask_{name}(job, {given}, {facts});\n}}\n"
    rest = ", ".join(x for x in ("job", given, facts, "changes", ret) if x)
    out += f"static fault decide_{name}(struct job *job, struct changes *changes) {{\n    return {prefix}_decide_{name}({rest});\n}}\n"
    if "flow" in call.marks:
        out += f"static fault flow_{name}(struct job *job, struct changes *changes) {{\n    return {prefix}_flow_{name}(job, {facts}, changes);\n}}\n"
    return out


def command_row(module, call):
    prefix, name = module.name, call.name
    bits = [f".name = {quoted(name)}", f".module = {quoted(prefix)}", f".method = {quoted(call.method)}",
            f".path = {quoted(call.path)}", f".right = {quoted(call.right)}", f".in = &{prefix}_{name}_in_shape"]
    if call.out:
        bits.append(f".out = &{c_name(call.out)}_shape")
    if call.is_query:
        bits.append(f".query = run_{name}")
    else:
        for stage, on in (("prepare", "prepare" in call.marks), ("load", call.facts), ("ask", "ask" in call.marks), ("decide", True), ("flow", "flow" in call.marks)):
            if on:
                bits.append(f".{stage} = {stage}_{name}")
    if call.facts:
        bits.append(f".facts_size = sizeof(struct {prefix}_{name}_facts)")
    for mark in ("slow", "once", "upload", "download"):
        if mark in call.marks:
            bits.append(f".is_{mark} = true")
    if call.out and call.out.endswith("_page"):
        bits.append(".is_list = true")
    return "    {" + ",\n     ".join(bits) + "},\n"


def api_source(world, module):
    name = module.name
    out = NOTE.format(source=f"{name}.api") + f'#include "{name}_api.h"\n\n#include <stddef.h>\n\n'
    for enum in module.enums:
        prefix = f"{name}_{enum.name}"
        rows = "".join(f"    {{{quoted(c[0])}, {quoted(c[1])}, {quoted(c[2])}}},\n" for c in enum.choices)
        out += f'static const struct shape_choice {prefix}_names[] = {{\n    {{"", "", ""}},\n{rows}}};\n'
        out += f"const struct shape_enum {prefix}_choices = {{{quoted(enum.name)}, {prefix}_names, {len(enum.choices)}}};\n\n"
    for t in sorted_types(world, module, module.types):
        out += shape_of(world, name, t)
    for call in module.calls:
        out += shape_of(world, name, call.input)
    for f in module.faults:
        out += f"const struct fault {f.name} = {{{quoted(f.name)}, {f.status}, {quoted(f.field)},\n    {quoted(f.en)}, {quoted(f.zh)}}};\n"
    out += "\n" + "".join(thunks(module, call) for call in module.calls)
    rows = "".join(command_row(module, call) for call in module.calls)
    out += (f"\nstatic const struct command {name}_rows[] = {{\n{rows}}};\n"
            f"const struct command_set {name}_commands = {{{quoted(name)}, {name}_rows, {len(module.calls)}}};\n")
    return out


# --- SQL -----------------------------------------------------------------------------------------


def words_in_tables(world, sql, name):
    """What columns of that name are in the tables that the statement names; the alias decides where it can."""
    tables = {t.name: t for s in world.sqls for t in s.tables}
    named = re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE) (\w+)(?: (?!SET|WHERE|ON|ORDER|LEFT|JOIN|GROUP|VALUES)(\w+))?", sql)
    aliases = {alias or table: tables[table] for table, alias in named if table in tables}
    exact = re.search(rf"\b(\w+)\.{name}\b(?! AS)", sql.split(" FROM ")[0])
    inside = [aliases[exact.group(1)]] if exact and exact.group(1) in aliases else aliases.values()
    return {c.word for t in inside for c in t.columns if c.name == name}


def word_of(world, sql_file, statement, name):
    """The column word of a parameter or result column."""
    if name in statement.notes:
        return statement.notes[name]
    found = world.columns.get(name, {})
    words = words_in_tables(world, statement.sql, name)
    if len(words) != 1:
        words = found.get(sql_file.module) or set().union(*found.values()) if found else set()
    if len(words) != 1:
        raise Wrong(f"{statement.place}: say what {name} is with `-- : {name} WORD` ({sorted(words)})")
    return next(iter(words))


def join_money(names, word):
    """amount, amount_currency → one money value. Yields (name, word, is_money)."""
    result, skip = [], False
    for i, name in enumerate(names):
        if skip:
            skip = False
        elif i + 1 < len(names) and names[i + 1] == name + "_currency":
            result.append((name, None, True))
            skip = True
        else:
            result.append((name, word(name), False))
    return result


def column_type(world, word):
    if word.startswith("ENUM("):
        return "int32_t"
    return CTYPE[WORD_BASE[word]]


def column_row(world, struct, name, word, is_money, place):
    offset = f"offsetof(struct {struct}, {name})"
    if is_money:
        return f"    {{{quoted(name)}, SHAPE_MONEY, false, {offset}, NULL}},\n"
    if word.startswith("ENUM("):
        enum = word[5:-1]
        if enum not in world.enums:
            raise Wrong(f"{place}: unknown enum {enum}")
        return f"    {{{quoted(name)}, SHAPE_ENUM, false, {offset}, &{c_name(enum)}_choices}},\n"
    personal = "true" if word == "PERSONAL" else "false"
    return f"    {{{quoted(name)}, SHAPE_{KIND[WORD_BASE[word]]}, {personal}, {offset}, NULL}},\n"


def money_grouped(names, sql_names):
    return names


def sql_parts(world, sql_file, statement):
    names, text = sql_read.parameters(statement.sql)
    word = lambda n: word_of(world, sql_file, statement, n)
    ins = join_money(names, word)
    outs = []
    if statement.kind != "write":
        columns = sql_read.select_columns(statement.sql)
        if statement.as_type:
            t = world.types.get(statement.as_type)
            if not t:
                raise Wrong(f"{statement.place}: unknown type {statement.as_type}")
            fields = {f.name: f for f in t.fields}
            outs = join_money(columns, lambda n: "?")
            for name, _, is_money in outs:
                if name not in fields or fields[name].is_list:
                    raise Wrong(f"{statement.place}: {statement.as_type} has no single field {name}")
                if is_money != (fields[name].base == "money"):
                    raise Wrong(f"{statement.place}: {name} is money on one side only")
        else:
            outs = join_money(columns, word)
    return ins, outs, text


def as_word(world, sql_file, statement, f):
    back = {"id": "ID", "int": "INT", "bool": "BOOL", "text": "TEXT", "date": "DAY", "instant": "INSTANT",
            "decimal": "DECIMAL", "json": "JSON", "bytes": "BYTES"}
    if f.base in world.enums:
        return f"ENUM({f.base})"
    if f.base not in back:
        raise Wrong(f"{statement.place}: {f.name} cannot come from a column")
    known = world.columns.get(f.name, {}).get(sql_file.module, set())
    if f.base == "text" and "PERSONAL" in (statement.notes.get(f.name), *known):
        return "PERSONAL"
    return back[f.base]


def sql_header(world, s):
    guard = f"GEN_{s.module.upper()}_SQL_H"
    out = NOTE.format(source=f"{s.module}.sql") + f"#ifndef {guard}\n#define {guard}\n\n"
    out += '#include "base/base.h"\n#include "store/store.h"\n'
    if any(x.as_type for x in s.statements):
        out += "".join(f'#include "{m}_api.h"\n' for m in sorted({x.as_type.split(".")[0] for x in s.statements if x.as_type}))
    body = ""
    for x in s.statements:
        ins, outs, _ = sql_parts(world, s, x)
        prefix = f"{s.module}_{x.name}"
        fields = lambda cols: "".join(f"    {'money' if m else column_type(world, w)} {n};\n" for n, w, m in cols)
        if ins:
            body += f"struct {prefix}_in {{\n{fields(ins)}}};\n"
        row = f"struct {c_name(x.as_type)}" if x.as_type else f"struct {prefix}"
        if x.kind != "write" and not x.as_type:
            body += f"struct {prefix} {{\n{fields(outs)}}};\n"
        body += f"extern const struct store_statement {prefix}_statement;\n"
        given = f"const struct {prefix}_in *in" if ins else None
        in_arg = "in" if ins else "NULL"
        if x.kind == "read_one":
            args = ", ".join(a for a in ("struct store_reader *reader", given, "struct arena *arena", f"{row} *ret_row", "bool *ret_is_there") if a)
            body += (f"static inline MUST_USE fault {prefix}({args}) {{\n"
                     f"    struct store_slot slot = {{.arena = arena, .row = ret_row}};\n"
                     f"    fault trouble = store_read_one(reader, &{prefix}_statement, {in_arg}, &slot);\n"
                     f"    if (trouble == NULL) *ret_is_there = slot.is_there;\n"
                     f"    return trouble;\n}}\n\n")
        elif x.kind == "read_many":
            body += f"struct {prefix}_list {{\n    {row} *items;\n    size_t count;\n}};\n"
            args = ", ".join(a for a in ("struct store_reader *reader", given, "struct arena *arena", f"struct {prefix}_list *ret_rows") if a)
            body += (f"static inline MUST_USE fault {prefix}({args}) {{\n"
                     f"    struct shape_list rows = {{0}};\n"
                     f"    fault trouble = store_read_many(reader, &{prefix}_statement, {in_arg}, arena, &rows);\n"
                     f"    if (trouble == NULL) *ret_rows = (struct {prefix}_list){{rows.items, rows.count}};\n"
                     f"    return trouble;\n}}\n\n")
        else:
            args = ", ".join(a for a in ("struct changes *changes", given) if a)
            size = f"sizeof(struct {prefix}_in)" if ins else "0"
            body += (f"static inline void {prefix}({args}) {{\n"
                     f"    changes_add(changes, &{prefix}_statement, {in_arg}, {size});\n}}\n\n")
    return out + "\n" + body + "#endif\n"


def sql_source(world, s, first_index):
    out = NOTE.format(source=f"{s.module}.sql") + f'#include "{s.module}_sql.h"\n\n#include <stddef.h>\n'
    enums = sorted({w[5:-1].split(".")[0] for x in s.statements for _, w, _ in sum(sql_parts(world, s, x)[:2], []) if w and w.startswith("ENUM(")})
    out += "".join(f'#include "{m}_api.h"\n' for m in enums) + "\n"
    for i, x in enumerate(s.statements):
        ins, outs, text = sql_parts(world, s, x)
        prefix = f"{s.module}_{x.name}"
        if x.as_type:
            fields = {f.name: f for f in world.types[x.as_type].fields}
            outs = [(n, None if m else as_word(world, s, x, fields[n]), m) for n, _, m in outs]
        row = c_name(x.as_type) if x.as_type else prefix
        bits = [f".name = {quoted(s.module + '.' + x.name)}", f".sql = {quoted(text)}", f".index = {first_index + i}",
                f".is_write = {'true' if x.kind == 'write' else 'false'}"]
        if x.is_kept:
            bits += [".is_kept = true"]
        if ins:
            rows = "".join(column_row(world, prefix + "_in", n, w, m, x.place) for n, w, m in ins)
            out += f"static const struct store_column {prefix}_ins[] = {{\n{rows}}};\n"
            bits += [f".ins = {prefix}_ins", f".in_count = {len(ins)}"]
        if outs:
            rows = "".join(column_row(world, row, n, w, m, x.place) for n, w, m in outs)
            out += f"static const struct store_column {prefix}_outs[] = {{\n{rows}}};\n"
            bits += [f".outs = {prefix}_outs", f".out_count = {len(outs)}", f".row_size = sizeof(struct {row})"]
        out += f"const struct store_statement {prefix}_statement = {{" + ",\n    ".join(bits) + "};\n\n"
    return out


def catalog(world):
    """All statements and the schema in both dialects, and all command sets."""
    out = NOTE.format(source="all .api and .sql files")
    out += '#include "catalog.h"\n\n' + "".join(f'#include "{s.module}_sql.h"\n' for s in world.sqls)
    out += "".join(f'#include "{m.name}_api.h"\n' for m in world.modules)
    names = [f"{s.module}_{x.name}_statement" for s in world.sqls for x in s.statements]
    out += "\nstatic const struct store_statement *const statements[] = {\n" + "".join(f"    &{n},\n" for n in names) + "};\n"
    for dialect, write in (("sqlite", sql_read.sqlite_ddl), ("postgres", sql_read.postgres_ddl)):
        out += f"static const char *const {dialect}_schema[] = {{\n" + "".join(f"    {quoted(write(d))},\n" for s in world.sqls for d in s.schema) + "};\n"
    total = sum(len(s.schema) for s in world.sqls)
    out += (f"const struct store_catalog catalog_store = {{statements, {len(names)}, sqlite_schema, postgres_schema, {total}}};\n\n"
            "static const struct command_set *const sets[] = {\n" + "".join(f"    &{m.name}_commands,\n" for m in world.modules) + "};\n"
            f"const struct command_catalog catalog_commands = {{sets, {len(world.modules)}}};\n")
    return out


CATALOG_H = NOTE.format(source="all .api and .sql files") + """#ifndef GEN_CATALOG_H
#define GEN_CATALOG_H

#include "command/command.h"
#include "store/store.h"

extern const struct store_catalog catalog_store;
extern const struct command_catalog catalog_commands;

#endif
"""
