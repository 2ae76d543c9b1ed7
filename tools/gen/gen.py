#!/usr/bin/python3
"""tools/gen: from .api and .sql files to C, TypeScript, OpenAPI and the reference.

    gen.py inputs | outputs | tools     names of files, for the build
    gen.py write FOLDER                 the C files
    gen.py publish                      api/openapi.json, docs/api.md, web/src/api/generated.ts
    gen.py check                        are the published files what they would be now? exit 1 if not
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import c_write
import publish
from api_read import Wrong, read_api
from sql_read import read_sql

root = pathlib.Path(__file__).resolve().parent.parent.parent


def sources(ending):
    return sorted((root / "src").rglob("*" + ending))


def load():
    modules = [read_api(p, root) for p in sources(".api")]
    sqls = [read_sql(p, root) for p in sources(".sql")]
    return c_write.World(modules, sqls)


def outputs():
    names = []
    for path in sources(".api"):
        names += [f"{path.stem}_api.h", f"{path.stem}_api.c"]
    for path in sources(".sql"):
        names += [f"{path.stem}_sql.h", f"{path.stem}_sql.c"]
    return names + ["catalog.h", "catalog.c"]


def write_if_changed(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def write(folder):
    world, at = load(), 0
    target = pathlib.Path(folder)
    for module in world.modules:
        (target / f"{module.name}_api.h").write_text(c_write.api_header(world, module))
        (target / f"{module.name}_api.c").write_text(c_write.api_source(world, module))
    for s in world.sqls:
        (target / f"{s.module}_sql.h").write_text(c_write.sql_header(world, s))
        (target / f"{s.module}_sql.c").write_text(c_write.sql_source(world, s, at))
        at += len(s.statements)
    (target / "catalog.h").write_text(c_write.CATALOG_H)
    (target / "catalog.c").write_text(c_write.catalog(world))


def main(words):
    verb = words[0] if words else ""
    if verb == "inputs":
        print("\n".join(p.relative_to(root).as_posix() for p in sources(".api") + sources(".sql")))
    elif verb == "outputs":
        print("\n".join(outputs()))
    elif verb == "tools":
        print("\n".join(sorted(p.relative_to(root).as_posix() for p in (root / "tools/gen").glob("*.py"))))
    elif verb == "write":
        write(words[1])
    elif verb == "publish":
        for path, text in publish.all_files(load()).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            write_if_changed(root / path, text)
    elif verb == "check":
        stale = [p for p, text in publish.all_files(load()).items()
                 if not (root / p).exists() or (root / p).read_text() != text]
        for path in stale:
            print(f"{path} is not fresh: run tools/gen/gen.py publish")
        return 1 if stale else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Wrong as wrong:
        sys.exit(str(wrong))
