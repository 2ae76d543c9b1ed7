"""Checkpoints go out by themselves (tools/publish.py): to a file, a webhook, by mail, to a witness that is played here
and checks the consistency of what it is given; what refuses is tried again, and the state says so."""
import base64
import hashlib
import http.server
import json
import subprocess
import sys
import threading

import program
from company import password
from program import Trouble

sys.path.insert(0, str(program.ROOT / "tests/api"))
import tlog


def root_by_consistency(old, new, old_root, proof):
    """RFC 9162, section 2.1.4.2: the roots of both trees as the proof makes them."""
    proof = ([old_root] if old & (old - 1) == 0 else []) + proof
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = proof[0]
    for other in proof[1:]:
        if node & 1 or node == last:
            first, second = (hashlib.sha256(b"\1" + other + one).digest() for one in (first, second))
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = hashlib.sha256(b"\1" + second + other).digest()
        node, last = node >> 1, last >> 1
    return first, second


class Outside(http.server.BaseHTTPRequestHandler):
    """A webhook that is out of order at first, and a witness."""
    signer, kept, hooked, is_broken = tlog.Signer("witness.example/w", b"w"), (0, b""), [], True
    proofs = 0

    def do_POST(self):  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        status, text = self.witness(body) if self.path == "/w/add-checkpoint" else self.hook(body)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def hook(self, body):
        if Outside.is_broken:
            return 503, "later"
        Outside.hooked.append(body)
        return 200, ""

    def witness(self, body):
        head, _, note = body.partition("\n\n")
        old, *lines = head.split("\n")
        text = note.partition("\n\n")[0] + "\n"
        size, root = int(text.split("\n")[1]), base64.b64decode(text.split("\n")[2])
        if int(old.removeprefix("old ")) != Outside.kept[0]:
            return 409, str(Outside.kept[0])
        if 0 < Outside.kept[0] < size:
            roots = root_by_consistency(Outside.kept[0], size, Outside.kept[1], [base64.b64decode(x) for x in lines])
            if roots != (Outside.kept[1], root):
                return 422, "not consistent"
            Outside.proofs += 1
        Outside.kept = size, root
        return 200, self.signer.line(text, 1790000000)

    def log_message(self, *_):
        pass


def check_states(outside, folder, config, server):
    def round_(expected):
        done = subprocess.run([sys.executable, str(program.ROOT / "tools/publish.py"), str(config)],
                              capture_output=True, text=True, check=False)
        if done.returncode != expected:
            raise Trouble(f"publish ended with {done.returncode}: {done.stdout}{done.stderr}")
        return json.loads((folder / "state.json").read_text())

    def size():
        return int(server.caller().call("GET", "/tlog/checkpoint").body.decode().split("\n")[1])

    at_first = size()
    state = round_(1)
    if {name.split()[0] for name, one in state.items() if one.get("size") == at_first} != {"file", "mail", "witness"}:
        raise Trouble(f"after the first round: {state}")
    hook = next(one for name, one in state.items() if name.startswith("webhook"))
    if hook["tries"] != 1 or "503" not in hook["trouble"] or outside.hooked:
        raise Trouble(f"the webhook that is out of order: {hook}")
    Outside.is_broken = False
    round_(1)  # its pause is not over
    hook["next"] = 0
    (folder / "state.json").write_text(json.dumps(state))
    state = round_(0)
    if len(outside.hooked) != 1 or any(one["trouble"] for one in state.values()):
        raise Trouble(f"after the third round: {state}")
    if outside.proofs < 1:
        raise Trouble("no consistency was proved to the witness")
    return state


def main(server, copy, met):
    admin = server.caller("admin", password("admin"))
    admin.post("/api/log/witnesses", {"verifier": Outside.signer.witness_key})
    folder = program.new_folder()
    stranger = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Outside)
    threading.Thread(target=stranger.serve_forever, daemon=True).start()
    place = f"http://127.0.0.1:{stranger.server_port}"
    config = folder / "config.json"
    targets = [
        {"kind": "file", "path": str(folder / "checkpoints")},
        {"kind": "webhook", "url": f"{place}/hook"},
        {"kind": "mail", "command": ["sh", "-c", f"cat >>{folder}/mail"], "to": "audit@example.com"},
        {"kind": "witness", "url": f"{place}/w"}]
    config.write_text(json.dumps({"log": f"http://127.0.0.1:{server.port}", "state": str(folder / "state.json"),
                                  "targets": targets}))
    try:
        check_states(Outside, folder, config, server)
    finally:
        stranger.shutdown()
        stranger.server_close()
    if Outside.signer.name not in server.caller().call("GET", "/tlog/checkpoint/witnessed").body.decode():
        raise Trouble("the witness's signature did not come back to the log")
    if "To: audit@example.com" not in (folder / "mail").read_text():
        raise Trouble("no mail went out")
    program.run("verify", "--db", copy.book.url, "--checkpoint", str(folder / "checkpoints"))
