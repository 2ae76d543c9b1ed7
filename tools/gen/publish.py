"""The published faces of the interface: OpenAPI 3.1, the TypeScript types of the pages, the reference."""
import json
import re

from c_write import World


def all_types(world):
    for m in world.modules:
        for t in m.types:
            yield m, t, f"{m.name}.{t.name}"
        for c in m.calls:
            yield m, c.input, f"{m.name}.{c.name}_in"


def pascal(dotted):
    return "".join(w.capitalize() for w in re.split(r"[._]", dotted))


# --- TypeScript ----------------------------------------------------------------------------------


TS = {"id": "number", "bool": "boolean", "int": "number", "text": "string", "date": "string", "instant": "string",
      "money": "Money", "decimal": "string", "json": "unknown", "bytes": "string"}


def ts_type(world, f):
    base = TS.get(f.base) or pascal(f.base)
    if f.is_list:
        return f"{base}[]"
    return base


def may_be_left_out(f):
    return f.optional or f.preset is not None or (f.is_list and not f.low)


def ts_field(world, f, is_input):
    may_lack = is_input and may_be_left_out(f)
    nullable = " | null" if f.optional and not f.is_list else ""
    doc = f"  /** {f.doc} */\n" if f.doc else ""
    return f"{doc}  {f.name}{'?' if may_lack else ''}: {ts_type(world, f)}{nullable};\n"


def typescript(world):
    out = "// Made by tools/gen from the .api files; do not edit.\n\n"
    out += "export interface Money {\n  amount: string;\n  currency: string;\n}\n\n"
    for m in world.modules:
        for e in m.enums:
            name = pascal(f"{m.name}.{e.name}")
            out += f"export type {name} = {' | '.join(repr(c[0]) for c in e.choices)};\n".replace('"', "'")
            rows = "".join(f"  {c[0]}: {{ en: {json.dumps(c[1])}, zh: {json.dumps(c[2], ensure_ascii=False)} }},\n" for c in e.choices)
            out += f"export const {name}Names: Record<{name}, {{ en: string; zh: string }}> = {{\n{rows}}};\n\n"
    inputs = input_types(world)
    for m, t, name in all_types(world):
        body = "".join(ts_field(world, f, name in inputs) for f in t.fields)
        out += f"export interface {pascal(name)} {{\n{body}}}\n\n" if body else f"export type {pascal(name)} = Record<string, never>;\n\n"
    out += "export interface Calls {\n"
    for m in world.modules:
        for c in m.calls:
            if c.right == "system":
                continue
            faults = " | ".join(f"'{f}'" for f in sorted(set(c.faults))) or "never"
            result = pascal(c.out) if c.out else "null"
            out += f"  {c.name}: {{ in: {pascal(m.name + '.' + c.name + '_in')}; out: {result}; faults: {faults} }};\n"
    out += "}\n\nexport type CallName = keyof Calls;\n\n"
    out += ("export interface Route {\n  method: 'GET' | 'POST' | 'PUT' | 'DELETE';\n  path: string;\n  right: string;\n"
            "  isQuery: boolean;\n}\n\nexport const routes: Record<CallName, Route> = {\n")
    for m in world.modules:
        for c in m.calls:
            if c.right != "system":
                out += f"  {c.name}: {{ method: '{c.method}', path: '{c.path}', right: '{c.right}', isQuery: {'true' if c.is_query else 'false'} }},\n"
    out += "};\n\nexport const limits = {\n"
    for m, t, name in all_types(world):
        for f in t.fields:
            if f.base == "text" and name in inputs and not f.is_list:
                low, high = (f.low, f.high) if f.low is not None else (0 if f.optional else 1, 200)
                out += f"  '{name}.{f.name}': {{ min: {low}, max: {high} }},\n"
    return out + "} as const;\n"


def input_types(world):
    """Names of the types that stand in inputs, however deep."""
    found = set()

    def visit(name, t):
        if name in found:
            return
        found.add(name)
        for f in t.fields:
            if f.base in world.types:
                visit(f.base, world.types[f.base])

    for m in world.modules:
        for c in m.calls:
            visit(f"{m.name}.{c.name}_in", c.input)
    return found


# --- OpenAPI --------------------------------------------------------------------------------------


def schema_of(world, f):
    simple = {
        "id": {"type": "integer", "minimum": 1}, "bool": {"type": "boolean"}, "int": {"type": "integer"},
        "text": {"type": "string"}, "date": {"type": "string", "format": "date"},
        "instant": {"type": "string", "format": "date-time"}, "money": {"$ref": "#/components/schemas/Money"},
        "decimal": {"type": "string"}, "json": {}, "bytes": {"type": "string", "contentEncoding": "base64"},
    }
    out = dict(simple[f.base]) if f.base in simple else {"$ref": f"#/components/schemas/{f.base}"}
    if f.base == "text" and not f.is_list:
        out["minLength"], out["maxLength"] = (f.low, f.high) if f.low is not None else (0 if f.optional else 1, 200)
    if f.base == "int" and f.low is not None and not f.is_list:
        out["minimum"], out["maximum"] = f.low, f.high
    if f.is_list:
        out = {"type": "array", "items": out, "maxItems": f.high if f.high else 200}
    if f.optional and not f.is_list:
        out = {"anyOf": [out, {"type": "null"}]} if "$ref" in out else {**out, "type": [out["type"], "null"]} if "type" in out else out
    if f.doc:
        out["description"] = f.doc
    return out


def object_schema(world, t, skip=(), is_input=True):
    fields = [f for f in t.fields if f.name not in skip]
    out = {"type": "object", "properties": {f.name: schema_of(world, f) for f in fields}, "additionalProperties": False}
    required = [f.name for f in fields if not (may_be_left_out(f) if is_input else f.optional)]
    if required:
        out["required"] = required
    return out


def operation(world, m, c):
    in_path = re.findall(r"\{(\w+)\}", c.path)
    op = {"operationId": c.name, "tags": [m.name], "summary": c.doc, "x-right": c.right, "parameters": []}
    for f in c.input.fields:
        if f.name in in_path or c.method in ("GET", "DELETE") or ("upload" in c.marks and f.base != "bytes"):
            op["parameters"].append({"name": f.name, "in": "path" if f.name in in_path else "query",
                                     "required": f.name in in_path or (not f.optional and f.preset is None), "schema": schema_of(world, f)})
    if "upload" in c.marks:
        op["requestBody"] = {"content": {"application/octet-stream": {}}}
    elif c.method in ("POST", "PUT"):
        op["requestBody"] = {"content": {"application/json": {"schema": object_schema(world, c.input, in_path)}}}
    ok = {"description": c.doc or "Done."}
    if "download" in c.marks:
        ok["content"] = {"application/octet-stream": {}}
    elif c.out:
        ok["content"] = {"application/json": {"schema": {"$ref": f"#/components/schemas/{c.out}"}}}
    op["responses"] = {"200" if c.out else "204": ok}
    for name in sorted(set(c.faults)):
        fault = world.faults[name]
        code = str(fault.status)
        text = f"{name}: {fault.en}"
        if code in op["responses"]:
            op["responses"][code]["description"] += f" · {text}"
        else:
            op["responses"][code] = {"description": text, "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    return op


def openapi(world):
    schemas = {
        "Money": {"type": "object", "properties": {"amount": {"type": "string"}, "currency": {"type": "string", "minLength": 3, "maxLength": 3}}, "required": ["amount", "currency"]},
        "Problem": {"type": "object", "description": "RFC 9457", "properties": {k: {"type": "string"} for k in ("type", "title", "fault", "field", "en", "zh")} | {"status": {"type": "integer"}}},
    }
    inputs = input_types(world)
    for m in world.modules:
        for e in m.enums:
            schemas[f"{m.name}.{e.name}"] = {"type": "string", "enum": [c[0] for c in e.choices]}
        for t in m.types:
            schemas[f"{m.name}.{t.name}"] = object_schema(world, t, is_input=f"{m.name}.{t.name}" in inputs)
    paths = {}
    for m in world.modules:
        for c in m.calls:
            if c.right != "system":
                paths.setdefault(c.path, {})[c.method.lower()] = operation(world, m, c)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Mingli 明礼", "version": "0.1.0", "license": {"name": "Apache-2.0"},
                 "description": "Made by tools/gen from the .api files. Every list of pages also answers under its path with .csv and .xlsx."},
        "components": {"schemas": schemas, "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "mingli"}, "token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"session": []}, {"token": []}],
        "paths": paths,
    }


# --- Reference ------------------------------------------------------------------------------------


def reference(world):
    out = "# The interface\n\nMade by `tools/gen` from the `.api` files; do not edit. The same as `api/openapi.json`, to read.\n"
    for m in world.modules:
        out += f"\n## {m.name}\n\n{m.doc}\n"
        for c in m.calls:
            if c.right == "system":
                continue
            out += f"\n### {c.name}\n\n`{c.method} {c.path}` · right `{c.right}` · {'query' if c.is_query else 'command'}\n\n{c.doc}\n"
            if c.input.fields:
                out += "\n| field | type | |\n| --- | --- | --- |\n"
                for f in c.input.fields:
                    kind = ("list of " if f.is_list else "") + f.base + (f" {f.low}..{f.high}" if f.low is not None else "")
                    notes = ", ".join(x for x in ("optional" if f.optional else "", f"preset {f.preset}" if f.preset else "", "personal" if f.personal else "", "secret" if f.secret else "", f.doc) if x)
                    out += f"| {f.name} | {kind} | {notes} |\n"
            if c.out:
                out += f"\nAnswers `{c.out}`.\n"
            if c.faults:
                out += "\n| refusal | status | | |\n| --- | --- | --- | --- |\n"
                for name in c.faults:
                    x = world.faults[name]
                    out += f"| {name} | {x.status} | {x.en} | {x.zh} |\n"
    return out


def all_files(world: World):
    for m in world.modules:
        for c in m.calls:
            for name in c.faults:
                if name not in world.faults:
                    raise SystemExit(f"{m.name}.{c.name}: fault {name} is declared nowhere")
    files = {"api/openapi.json": json.dumps(openapi(world), ensure_ascii=False, indent=1) + "\n", "docs/api.md": reference(world)}
    files["web/src/api/generated.ts"] = typescript(world)
    return files
