#!/usr/bin/python3
"""Gives the log's newest checkpoint away, so that a rewritten log contradicts what others hold.

    publish.py CONFIG            once; a timer calls it again (docs/operating.md)

CONFIG is JSON: {"log": "http://127.0.0.1:8420", "state": "/var/lib/mingli/published.json", "targets": [
    {"kind": "file", "path": "/mnt/audit/checkpoints"},             one note behind the other
    {"kind": "webhook", "url": "https://auditor.example/hook"},     POST of the note
    {"kind": "mail", "command": ["sendmail", "-t"], "to": "audit@example.com"},
    {"kind": "witness", "url": "https://witness.example"}]}         C2SP tlog-witness, whose signature goes back

What a target did not take is tried again at the next call, after pauses that double up to a day. The state file says
for each target which size it has, when, how often it was tried since and what went wrong. Needs no login: everything
that it reads is public, and a witness's signature says itself who made it. Ends with 1 where a target is behind.
"""
import base64
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

PAUSE_MIN, PAUSE_MAX, SECONDS = 60, 24 * 3600, 30


class Refused(Exception):
    """What a target said, in words."""


def ask(url, body=None, kind="text/plain; charset=utf-8"):
    request = urllib.request.Request(url, data=body, headers={"Content-Type": kind} if body is not None else {})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return answer.read()


def size_of(note):
    return int(note.split("\n")[1])


# ---- Consistency, out of public tiles (RFC 9162 § 2.1.4.1) -----------------------------------------------------------
class Tree:
    def __init__(self, log, size):
        self.log, self.size, self.tiles = log, size, {}

    def hashes(self, level, index):
        if (level, index) not in self.tiles:
            digits, rest = f"{index % 1000:03d}", index // 1000
            while rest:
                digits, rest = f"x{rest % 1000:03d}/{digits}", rest // 1000
            width = min(256, (self.size >> 8 * level) - index * 256)
            path = f"tile/{level}/{digits}" + (f".p/{width}" if width < 256 else "")
            data = ask(f"{self.log}/tlog/{path}")
            self.tiles[level, index] = [data[i:i + 32] for i in range(0, len(data), 32)]
        return self.tiles[level, index]

    def hash(self, start, end):
        """Of the entries start .. end-1."""
        width = end - start
        height = width.bit_length() - 1
        if width == 1 << height and start % width == 0 and height % 8 == 0:
            place = start >> height
            return self.hashes(height // 8, place // 256)[place % 256]
        split = 1 << (width - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + self.hash(start, start + split) + self.hash(start + split, end)).digest()

    def consistency(self, old, start=0, end=None, is_whole=True):
        end = self.size if end is None else end
        if old == end:
            return [] if is_whole else [self.hash(start, end)]
        split = start + (1 << (end - start - 1).bit_length() - 1)
        if old <= split:
            return self.consistency(old, start, split, is_whole) + [self.hash(split, end)]
        return self.consistency(old, split, end, False) + [self.hash(start, split)]


# ---- Targets ---------------------------------------------------------------------------------------------------------
def to_file(target, note, _log, _state):
    with open(target["path"], "a", encoding="utf-8") as out:
        out.write(note)
        out.flush()
        os.fsync(out.fileno())


def to_webhook(target, note, _log, _state):
    ask(target["url"], note.encode())


def to_mail(target, note, _log, _state):
    text = (f"To: {target['to']}\nSubject: {note.partition(chr(10))[0]} {size_of(note)}\nMIME-Version: 1.0\n"
            f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{note}")
    done = subprocess.run(target["command"], input=text.encode(), capture_output=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise Refused(done.stderr.decode(errors="replace")[-300:] or f"status {done.returncode}")


def to_witness(target, note, log, state):
    """add-checkpoint; a witness that knows another size says so (409), and is asked once more."""
    for _ in range(2):
        old = state.get("witness_size", 0)
        proof = Tree(log, size_of(note)).consistency(old) if 0 < old < size_of(note) else []
        lines = "".join(base64.b64encode(one).decode() + "\n" for one in proof)
        try:
            signatures = ask(f"{target['url'].rstrip('/')}/add-checkpoint", f"old {old}\n{lines}\n{note}".encode())
            break
        except urllib.error.HTTPError as why:
            text = why.read().decode(errors="replace").strip()
            if why.code != 409 or not text.isdecimal() or int(text) == old:
                raise Refused(f"{why.code} {text[:200]}") from why
            state["witness_size"] = int(text)
    else:
        raise Refused("the witness changes its mind about the size")
    state["witness_size"] = size_of(note)
    body = json.dumps({"note": note + signatures.decode()}).encode()
    try:
        ask(f"{log}/api/log/cosignatures", body, "application/json")
    except urllib.error.HTTPError as why:
        fault = json.loads(why.read() or b"{}").get("fault")
        if fault != "cosignature_known":
            raise Refused(f"the log refuses the witness's signature: {fault}") from why


KINDS = {"file": to_file, "webhook": to_webhook, "mail": to_mail, "witness": to_witness}


# ---- The round -------------------------------------------------------------------------------------------------------
def name_of(target):
    return f"{target['kind']} {target.get('path') or target.get('url') or target.get('to')}"


def publish(target, note, log, state, now):
    if state.get("size") == size_of(note) or now < state.get("next", 0):
        return
    try:
        KINDS[target["kind"]](target, note, log, state)
    except (Refused, OSError, ValueError, subprocess.SubprocessError) as why:
        state["tries"] = state.get("tries", 0) + 1
        state["trouble"] = str(why)[:400]
        state["next"] = now + min(PAUSE_MAX, PAUSE_MIN << min(state["tries"] - 1, 20))
        return
    state |= {"size": size_of(note), "at": now, "tries": 0, "trouble": "", "next": 0}


def write(path, value):
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as out:
        json.dump(value, out, ensure_ascii=False, indent=1)
        out.flush()
        os.fsync(out.fileno())
    os.replace(out.name, path)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    config = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    unknown = {target["kind"] for target in config["targets"]} - set(KINDS)
    if unknown:
        print(f"no such kind: {', '.join(unknown)}", file=sys.stderr)
        return 2
    log, path = config["log"].rstrip("/"), pathlib.Path(config["state"])
    states = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    note = ask(f"{log}/tlog/checkpoint").decode()
    for target in config["targets"]:
        state = states.setdefault(name_of(target), {})
        publish(target, note, log, state, int(time.time()))
        write(path, states)
    behind = [name for name, state in states.items() if state.get("trouble")]
    for name in behind:
        print(f"{name}: {states[name]['trouble']}", file=sys.stderr)
    return 1 if behind else 0


if __name__ == "__main__":
    sys.exit(main())
