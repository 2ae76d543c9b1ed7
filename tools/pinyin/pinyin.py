#!/usr/bin/python3
"""pinyin: the table behind src/format/pinyin.c, made at build time from Unicode's Unihan database.

    pinyin.py --unihan DIR --phrases FILE --output FILE.c

Debian's package unicode-data has Unihan_Readings.txt and Unihan_Variants.txt (as .bz2); a .zip with the
same names is read as well. Taken are kMandarin (the customary reading, which comes first), kHanyuPinlu
(by frequency), kTGHZ2013 and kXHC1983 (the dictionaries' other readings), without tones, ü as v; and
kSimplifiedVariant. phrases.txt says where a word is read otherwise. Characters lie in runs, so that the
table needs two bytes each.
"""
import argparse
import bz2
import pathlib
import re
import sys
import unicodedata
import zipfile
from dataclasses import dataclass, field

SOURCES = ["kMandarin", "kHanyuPinlu", "kTGHZ2013", "kXHC1983"]
BASIC = range(0x4E00, 0xA000)
GAP_MAX = 8  # a hole of so many characters is cheaper than a new run


@dataclass
class Table:
    readings: dict = field(default_factory=dict)  # code point -> ["xing", "hang"], commonest first
    simple: dict = field(default_factory=dict)  # code point -> code point
    phrases: dict = field(default_factory=dict)  # word -> ["yin", "hang"]


class Missing(Exception):
    pass


def text_of(folder, name):
    plain, packed, archive = folder / name, folder / (name + ".bz2"), folder / "Unihan.zip"
    if plain.exists():
        return plain.read_text(encoding="utf-8")
    if packed.exists():
        return bz2.decompress(packed.read_bytes()).decode("utf-8")
    if archive.exists():
        with zipfile.ZipFile(archive) as files:
            return files.read(name).decode("utf-8")
    raise Missing(f"there is no {name} in {folder}: install Debian's package unicode-data (tools/setup build)")


def entries(text, wanted):
    """(code point, property, value) of the lines whose property is wanted."""
    for line in text.split("\n"):
        if line.startswith("U+"):
            point, name, value = line.split("\t", 2)
            if name in wanted:
                yield int(point[2:], 16), name, value


def toneless(syllable):
    """lüè -> lve, ḿ -> m."""
    parts = unicodedata.normalize("NFD", syllable.lower())
    parts = parts.replace("u\u0308", "v").replace("u\u0304\u0308", "v")
    out = ""
    for letter in parts:
        if letter == "\u0308":  # behind the tone: u, macron, diaeresis
            out = out[:-1] + "v"
        elif not unicodedata.combining(letter):
            out += letter
    return out


def syllables_of(name, value):
    if name == "kMandarin":
        found = value.split()
    elif name == "kHanyuPinlu":  # zhòng(1823) chóng(329)
        found = [part.split("(")[0] for part in value.split()]
    else:  # 047.150:chóng 481.090:zhòng,zhong
        found = [one for part in value.split() for one in part.split(":")[1].split(",")]
    return [syllable for syllable in map(toneless, found) if re.fullmatch("[a-z]+", syllable)]


def read_readings(text):
    by_source = {name: {} for name in SOURCES}
    for point, name, value in entries(text, SOURCES):
        by_source[name][point] = syllables_of(name, value)
    points = sorted(set().union(*by_source.values()))
    readings = {}
    for point in points:
        found = [syllable for name in SOURCES for syllable in by_source[name].get(point, [])]
        if found:
            readings[point] = list(dict.fromkeys(found))
    return readings


def read_simple(text):
    """Each traditional character's simplified one: of several the first in the basic block."""
    simple = {}
    for point, _, value in entries(text, ["kSimplifiedVariant"]):
        others = [other for other in (int(word[2:], 16) for word in value.split()) if other != point]
        basic = [other for other in others if other in BASIC]
        if basic or (others and point not in BASIC):
            simple[point] = (basic or others)[0]
    for point in simple:  # never twice: a fold of a fold is the fold
        seen = {point}
        while simple[point] in simple and simple[point] not in seen:
            seen.add(simple[point])
            simple[point] = simple[simple[point]]
    return {point: other for point, other in simple.items() if other not in simple}


def read_phrases(text, table):
    for line in text.split("\n"):
        if not line or line.startswith("#"):
            continue
        word, *syllables = line.split()
        assert len(word) == len(syllables), line
        if len(word) == 1:
            known = table.readings[ord(word)]
            table.readings[ord(word)] = list(dict.fromkeys(syllables + known))
        else:
            table.phrases[word] = syllables


def runs_of(points):
    """[first, last] of points that lie close together."""
    runs = []
    for point in points:
        if runs and point - runs[-1][1] <= GAP_MAX:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return runs


def numbers(items, width=16):
    return "".join("    " + ", ".join(map(str, items[at:at + width])) + ",\n" for at in range(0, len(items), width))


def c_text(text):
    """A C literal of UTF-8 bytes, three octal digits each where they are not plain ASCII."""
    return '"' + "".join(chr(b) if b < 128 else f"\\{b:03o}" for b in text.encode()) + '"'


def write(table):
    """The C source: lists of readings, each once; runs of characters; pairs for simplifying; phrases by text."""
    lists = [""] + sorted({" ".join(one) for one in table.readings.values()})
    number_of = {text: number for number, text in enumerate(lists)}
    runs, cells = [], []
    for first, last in runs_of(sorted(table.readings)):
        runs.append(f"{{{first}, {last}, {len(cells)}}}")
        cells += [number_of[" ".join(table.readings.get(point, []))] for point in range(first, last + 1)]
    pairs = [f"{{{point}, {other}}}" for point, other in sorted(table.simple.items())]
    phrases = [f"{{{c_text(word)}, {len(word.encode())}, {c_text(' '.join(syllables))}}}"
               for word, syllables in sorted(table.phrases.items(), key=lambda item: item[0].encode())]
    return f"""// Made by tools/pinyin from Unicode's Unihan database; do not edit.
#include "format/pinyin_table.h"

const char *const pinyin_lists[] = {{
{"".join(f'    "{text}",' + chr(10) for text in lists)}}};

const struct pinyin_run pinyin_runs[] = {{
{numbers(runs, 4)}}};
const size_t pinyin_run_count = {len(runs)};

const uint16_t pinyin_cells[] = {{
{numbers(cells)}}};

const struct pinyin_pair pinyin_pairs[] = {{
{numbers(pairs, 6)}}};
const size_t pinyin_pair_count = {len(pairs)};

const struct pinyin_phrase pinyin_phrases[] = {{
{numbers(phrases, 2)}}};
const size_t pinyin_phrase_count = {len(phrases)};
"""


def make(readings, variants, phrases):
    table = Table(readings=read_readings(readings), simple=read_simple(variants))
    read_phrases(phrases, table)
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unihan", type=pathlib.Path, default="/usr/share/unicode")
    parser.add_argument("--phrases", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    options = parser.parse_args()
    try:
        table = make(text_of(options.unihan, "Unihan_Readings.txt"), text_of(options.unihan, "Unihan_Variants.txt"),
                     options.phrases.read_text(encoding="utf-8"))
    except Missing as trouble:
        sys.exit(f"tools/pinyin: {trouble}")
    options.output.write_text(write(table), encoding="ascii")


if __name__ == "__main__":
    main()
