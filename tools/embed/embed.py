#!/usr/bin/python3
"""embed: the built pages (web/dist) become part of the program (docs/decisions/0014).

    embed.py --web build|prebuilt|off|auto --root DIR --table FILE.c --bytes FILE.S [--depfile FILE]

Writes the bytes (.incbin of each file: as it is, and compressed where that is smaller) and a table in C,
sorted by path for a binary search. `build` first builds the pages where their sources
changed; `prebuilt` takes web/dist as it lies there; `off` writes an empty table; `auto` builds where
the pages' packages are installed (and goes on without pages where that fails), else takes what is there.
"""
import argparse
import fcntl
import gzip
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
from dataclasses import dataclass

TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
    ".json": "application/json", ".png": "image/png",
    ".ico": "image/x-icon", ".webp": "image/webp", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json", ".xml": "application/xml", ".wasm": "application/wasm",
}
COMPRESSED = {".html", ".js", ".mjs", ".css", ".svg", ".json", ".txt", ".webmanifest", ".xml", ".wasm"}
SAVING_MIN = 0.95  # a variant that is not at least 5 % smaller is not worth its place
SOURCES_SKIPPED = {"node_modules", "dist", ".vite"}
STAMP = ".built-from"  # in web/dist: the hash of the sources that it was built from


@dataclass
class Variant:
    name: str  # symbol: asset_3_br
    file: pathlib.Path
    size: int
    etag: str


@dataclass
class Asset:
    path: str  # "/assets/index-3f2a.js"
    type: str
    is_immutable: bool
    plain: Variant
    brotli: Variant | None
    gzip: Variant | None


def source_files(web):
    found = []
    for folder, folders, names in os.walk(web):
        folders[:] = sorted(name for name in folders if name not in SOURCES_SKIPPED)
        found += [pathlib.Path(folder, name) for name in sorted(names)]
    return found


def hash_of(files, root):
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(root)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def build_pages(root):
    """Builds where the sources differ from those of the last build; two builds never at once. What went wrong."""
    web = root / "web"
    stamp = web / "dist" / STAMP
    (root / "build").mkdir(exist_ok=True)
    with open(root / "build/web.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = hash_of(source_files(web), web)
        if stamp.is_file() and stamp.read_text() == wanted:
            return ""
        environment = os.environ | {"PATH": f"{root}/.tools/node_modules/.bin:{os.environ['PATH']}", "NO_COLOR": "1"}
        # Only what makes files: types, form and budgets are checked by tools/run-tests.
        result = subprocess.run(["npx", "--no-install", "vite", "build", "--logLevel", "warn"], cwd=web,
                                env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)
        if result.returncode:
            return f"The pages could not be built (tools/setup build brings their packages):\n{result.stdout}"
        stamp.write_text(wanted)
    return ""


def brotli(data):
    """By the program of that name: Python's library has none. None where it is not installed."""
    if not shutil.which("brotli"):
        return None
    command = ["brotli", "--quality=11", "--stdout", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def compress(kind, data, cache):
    """Compressed bytes, kept by content so that a second build costs nothing."""
    kept = cache / f"{hashlib.sha256(data).hexdigest()}.{kind}"
    if not kept.exists():
        packed = brotli(data) if kind == "br" else gzip.compress(data, 9, mtime=0)
        if packed is None:
            return None
        cache.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_bytes(packed)
        part.rename(kept)
    return kept


def is_immutable(path):
    """What Vite names by its content; everything else is asked for again."""
    return path.startswith("/assets/")


def read_asset(number, file, dist, cache):
    data = file.read_bytes()
    tag = hashlib.sha256(data).hexdigest()[:32]
    path = "/" + file.relative_to(dist).as_posix()

    def packed(kind):
        kept = compress(kind, data, cache) if file.suffix in COMPRESSED else None
        if kept is None or kept.stat().st_size > len(data) * SAVING_MIN:
            return None
        return Variant(f"asset_{number}_{kind}", kept, kept.stat().st_size, tag)

    if file.suffix not in TYPES:
        sys.exit(f"embed: {path} has an ending of no known type; add it to TYPES")
    return Asset(path, TYPES[file.suffix], is_immutable(path), Variant(f"asset_{number}", file, len(data), tag),
                 packed("br"), packed("gz"))


def read_assets(dist, cache):
    """In the byte order of their paths, which is what the server's search relies on."""
    files = [file for file in dist.rglob("*") if file.is_file() and file.name != STAMP]
    files.sort(key=lambda file: ("/" + file.relative_to(dist).as_posix()).encode())
    return [read_asset(number, file, dist, cache) for number, file in enumerate(files)]


def variants(asset):
    return [variant for variant in (asset.plain, asset.brotli, asset.gzip) if variant]


def text_of_assembler(assets):
    lines = ["// Made by tools/embed: the bytes of the pages.", "    .section .rodata"]
    for asset in assets:
        for variant in variants(asset):
            lines += [f"    .global {variant.name} // {variant.etag}: with other bytes this file changes too",
                      "    .balign 16", f"{variant.name}:", f'    .incbin "{variant.file}"']
    return "\n".join(lines + ['    .section .note.GNU-stack,"",%progbits', ""])


def text_of_table(assets):
    """C that fits src/http/static.h; main/assets.h declares it."""
    lines = ["// Made by tools/embed: the table of the pages, sorted by url.", '#include "main/assets.h"', ""]
    lines += [f"extern const char {variant.name}[];" for asset in assets for variant in variants(asset)]
    lines += ["", "static const struct http_asset assets[] = {"]
    for asset in assets:
        lines += ["    {", f"        .url = {text_as_str(asset.path)},", f"        .type = {text_as_str(asset.type)},",
                  f"        .etag = {text_as_str(asset.plain.etag)},"]
        if asset.is_immutable:
            lines.append("        .is_immutable = true,")
        for field, variant in (("identity", asset.plain), ("br", asset.brotli), ("gzip", asset.gzip)):
            if variant:
                lines.append(f"        .{field} = {{{variant.name}, {variant.size}}},")
        lines.append("    },")
    lines += ["    {.is_immutable = false}, // so that the array is never empty", "};", "",
              f"const struct http_assets main_assets = {{assets, {len(assets)}}};", ""]
    return "\n".join(lines)


def text_as_str(text):
    return f'{{"{text}", {len(text.encode())}}}'


def depfile_of(target, files):
    def escaped(file):
        return str(file).replace(" ", "\\ ")
    return f"{escaped(target)}: {' '.join(escaped(file) for file in files)}\n"


def write_if_changed(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def choose(wanted, root):
    if wanted != "auto":
        return wanted
    has_npm = shutil.which("npm", path=f"{root}/.tools/node_modules/.bin:{os.environ['PATH']}")
    if (root / "web/node_modules").is_dir() and has_npm:
        return "build"
    return "prebuilt" if (root / "web/dist/index.html").is_file() else "off"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--web", choices=["auto", "build", "prebuilt", "off"], default="auto")
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--table", type=pathlib.Path, required=True)
    parser.add_argument("--bytes", type=pathlib.Path, required=True)
    parser.add_argument("--depfile", type=pathlib.Path)
    options = parser.parse_args()
    root = options.root.resolve()
    dist = root / "web/dist"
    way = choose(options.web, root)
    trouble = build_pages(root) if way == "build" else ""
    if trouble and options.web == "build":
        sys.exit(trouble)
    if trouble:  # who works on C goes on without pages, and is told
        print(trouble, file=sys.stderr)
        way = "off"
    if way == "prebuilt" and not (dist / "index.html").is_file():
        sys.exit("embed: -Dweb=prebuilt, but there is no web/dist/index.html")
    assets = read_assets(dist, root / "build/packed") if way != "off" else []
    write_if_changed(options.bytes, text_of_assembler(assets))
    write_if_changed(options.table, text_of_table(assets))
    if options.depfile:
        seen = [asset.plain.file for asset in assets]
        if way == "build" or trouble:
            sources = source_files(root / "web")
            seen += sources + sorted({file.parent for file in sources})
        options.depfile.write_text(depfile_of(options.table, seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
