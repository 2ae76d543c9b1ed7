#!/usr/bin/python3
"""shipped: the rules, the flows and the description of the interface become part of the program.

    shipped.py --root DIR --table FILE.c --bytes FILE.S [--depfile FILE]

Everything in policies/, flows/ and imports/, and api/openapi.json, as they are (.incbin), with a table
in C sorted by path that fits src/command/shipped.h; so one file is the whole program.
"""
import argparse
import hashlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from embed import depfile_of, text_as_str, write_if_changed

FOLDERS = ("policies", "flows", "imports")
FILES = ("api/openapi.json",)


def shipped_files(root):
    found = [path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file()]
    found += [root / name for name in FILES]
    return sorted(found, key=lambda path: path.relative_to(root).as_posix().encode())


def text_of_assembler(files):
    lines = ["// Made by tools/embed: the bytes of what is shipped.", "    .section .rodata"]
    for number, file in enumerate(files):
        tag = hashlib.sha256(file.read_bytes()).hexdigest()[:32]
        lines += [f"    .global shipped_{number} // {tag}: with other bytes this file changes too",
                  "    .balign 16", f"shipped_{number}:", f'    .incbin "{file}"']
    return "\n".join(lines + ['    .section .note.GNU-stack,"",%progbits', ""])


def text_of_table(root, files):
    lines = ["// Made by tools/embed: the table of what is shipped, sorted by path.", '#include "main/assets.h"', ""]
    lines += [f"extern const char shipped_{number}[];" for number in range(len(files))]
    lines += ["", "static const struct shipped_file files[] = {"]
    for number, file in enumerate(files):
        path = text_as_str(file.relative_to(root).as_posix())
        lines.append(f"    {{{path}, {{shipped_{number}, {file.stat().st_size}}}}},")
    lines += ["};", "", f"const struct shipped main_shipped = {{files, {len(files)}}};", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("root", "table", "bytes"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--depfile", type=pathlib.Path)
    options = parser.parse_args()
    root = options.root.resolve()
    files = shipped_files(root)
    write_if_changed(options.bytes, text_of_assembler(files))
    write_if_changed(options.table, text_of_table(root, files))
    if options.depfile:
        options.depfile.write_text(depfile_of(options.table, files + sorted({file.parent for file in files})))
    return 0


if __name__ == "__main__":
    sys.exit(main())
