"""What users could pick instead, started as its makers say: scripts and figures are in ../shared/bench-peers.

A peer is used where it is installed in $MINGLI_PEERS (/var/tmp/mingli-peers): `fastify` (a copy of the scripts with
fastify and better-sqlite3 at the versions of the lock file, installed here when npm is at hand) and `directus`
(directus 12.4.0 with its own node 22). Others are quoted from results/, as figures of another run, and marked so.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from measure import DATA, HERE

SCRIPTS = pathlib.Path(os.environ.get("MINGLI_PEER_SCRIPTS", HERE.parent.parent.parent / "shared/bench-peers"))
PEERS = pathlib.Path(os.environ.get("MINGLI_PEERS", "/var/tmp/mingli-peers"))
VERSIONS = {"fastify": "5.12.8", "better-sqlite3": "12.11.1"}  # those of bench-peers/package-lock.json
DIRECTUS_EMAIL, DIRECTUS_TOKEN = "bench@example.com", "bench-token-of-the-administrator"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Peer:
    """A server of somebody else's, in a process group of its own."""

    def __init__(self, command, folder, port, path, environment=None):
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(command, cwd=folder, env=os.environ | (environment or {}),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + 180
        while not self._answers(path):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{command[0]} does not start")
            time.sleep(0.05)

    def _answers(self, path):
        try:
            urllib.request.urlopen(self.url + path, timeout=30).read(1)
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def post(self, path, body, token):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), {
            "Content-Type": "application/json", "Authorization": f"Bearer {token}"})
        return urllib.request.urlopen(request, timeout=60).read()

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def install_fastify():
    """The folder with the scripts and their two packages, or None where they cannot be had."""
    folder = PEERS / "fastify"
    if (folder / "node_modules/better-sqlite3/build/Release/better_sqlite3.node").exists():
        return folder
    if not SCRIPTS.exists() or not shutil.which("npm"):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("1-decision", "3-writes"):
        shutil.copytree(SCRIPTS / name, folder / name, dirs_exist_ok=True)
    (folder / "package.json").write_text(json.dumps({
        "name": "peers", "private": True, "type": "module", "version": "0.0.1", "dependencies": VERSIONS,
        "allowScripts": {"better-sqlite3": True}}))
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, timeout=600)
    return folder if done.returncode == 0 else None


def write_bodies(folder, kind, path, token, target):
    """A file of calls (calls.lua) with the peers' own bodies: one bare record each."""
    lines = subprocess.run(["node", "3-writes/bodies.mjs", kind, "2000"], cwd=folder, capture_output=True, text=True,
                           check=True).stdout.splitlines()
    target.write_text("".join(f"{token}\t{path}\t{line}\n" for line in lines))
    return target


def start_fastify(folder, mode):
    port, database = free_port(), DATA / f"fastify-{mode}.db"
    for ending in ("", "-wal", "-shm"):
        pathlib.Path(f"{database}{ending}").unlink(missing_ok=True)
    return Peer(["node", "3-writes/fastify-sqlite.mjs", str(port), str(database), mode], folder, port, "/ping")


def start_directus():
    """Directus on SQLite with one collection, or None where it is not installed."""
    folder = PEERS / "directus"
    node, program = folder / "node_modules/node/bin/node", folder / "node_modules/directus/dist/cli/run.js"
    program = program if program.exists() else folder / "node_modules/directus/cli.js"
    if not node.exists() or not program.exists():
        return None
    port, database = free_port(), DATA / "directus.db"
    for ending in ("", "-wal", "-shm", "-journal"):
        pathlib.Path(f"{database}{ending}").unlink(missing_ok=True)
    settings = {"DB_CLIENT": "sqlite3", "DB_FILENAME": str(database), "SECRET": "bench", "KEY": "bench",
                "ADMIN_EMAIL": DIRECTUS_EMAIL, "ADMIN_PASSWORD": "bench-password-1", "ADMIN_TOKEN": DIRECTUS_TOKEN,
                "HOST": "127.0.0.1", "PORT": str(port), "TELEMETRY": "false", "RATE_LIMITER_ENABLED": "false",
                "LOG_LEVEL": "error", "NODE_ENV": "production"}
    done = subprocess.run([node, program, "bootstrap"], cwd=folder, env=os.environ | settings, capture_output=True,
                          text=True, timeout=300)
    if done.returncode != 0:
        raise RuntimeError(f"directus bootstrap: {done.stdout[-500:]}{done.stderr[-500:]}")
    peer = Peer([str(node), str(program), "start"], folder, port, "/server/ping", settings)
    fields = [("customer_id", "integer"), ("customer_type", "string"), ("benefit_type", "string"), ("amount", "float"),
              ("ytd_total", "float"), ("risk_score", "integer"), ("cross_border", "boolean"), ("reason", "text"),
              ("status", "string")]
    peer.post("/collections", {
        "collection": "applications", "meta": {}, "schema": {},
        "fields": [{"field": name, "type": kind, "meta": {}, "schema": {}} for name, kind in fields]}, DIRECTUS_TOKEN)
    return peer
