#!/usr/bin/python3
"""A second verifier of the transparency log, of another make: nothing of Mingli, only Python's standard library.

    verify_log.py FOLDER|URL [--key KEY] [--checkpoint FILE]... [--witness KEY]... [--token TOKEN]
    verify_log.py --receipt FILE [--key KEY] [--checkpoint FILE]...

FOLDER is what `mingli export log` wrote, URL a server's https://…/tlog. Every entry is hashed anew (RFC 6962), the
tree built, and compared with all stored hashes, with the log's signed checkpoint and with older checkpoints that
somebody kept (--checkpoint). Give the log's key with --key: the one that lies beside the log proves nothing against
whoever can write there. Says "intact" and ends with 0, or names the first thing that is wrong and ends with 1.
Formats: C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof; RFC 8032 for Ed25519.
"""
import argparse
import base64
import hashlib
import json
import pathlib
import sys
import urllib.request


class Wrong(Exception):
    """What is wrong, in words for people."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# ---- Ed25519 (RFC 8032, section 5.1.7): verification only, with the numbers of its section 6 -------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def point_of(data):
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, message, signature):
    a, r = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if None in (a, r) or len(key) != 32 or len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    x, y, z, _ = times(8, a)
    (x1, y1, z1, _), (x2, y2, z2, _) = times(s, BASE), add(r, times(h, a))
    is_small = x % P == 0 and (y - z) % P == 0  # a key of small order signs everything
    return not is_small and (x1 * z2 - x2 * z1) % P == 0 and (y1 * z2 - y2 * z1) % P == 0


# ---- The tree (RFC 6962, section 2.1) --------------------------------------------------------------------------------
def grow(edge, hash_, size):
    """The hash of the leaf that is number `size` joins the right edge {height: hash}; yields what it completes."""
    height = 0
    yield 0, size, hash_
    while size >> height & 1:
        hash_ = sha256(b"\1", edge.pop(height), hash_)
        height += 1
        yield height, size >> height, hash_
    edge[height] = hash_


def root_of(edge):
    root = b""
    for height in sorted(edge):
        root = sha256(b"\1", edge[height], root) if root else edge[height]
    return root or sha256()


def root_by_proof(index, size, hash_, proof):
    """RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size or any(len(one) != 32 for one in [hash_, *proof]):
        raise Wrong(f"entry {index} is not among {size}, or the proof is malformed")
    node, last = index, size - 1
    for other in proof:
        if last == 0:
            raise Wrong("the inclusion proof is too long")
        if node & 1 or node == last:
            hash_ = sha256(b"\1", other, hash_)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            hash_ = sha256(b"\1", hash_, other)
        node, last = node >> 1, last >> 1
    if last:
        raise Wrong("the inclusion proof is too short")
    return hash_


# ---- Keys, notes, checkpoints (C2SP) ---------------------------------------------------------------------------------
def unbase64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:  # unused bits: one value has one text
        raise Wrong(f"{text[:20]!r} is not canonical base64")
    return data


class Key:
    def __init__(self, text):
        parts = text.strip().split("+", 2)
        data = unbase64(parts[2]) if len(parts) == 3 else b""
        if len(data) != 33 or data[0] not in (1, 4):
            raise Wrong("this is not the text of a key")
        self.name, self.kind, self.bytes = parts[0], data[0], data[1:]
        self.id = sha256(self.name.encode(), b"\n", data)[:4]
        if parts[1] != self.id.hex():
            raise Wrong("the key's id is not that of its bytes")

    def has_signed(self, text, signature):
        if self.kind == 1:
            return is_signed(self.bytes, text.encode(), signature)
        time = int.from_bytes(signature[:8], "big")
        return is_signed(self.bytes, f"cosignature/v1\ntime {time}\n{text}".encode(), signature[8:])


def open_note(note, keys):
    """The text of a note and the names of the keys that signed it."""
    text, _, lines = note.rpartition("\n\n")
    text, signed = text + "\n", set()
    if not lines.endswith("\n") or any(ord(c) < 32 and c != "\n" for c in note):
        raise Wrong("not a signed note")
    for line in lines[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, data = rest.partition(" ")
        signature = unbase64(data)
        if dash != "\u2014" or len(signature) < 5:
            raise Wrong("not a signed note")
        for key in keys:
            if (key.name, key.id) != (name, signature[:4]):
                continue
            if not key.has_signed(text, signature[4:]):
                raise Wrong(f"the signature of {name} does not hold")
            signed.add(name)
    return text, signed


def read_checkpoint(note, key, witnesses=()):
    text, signed = open_note(note, [key, *witnesses])
    lines = text.split("\n")
    missing = [one.name for one in (key, *witnesses) if one.name not in signed]
    if missing or len(lines) < 4 or lines[0] != key.name:
        raise Wrong(f"the checkpoint is not signed by {', '.join(missing) or key.name}")
    root = unbase64(lines[2])
    if not lines[1].isdecimal() or str(int(lines[1])) != lines[1] or len(root) != 32:
        raise Wrong("the checkpoint is malformed")
    return int(lines[1]), root


def notes_of(text):
    """Notes that stand one after the other in a file."""
    note, is_end = "", False
    for line in text.splitlines(True):
        if is_end and not line.startswith("\u2014"):
            yield note
            note, is_end = "", False
        is_end |= line == "\n"
        note += line
    if note:
        yield note


# ---- The files -------------------------------------------------------------------------------------------------------
def reader_of(place, token):
    def read(name):
        try:
            if "://" not in place:
                return (pathlib.Path(place) / name).read_bytes()
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            request = urllib.request.Request(f"{place.rstrip('/')}/{name}", headers=headers)
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read()
        except OSError as why:
            raise Wrong(f"{name} cannot be read: {why}") from why
    return read


def tile_name(level, index, width):
    digits = f"{index % 1000:03d}"
    while index >= 1000:
        index //= 1000
        digits = f"x{index % 1000:03d}/{digits}"
    return f"tile/{level}/{digits}" + (f".p/{width}" if width < 256 else "")


def leaves_of(bundle, first, width):
    at = 0
    for index in range(first, first + width):
        size = int.from_bytes(bundle[at:at + 2], "big")
        if at + 2 + size > len(bundle):
            raise Wrong(f"entry {index}: the bundle is cut")
        yield index, bundle[at + 2:at + 2 + size]
        at += 2 + size
    if at != len(bundle):
        raise Wrong(f"entry {first + width - 1}: bytes behind the bundle's last entry")


def compare(read, size, kept, hash_, level, index):
    """A hash with the stored one; kept holds the last tile of each level."""
    tile, place = divmod(index, 256)
    if kept.get(level, (None,))[0] != tile:
        width = min(256, (size >> 8 * level) - tile * 256)
        kept[level] = tile, read(tile_name(level, tile, width))
        if len(kept[level][1]) != 32 * width:
            raise Wrong(f"{tile_name(level, tile, width)} has another size")
    if kept[level][1][32 * place:32 * place + 32] != hash_:
        first, last = index << 8 * level, (index + 1 << 8 * level) - 1
        raise Wrong(f"entry {first}: altered, it is not what its stored hash says" if level == 0 else
                    f"entries {first} to {last}: the stored hash above them was altered")


def verify_log(read, key, older, witnesses):
    size, root = read_checkpoint(read("checkpoint").decode(), key, witnesses)
    due = {}
    for old_size, old_root in older:
        due.setdefault(old_size, set()).add(old_root)
    if due and max(due) > size:
        raise Wrong(f"entries {size} to {max(due) - 1}: cut off the end; a signed checkpoint covers them")
    due.setdefault(size, set()).add(root)
    kept, edge, agreed = {}, {}, 0
    if due.get(0, set()) - {root_of({})}:
        raise Wrong("checkpoint of size 0: another root")
    for first in range(0, size, 256):
        width = min(256, size - first)
        for index, leaf in leaves_of(read(tile_name("entries", first // 256, width)), first, width):
            for height, place, hash_ in grow(edge, sha256(b"\0", leaf), index):
                if height % 8 == 0:
                    compare(read, size, kept, hash_, height // 8, place)
            if due.get(index + 1, set()) - {root_of(edge)}:
                raise Wrong(f"entries {agreed} to {index}: altered; the signed root of size {index + 1} is another")
            agreed = index + 1 if index + 1 in due else agreed
    return f"intact: {size} entries, {len(due)} checkpoints, root {base64.b64encode(root).decode()}"


def verify_receipt(receipt, key, older):
    size, root = read_checkpoint(receipt["checkpoint"], key)
    leaf = receipt["leaf"].encode()
    proof = [unbase64(text) for text in receipt["proof"]]
    if root_by_proof(receipt["index"], size, sha256(b"\0", leaf), proof) != root:
        raise Wrong(f"entry {receipt['index']}: not what the signed checkpoint of size {size} covers")
    if any((size, root) != one for one in older if one[0] == size):
        raise Wrong(f"checkpoint of size {size}: there are two of them, validly signed")
    return f"intact: entry {receipt['index']} of {size}, {json.loads(leaf)['command']} at {json.loads(leaf)['at']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("place", nargs="?")
    for name, many in ("receipt", 0), ("key", 0), ("token", 0), ("checkpoint", 1), ("witness", 1):
        parser.add_argument(f"--{name}", **({"action": "append", "default": []} if many else {}))
    options = parser.parse_args()
    if bool(options.place) == bool(options.receipt):
        parser.error("name a folder, an address or a receipt")
    read = reader_of(options.place, options.token)
    try:
        receipt = json.loads(pathlib.Path(options.receipt).read_text(encoding="utf-8")) if options.receipt else None
        key = Key(options.key or (receipt["key"] if receipt else read("key").decode()))
        older = [read_checkpoint(note, key) for path in options.checkpoint
                 for note in notes_of(pathlib.Path(path).read_text(encoding="utf-8"))]
        witnesses = [Key(text) for text in options.witness]
        print(verify_receipt(receipt, key, older) if receipt else verify_log(read, key, older, witnesses))
    except (Wrong, OSError, ValueError, KeyError, TypeError) as why:
        print(f"wrong: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
