#!/usr/bin/python3
"""zones: the table behind src/feel/zones.c, made at build time from the system's time zone data.

    zones.py [--zoneinfo DIR] --output FILE.c

Debian's package tzdata has one TZif file (RFC 8536) per zone. Of each the transitions are taken, and the
rule of its footer for the years behind them; zones that are alike share both. FEEL is pure: it may not open
files when an expression is evaluated, so the zones are inside the program (docs/decisions/0023).
"""
import argparse
import pathlib
import re
import struct
import sys

MAGIC = b"TZif"
HEADER = 44
NOT_ZONES = {"posix", "right", "posixrules", "localtime", "Factory"}
ABBREVIATION = r"(?:<[^>]+>|[A-Za-z]+)"
FOOTER = re.compile(rf"^{ABBREVIATION}([+-]?[\d:]+)(?:{ABBREVIATION}([+-]?[\d:]+)?,([^,]+),([^,]+))?$")
RULE = re.compile(r"^M(\d+)\.(\d)\.(\d)(?:/(-?[\d:]+))?$")


class Malformed(Exception):
    pass


def seconds(text):
    """-3:30 -> -12600."""
    sign = -1 if text.startswith("-") else 1
    parts = [int(part) for part in text.lstrip("+-").split(":")]
    return sign * sum(part * unit for part, unit in zip(parts, (3600, 60, 1)))


def read_rule(text):
    found = RULE.match(text)
    if not found:
        raise Malformed(f"rule {text!r}")
    month, week, weekday, at = found.groups()
    return int(month), int(week), int(weekday), seconds(at or "2")


def read_footer(text):
    """"CET-1CEST,M3.5.0,M10.5.0/3" -> (3600, 7200, rule, rule); west is positive there, here east is."""
    found = FOOTER.match(text)
    if not found:
        raise Malformed(f"footer {text!r}")
    standard = -seconds(found.group(1))
    if not found.group(3):
        return standard, None, None, None
    daylight = -seconds(found.group(2)) if found.group(2) else standard + 3600
    return standard, daylight, read_rule(found.group(3)), read_rule(found.group(4))


def read_zone(data):
    """(offset before everything, ((moment, offset behind it) ...), footer)."""
    if data[:4] != MAGIC or data[4:5] < b"2":
        raise Malformed("not TZif of version 2 or later")
    at, size = 0, 4
    for turn in range(2):  # the first block has 32 bits; the second is what counts
        isut, isstd, leap, count, types, chars = struct.unpack(">6I", data[at + 20:at + HEADER])
        body = at + HEADER
        at = body + count * (size + 1) + types * 6 + chars + leap * (size + 4) + isstd + isut
        if turn == 0:
            size = 8
    moments = struct.unpack(f">{count}q", data[body:body + count * 8])
    kinds = data[body + count * 8:body + count * 9]
    offsets = [struct.unpack(">i", data[p:p + 4])[0]
               for p in range(body + count * 9, body + count * 9 + types * 6, 6)]
    changes, last = [], offsets[0]
    for moment, kind in zip(moments, kinds):
        if offsets[kind] != last:
            changes.append((moment, offsets[kind]))
        last = offsets[kind]
    return offsets[0], tuple(changes), read_footer(data[at:].strip().decode("ascii"))


def zone_files(folder):
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name.split("/")[0] not in NOT_ZONES and path.read_bytes()[:4] == MAGIC:
            yield name, path


def write(zones, out):
    known = {}
    out.write('#include "feel/zones.h"\n\n')
    for name, zone in zones:
        if zone in known:
            continue
        known[zone] = len(known)
        before, changes, (standard, daylight, start, end) = zone
        number = known[zone]
        pairs = "".join(f"{{{moment}, {offset}}}," for moment, offset in changes) or "{0, 0}"
        out.write(f"static const struct zone_change changes_{number}[] = {{{pairs}}};\n")
        has = "true" if start else "false"
        rules = ", ".join("{%d, %d, %d, %d}" % (rule or (0, 0, 0, 0)) for rule in (start, end))
        out.write(f"static const struct zone zone_{number} = {{changes_{number}, {len(changes)}, {before}, "
                  f"{standard}, {daylight if start else standard}, {has}, {rules}}};\n")
    out.write("const struct zone_name zone_names[] = {\n")
    for name, zone in sorted(zones):
        out.write(f'    {{"{name}", &zone_{known[zone]}}},\n')
    out.write(f"}};\nconst size_t zone_name_count = {len(zones)};\n")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--zoneinfo", type=pathlib.Path, default=pathlib.Path("/usr/share/zoneinfo"))
    options.add_argument("--output", type=pathlib.Path, required=True)
    given = options.parse_args()
    zones = [(name, read_zone(path.read_bytes())) for name, path in zone_files(given.zoneinfo)]
    if not zones:
        sys.exit(f"there are no zones in {given.zoneinfo}: install Debian's package tzdata (tools/setup build)")
    with given.output.open("w", encoding="ascii") as out:
        write(zones, out)


if __name__ == "__main__":
    main()
