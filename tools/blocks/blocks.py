#!/usr/bin/python3
"""blocks: the table behind \\p{IsBasicLatin} in src/feel/pattern.c, made at build time from Unicode's Blocks.txt.

    blocks.py [--blocks FILE] --output FILE.c

XML Schema names a block by Unicode's name without blanks, with "Is" before it.
"""
import argparse
import pathlib
import re
import sys

LINE = re.compile(r"^([0-9A-F]{4,6})\.\.([0-9A-F]{4,6}); (.+)$")


def read(text):
    for line in text.splitlines():
        found = LINE.match(line)
        if found:
            yield found.group(3).replace(" ", ""), int(found.group(1), 16), int(found.group(2), 16)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--blocks", type=pathlib.Path, default=pathlib.Path("/usr/share/unicode/Blocks.txt"))
    options.add_argument("--output", type=pathlib.Path, required=True)
    given = options.parse_args()
    if not given.blocks.exists():
        sys.exit(f"there is no {given.blocks}: install Debian's package unicode-data (tools/setup build)")
    blocks = list(read(given.blocks.read_text(encoding="utf-8")))
    rows = "".join(f'    {{"{name}", 0x{first:X}, 0x{last:X}}},\n' for name, first, last in blocks)
    given.output.write_text('#include "feel/pattern.h"\n\n'
                            f"const struct unicode_block unicode_blocks[] = {{\n{rows}}};\n"
                            f"const size_t unicode_block_count = {len(blocks)};\n", encoding="ascii")


if __name__ == "__main__":
    main()
