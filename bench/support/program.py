"""The program under measurement from outside: a book in a folder, its server, callers over HTTP."""
import atexit
import http.client
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("MINGLI", str(ROOT / "build/mingli"))
ADMIN, ADMIN_PASSWORD = "admin", "Gelb-Haus-1234"
START_SECONDS = 120

_servers = []


class Trouble(Exception):
    """Something that the program should not have done."""


def environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("MINGLI_")}


def run(*arguments, timeout=300):
    done = subprocess.run([BINARY, *arguments], capture_output=True, text=True, env=environment(),
                          stdin=subprocess.DEVNULL, timeout=timeout)
    if done.returncode != 0:
        raise Trouble(f"mingli {' '.join(arguments)}: {done.returncode} {(done.stdout + done.stderr)[-2000:]}")
    return done


class Book:
    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "book.db"
        self.url = f"sqlite:{self.path}"

    def init(self):
        run("init", "--db", self.url, "--login", ADMIN, "--password", ADMIN_PASSWORD)
        return self

    def copy(self, folder):
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Book(folder)


class Server:
    """`mingli serve` on a free port of the loopback address; its first line says which."""

    def __init__(self, book):
        self.process = subprocess.Popen([BINARY, "serve", "--json", "--db", book.url, "--listen", "127.0.0.1:0"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment())
        _servers.append(self)
        ready, _, _ = select.select([self.process.stdout], [], [], START_SECONDS)
        line = self.process.stdout.readline().decode() if ready else ""
        if not line.startswith("{"):
            self.kill()
            raise Trouble(f"the server does not listen: {line}")
        self.port = int(json.loads(line)["url"].rsplit(":", 1)[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60)
        self._forget()
        if status != 0:
            raise Trouble(f"the server ended with {status}")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self._forget()

    def _forget(self):
        self.process.stdout.close()
        if self in _servers:
            _servers.remove(self)

    def caller(self, login, password):
        caller = Caller(self.port)
        caller.post("/api/session", {"login": login, "password": password})
        return caller


class Caller:
    """One connection: a page's session (cookie), or a token."""

    def __init__(self, port, token=None):
        self.token, self.cookie = token, None
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def call(self, method, path, body=None):
        headers = {"X-Mingli-CSRF": "1"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        elif self.cookie:
            headers["Cookie"] = f"mingli={self.cookie}"
        sent = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            sent = json.dumps(body, ensure_ascii=False).encode()
        self.connection.request(method, path, sent, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 204):
            raise Trouble(f"{method} {path}: {answer.status} {text[:1000].decode(errors='replace')}")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("mingli="):
                self.cookie = value[7:].split(";")[0]
        return json.loads(text) if text else None

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None):
        return self.call("POST", path, body or {})


@atexit.register
def _end():
    for server in list(_servers):
        server.kill()
