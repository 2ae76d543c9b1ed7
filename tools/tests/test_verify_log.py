#!/usr/bin/python3
"""tools/verify_log.py against the golden log, against every flipped byte of it, and against other people's vectors."""
import functools
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests/golden/log"
SHARED = pathlib.Path(os.environ.get("MINGLI_SHARED", ROOT / "../shared")) / "data/merkle"
sys.path.insert(0, str(ROOT / "tools"))

import verify_log as verifier

verifier.is_signed = functools.lru_cache(None)(verifier.is_signed)  # the same note is read thousands of times
NAMES = ("checkpoint", "tile/entries/000.p/12", "tile/0/000.p/12")


def golden():
    """{name: bytes} as `mingli export log` would have it, and the notes of all checkpoints."""
    notes = list(verifier.notes_of((GOLDEN / "checkpoints").read_text()))
    return {name: (GOLDEN / name).read_bytes() for name in NAMES[1:]} | {"checkpoint": notes[-1].encode()}, notes


def check(files, older=()):
    key = verifier.Key((GOLDEN / "key").read_text())
    return verifier.verify_log(files.__getitem__, key, [verifier.read_checkpoint(note, key) for note in older], [])


class Golden(unittest.TestCase):
    def test_it_is_intact(self):
        files, notes = golden()
        self.assertEqual(len(notes), 5)
        self.assertIn("intact: 12 entries, 5 checkpoints", check(files, notes))

    def test_every_flipped_byte_is_found(self):
        files, _ = golden()
        ends, at = [], 0
        for _, leaf in verifier.leaves_of(files[NAMES[1]], 0, 12):
            at += 2 + len(leaf)
            ends.append(at)
        for name in NAMES:
            data = files[name]
            for i in range(len(data)):
                files[name] = data[:i] + bytes([data[i] ^ 1 << i % 8]) + data[i + 1:]
                with self.assertRaises((verifier.Wrong, ValueError), msg=f"{name} {i}") as caught:
                    check(files)
                if "stored hash says" in str(caught.exception):
                    index = i // 32 if name == NAMES[2] else sum(end <= i for end in ends)
                    self.assertTrue(str(caught.exception).startswith(f"entry {index}:"), caught.exception)
            files[name] = data

    def test_what_is_hashed_anew_contradicts_the_signature(self):
        files, notes = golden()
        leaves = [leaf for _, leaf in verifier.leaves_of(files[NAMES[1]], 0, 12)]
        leaves[5] = leaves[5].replace(b"pay", b"pry").replace(b"submit", b"submid")
        files[NAMES[1]] = b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)
        files[NAMES[2]] = b"".join(hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves)
        with self.assertRaisesRegex(verifier.Wrong, "entries 5 to 8: altered"):
            check(files, notes)

    def test_a_log_that_was_cut_contradicts_a_later_checkpoint(self):
        files, notes = golden()
        leaves = [leaf for _, leaf in verifier.leaves_of(files[NAMES[1]], 0, 12)][:9]
        cut = {"checkpoint": notes[3].encode(),
               "tile/entries/000.p/9": b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves),
               "tile/0/000.p/9": files[NAMES[2]][:9 * 32]}
        self.assertIn("intact: 9 entries", check(cut))
        with self.assertRaisesRegex(verifier.Wrong, "entries 9 to 11: cut off"):
            check(cut, notes)

    def test_as_a_program(self):
        files, _ = golden()
        with tempfile.TemporaryDirectory() as folder:
            for name, data in (files | {"key": (GOLDEN / "key").read_bytes()}).items():
                path = pathlib.Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            program = [sys.executable, str(ROOT / "tools/verify_log.py"), folder]
            kept = ["--checkpoint", str(GOLDEN / "checkpoints")]
            self.assertEqual(subprocess.run(program + kept, capture_output=True, check=False).returncode, 0)
            path.write_bytes(b"mingli.example/golden+00000000+AAAA\n")
            self.assertEqual(subprocess.run(program, capture_output=True, check=False).returncode, 1)
            self.assertEqual(subprocess.run(program[:2], capture_output=True, check=False).returncode, 2)

    def test_the_golden_receipt(self):
        key = verifier.Key((GOLDEN / "key").read_text())
        receipt = json.loads((GOLDEN.parent / "receipt.json").read_text())
        older = [verifier.read_checkpoint(receipt["checkpoint"], key)]
        self.assertIn("entry 5 of 12", verifier.verify_receipt(receipt, key, older))
        with self.assertRaisesRegex(verifier.Wrong, "two of them"):
            verifier.verify_receipt(receipt, key, [(12, bytes(32))])
        other = receipt["leaf"].replace("5", "6", 1)
        for name, value in (("index", 4), ("leaf", other), ("proof", receipt["proof"][1:])):
            with self.assertRaises(verifier.Wrong):
                verifier.verify_receipt(receipt | {name: value}, key, [])

    def test_it_is_short(self):
        self.assertLessEqual(len((ROOT / "tools/verify_log.py").read_text().splitlines()), 300)


@unittest.skipUnless(SHARED.is_dir(), "other people's vectors are not here")
class Vectors(unittest.TestCase):
    def test_the_log_of_another_program(self):
        folder = SHARED / "tessera-log"
        key = verifier.Key(json.loads((folder / "log.json").read_text())["public_key"])
        for size in range(1, 16):
            def read(name, size=size):
                return (folder / (f"checkpoint.{size}" if name == "checkpoint" else name)).read_bytes()
            older = [verifier.read_checkpoint((folder / f"checkpoint.{i}").read_text(), key)
                     for i in range(size)]
            said = verifier.verify_log(read, key, older, [])
            self.assertTrue(said.startswith(f"intact: {size} entries"), said)

    def test_inclusion_proofs(self):
        for line in (SHARED / "inclusion.jsonl").read_text().splitlines():
            row = json.loads(line)
            try:
                proof = [verifier.unbase64(text) for text in row["proof"] or []]
                leaf = verifier.unbase64(row["leafHash"])
                root = verifier.root_by_proof(row["leafIdx"], row["treeSize"], leaf, proof)
                is_good = root == verifier.unbase64(row["root"])
            except (verifier.Wrong, ValueError):
                is_good = False
            self.assertEqual(is_good, not row.get("wantErr", False), row)

    def test_signatures(self):
        groups = json.loads((SHARED / "wycheproof/ed25519_test.json").read_text())["testGroups"]
        for group in groups:
            key = bytes.fromhex(group["publicKey"]["pk"] if "publicKey" in group else group["key"]["pk"])
            for test in group["tests"]:
                is_good = verifier.is_signed(key, bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
                self.assertEqual(is_good, test["result"] == "valid", test)


if __name__ == "__main__":
    unittest.main()
