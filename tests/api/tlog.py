"""The log as others read it (/tlog/, C2SP tlog-tiles) and what witnesses sign (tlog-cosignature): read by the second
verifier, which shares no line with the program, and cosigned by a witness that is played here."""
import base64
import datetime
import hashlib
import hmac
import json
import subprocess
import sys

import program
from company import password
from program import Trouble, book_day

sys.path.insert(0, str(program.ROOT / "tools"))
import verify_log

LOG, WITNESS = b"\x01", b"\x04"
FOR_EVER = "max-age=31536000, immutable"


class Signer:
    """Signs as RFC 8032, section 5.1.6 says, with the verifier's arithmetic."""

    def __init__(self, name, seed):
        self.name = name
        digest = hashlib.sha512(seed).digest()
        number = int.from_bytes(digest[:32], "little")
        self.scalar, self.prefix = number & (1 << 254) - 8 | 1 << 254, digest[32:]
        self.public = self.packed(verify_log.times(self.scalar, verify_log.BASE))

    def key_id(self, kind):
        return hashlib.sha256(self.name.encode() + b"\n" + kind + self.public).digest()[:4]

    @property
    def witness_key(self):
        return f"{self.name}+{self.key_id(WITNESS).hex()}+{base64.b64encode(WITNESS + self.public).decode()}"

    @staticmethod
    def packed(point):
        x, y, z, _ = point
        inverse = pow(z, verify_log.P - 2, verify_log.P)
        x, y = x * inverse % verify_log.P, y * inverse % verify_log.P
        return (y | (x & 1) << 255).to_bytes(32, "little")

    def sign(self, message):
        r = int.from_bytes(hashlib.sha512(self.prefix + message).digest(), "little") % verify_log.L
        point = self.packed(verify_log.times(r, verify_log.BASE))
        h = int.from_bytes(hashlib.sha512(point + self.public + message).digest(), "little") % verify_log.L
        return point + ((r + h * self.scalar) % verify_log.L).to_bytes(32, "little")

    def line(self, text, time=None):
        """As a log signs; as a witness, where a time is given."""
        if time is None:
            data = self.key_id(LOG) + self.sign(text.encode())
        else:
            message = f"cosignature/v1\ntime {time}\n{text}".encode()
            data = self.key_id(WITNESS) + time.to_bytes(8, "big") + self.sign(message)
        return f"\u2014 {self.name} {base64.b64encode(data).decode()}\n"


def log_signer(server, name):
    """Whoever has the book's key can sign as the log: HKDF (RFC 5869) without salt."""
    master = bytes.fromhex((server.book.folder / "book.db.key").read_text().strip())
    key = hmac.digest(bytes(32), master, "sha256")
    return Signer(name, hmac.digest(key, b"log signature\x01", "sha256"))


def must(answer, status, fault=None):
    if answer.status != status or answer.fault != fault:
        raise Trouble(f"{answer}, wanted {status} {fault}")
    return answer


def check_tiles(server, token):
    """Types and cache rules; what is not there; who may read what."""
    stranger, reader = server.caller(), server.caller()
    reader.token = token
    note = must(stranger.call("GET", "/tlog/checkpoint"), 200)
    size = int(note.body.decode().split("\n")[1])
    width = size % 256
    if note.header("Content-Type") != "text/plain; charset=utf-8" or note.header("Cache-Control") != "no-cache":
        raise Trouble(f"the checkpoint's header: {note.headers}")
    tile = must(stranger.call("GET", f"/tlog/tile/0/000.p/{width}"), 200)
    header = tile.header("Content-Type"), tile.header("Cache-Control")
    if header != ("application/octet-stream", f"public, {FOR_EVER}"):
        raise Trouble(f"a tile's header: {tile.headers}")
    if len(tile.body) != 32 * width or must(stranger.call("GET", "/tlog/tile/0/000.p/1"), 200).body != tile.body[:32]:
        raise Trouble("a tile of another width is another one")
    for path in (f"tile/0/000.p/{width + 1}", "tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1", "tile/0/000.p/0", "x",
                 "tile/8/000.p/1", "tile/0/000.p/01", "tile/0/1", "checkpoint/witnessed", "tile/0/../0/000.p/1"):
        must(stranger.call("GET", f"/tlog/{path}"), 404, "tile_unknown")
    must(stranger.call("POST", "/tlog/checkpoint"), 405, "method_not_allowed")
    must(stranger.call("GET", f"/tlog/tile/entries/000.p/{width}"), 401, "not_signed_in")
    bundle = must(reader.call("GET", f"/tlog/tile/entries/000.p/{width}"), 200)
    if bundle.header("Cache-Control") != f"private, {FOR_EVER}":
        raise Trouble(f"a bundle's header: {bundle.headers}")
    for index, leaf in verify_log.leaves_of(bundle.body, 0, width):
        if hashlib.sha256(b"\0" + leaf).digest() != tile.body[32 * index:32 * index + 32]:
            raise Trouble(f"entry {index} is not what its hash says")


def second_verifier(server, token, *options, expected=0, place=True):
    where = [f"http://127.0.0.1:{server.port}/tlog", "--token", token] if place else []
    done = subprocess.run([sys.executable, str(program.ROOT / "tools/verify_log.py"), *where, *options],
                          capture_output=True, text=True, check=False)
    if done.returncode != expected:
        raise Trouble(f"the second verifier: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def check_witness(server, admin, token, met):
    one, other = (Signer(f"witness.example/w{i}", bytes([i])) for i in (1, 2))
    stranger = server.caller()

    def hand_in(note, status, fault=None):
        met.add(fault)
        return must(stranger.call("POST", "/api/log/cosignatures", {"note": note}), status, fault).json

    log_key = stranger.call("GET", "/tlog/key").body.decode().strip()
    for key, fault, status in ((log_key, "witness_key_wrong", 422), ("x" * 50, "witness_key_wrong", 422)):
        must(admin.call("POST", "/api/log/witnesses", {"verifier": key}), status, fault)
    w = admin.post("/api/log/witnesses", {"verifier": one.witness_key})
    must(admin.call("POST", "/api/log/witnesses", {"verifier": one.witness_key}), 409, "witness_known")
    note = stranger.call("GET", "/tlog/checkpoint").body.decode()
    text = note.partition("\n\n")[0] + "\n"
    cosigned = note + one.line(text, 1790000000)
    hand_in(note, 422, "cosignature_unknown")
    hand_in(note + other.line(text, 1790000000), 422, "cosignature_unknown")
    hand_in(note + one.line(text, 1790000000).replace("A", "B"), 422, "note_refused")
    hand_in("nothing\n" * 10, 422, "note_refused")
    log = log_signer(server, text.split("\n")[0])
    lie = text.replace(text.split("\n")[2], base64.b64encode(bytes(32)).decode())
    hand_in(f"{lie}\n{log.line(lie)}{one.line(lie, 1790000000)}", 409, "checkpoint_differs")
    future = text.replace(f"\n{text.split(chr(10))[1]}\n", "\n99999\n")
    hand_in(f"{future}\n{log.line(future)}{one.line(future, 1790000000)}", 404, "checkpoint_unknown")
    if hand_in(cosigned, 200) != {"size": int(text.split("\n")[1]), "number": 1}:
        raise Trouble("the signature was not counted")
    hand_in(cosigned, 409, "cosignature_known")
    witnessed = stranger.call("GET", "/tlog/checkpoint/witnessed").body.decode()
    if witnessed != cosigned:
        raise Trouble(f"the cosigned checkpoint is {witnessed!r}")
    state = server.caller("xu", password("xu")).get("/api/log")
    if state["witnessed"] != cosigned or state["cosignatures"][0]["witness"] != one.name:
        raise Trouble(f"the state of the log does not tell it: {state}")
    kept = server.book.folder / "kept"
    kept.write_text(cosigned)
    if "intact" not in second_verifier(server, token, "--checkpoint", str(kept), "--key", log_key):
        raise Trouble("the second verifier")
    second_verifier(server, token, "--witness", other.witness_key, expected=1)
    program.run("verify", "--db", server.book.url, "--checkpoint", str(kept))
    met |= {"witness_key_wrong", "witness_known", "witness_unknown"}
    must(admin.call("POST", f"/api/log/witnesses/{w['id'] + 1000}/retire", {}), 404, "witness_unknown")
    admin.post(f"/api/log/witnesses/{w['id']}/retire")
    newest = stranger.call("GET", "/tlog/checkpoint").body.decode()
    hand_in(newest + one.line(newest.partition("\n\n")[0] + "\n", 1790000001), 422, "cosignature_unknown")
    if [row["is_active"] for row in admin.items("/api/log/witnesses")] != [False]:
        raise Trouble("the witness was not retired")


def check_receipts(server, log_key):
    """Of one's own command: JSON, tlog-proof and paper; nobody else's without log.read."""
    xu, zhang, sun = (server.caller(login, password(login)) for login in ("xu", "zhang", "sun"))
    answer = zhang.call("POST", "/api/drafts", {"content": {"purpose": "回执"}})
    entry = int(must(answer, 200).header("Mingli-Entry"))
    receipt = zhang.get(f"/api/log/entries/{entry}/receipt")
    if receipt["key"] != log_key or '"command":"save_draft"' not in receipt["leaf"] or "回执" in receipt["leaf"]:
        raise Trouble(f"the receipt: {receipt}")
    must(sun.call("GET", f"/api/log/entries/{entry}/receipt"), 404, "entry_unknown")
    must(zhang.call("GET", "/api/log/entries/0/receipt"), 404, "entry_unknown")
    must(xu.call("GET", f"/api/log/entries/{entry}/receipt"), 200)
    must(xu.call("GET", "/api/log/entries/9999999/receipt"), 404, "entry_unknown")
    must(server.caller().call("GET", f"/api/log/entries/{entry}/receipt"), 401, "not_signed_in")
    path = server.book.folder / "receipt.json"
    for text, expected in ((json.dumps(receipt), 0), (json.dumps(receipt).replace("save_draft", "sane_draft"), 1)):
        path.write_text(text)
        said = second_verifier(server, "", "--receipt", str(path), "--key", log_key, expected=expected, place=False)
        if ("intact" in said) != (expected == 0):
            raise Trouble(said)
        program.run("verify", "--receipt", str(path), "--verifier", log_key, expected=expected)
    proof = must(zhang.call("GET", f"/api/log/entries/{entry}/receipt/proof"), 200).body.decode().split("\n")
    leaf = base64.b64encode(bytes.fromhex(receipt["hash"])).decode()
    if proof[:3] != ["c2sp.org/tlog-proof@v1", f"extra {leaf}", f"index {entry}"] or receipt["proof"][0] != proof[3]:
        raise Trouble(f"the proof: {proof}")
    paper = must(zhang.call("GET", f"/api/log/entries/{entry}/receipt/pdf"), 200)
    if not paper.body.startswith(b"%PDF-1.") or paper.header("Content-Type") != "application/pdf":
        raise Trouble(f"the paper: {paper}")
    if f"receipt-{entry}.pdf" not in paper.header("Content-Disposition"):
        raise Trouble(f"the paper's name: {paper.headers}")
    return paper.body


def main(server, copy, met):
    admin, xu = server.caller("admin", password("admin")), server.caller("xu", password("xu"))
    token = xu.post("/api/tokens", {"name": "mirror", "rights": ["log.read"],
                                    "expires": str(book_day() + datetime.timedelta(days=1))})["secret"]
    check_tiles(server, token)
    if "intact" not in second_verifier(server, token):
        raise Trouble("the second verifier")
    check_receipts(server, server.caller().call("GET", "/tlog/key").body.decode().strip())
    check_witness(server, admin, token, met)
    check_receipts(server, server.caller().call("GET", "/tlog/key").body.decode().strip())
    must(xu.call("POST", "/api/log/witnesses", {"verifier": "x" * 50}), 403, "not_allowed")
