"""The program under test from outside: a book in a temporary folder, its server, callers over HTTP.

Used by every suite that speaks to the real binary ($MINGLI_BIN, else $MINGLI, else build/dev/mingli). Only the
loopback address; whatever a suite starts ends with it. A server that leaves a sanitizer's report, or does not
end with status 0 when it is asked to, is a failure of the suite that started it (Trouble).
"""
import atexit
import datetime
import http.client
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

os.environ["TZ"] = "CST-8"  # a book's days are China's: so must those of its tests be, also after 16:00 UTC
time.tzset()

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("MINGLI_BIN") or os.environ.get("MINGLI") or str(ROOT / "build/dev/mingli")
START_SECONDS = 60
STOP_SECONDS = 30
CALL_SECONDS = 60
REPORT = re.compile(r"AddressSanitizer|LeakSanitizer|UndefinedBehavior|runtime error:|ThreadSanitizer|ASSERT|assert")
CHINESE = re.compile(r"[\u4e00-\u9fff]")

ADMIN = "admin"
ADMIN_PASSWORD = "Gelb-Haus-1234"


class Trouble(Exception):
    """Something that the program should not have done, in a sentence."""


def book_day():
    """Today where the book is kept (UTC+8, unless it was made otherwise), wherever the tests run."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()


_folders, _servers = [], []


def _clean():
    for server in list(_servers):
        server.kill()
    for folder in _folders:
        shutil.rmtree(folder, ignore_errors=True)


atexit.register(_clean)
signal.signal(signal.SIGTERM, lambda *_: exit(143))


def new_folder(inside=None):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mingli-test-", dir=inside))
    _folders.append(folder)
    return folder


def environment():
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINGLI_")}
    return kept | {"ASAN_OPTIONS": "detect_leaks=1", "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1"}


def run(*arguments, expected=0, timeout=300):
    """The command line: what it printed on both channels."""
    done = subprocess.run([BINARY, *arguments], capture_output=True, text=True, env=environment(),
                          stdin=subprocess.DEVNULL, timeout=timeout)
    text = done.stdout + done.stderr
    if REPORT.search(done.stderr):
        raise Trouble(f"mingli {' '.join(arguments)}: {done.stderr[-3000:]}")
    if expected is not None and done.returncode != expected:
        raise Trouble(f"mingli {' '.join(arguments)}: status {done.returncode} instead of {expected}: {text[-2000:]}")
    return done


class Book:
    """A book as files: sqlite in a folder of its own."""

    def __init__(self, folder=None):
        self.folder = folder or new_folder()
        self.path = self.folder / "book.db"
        self.url = f"sqlite:{self.path}"

    def init(self):
        run("init", "--db", self.url, "--login", ADMIN, "--password", ADMIN_PASSWORD)
        return self

    def copy(self, folder=None):
        other = Book(folder)
        shutil.copytree(self.folder, other.folder, dirs_exist_ok=True)
        return other

    def verify(self, expected=0):
        return run("verify", "--db", self.url, expected=expected)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Server:
    """`mingli serve` on a free port of the loopback address."""

    def __init__(self, book):
        self.book = book
        self.trace = book.folder.parent / f"{book.folder.name}.trace"
        self.errors = open(self.trace, "ab")
        self.process = subprocess.Popen([BINARY, "serve", "--json", "--db", book.url, "--listen", "127.0.0.1:0"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors,
                                        env=environment())
        _servers.append(self)
        self.port = self._read_port()
        answer = Caller(self).call("GET", "/api/health")
        if answer.status != 200:
            raise Trouble(f"the server is not well: {answer}")

    def _read_port(self):
        """Its first line says where it listens; it is written when it does."""
        ready, _, _ = select.select([self.process.stdout], [], [], START_SECONDS)
        line = self.process.stdout.readline().decode() if ready else ""
        match = re.search(r"127\.0\.0\.1:(\d+)", line)
        if not match:
            self.kill()
            raise Trouble(f"the server does not listen: {line}{self.read_trace()}")
        return int(match.group(1))

    def read_trace(self):
        return self.trace.read_text(errors="replace")[-4000:]

    def check_trace(self):
        if REPORT.search(self.trace.read_text(errors="replace")):
            raise Trouble(f"the server reports: {self.read_trace()}")

    def stop(self):
        """As an administrator would: it must end well."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Trouble(f"the server does not end within {STOP_SECONDS} s") from None
        self._forget()
        self.check_trace()
        if status != 0:
            raise Trouble(f"the server ended with {status}: {self.read_trace()}")
        self.trace.unlink(missing_ok=True)

    def kill(self):
        """As a power failure would."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._forget()

    def _forget(self):
        self.errors.close()
        self.process.stdout.close()
        if self in _servers:
            _servers.remove(self)

    def caller(self, login=None, password=None):
        caller = Caller(self)
        if login:
            caller.sign_in(login, password)
        return caller


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def fault(self):
        value = self.json
        return value.get("fault") if isinstance(value, dict) and self.status >= 400 else None

    def problem(self):
        """What is wrong with a refusal as such, or None: RFC 9457 with our names and both languages."""
        value = self.json
        if (self.header("Content-Type") or "").split(";")[0] != "application/problem+json":
            return f"a refusal of the type {self.header('Content-Type')}"
        if not isinstance(value, dict):
            return "a refusal that is no JSON object"
        if not re.fullmatch(r"[a-z][a-z0-9_]*", str(value.get("fault"))):
            return f"a refusal without a name: {value}"
        if not isinstance(value.get("field", ""), str):
            return f"a refusal with a field that is no text: {value}"
        if not value.get("en") or CHINESE.search(value["en"]):
            return f"a refusal without English: {value}"
        if not CHINESE.search(value.get("zh") or ""):
            return f"a refusal without Chinese: {value}"
        if value.get("status") not in (None, self.status):
            return f"a refusal that says {value['status']} with status {self.status}"
        return None

    def __repr__(self):
        return f"{self.status} {self.body[:1500].decode(errors='replace')}"


class Caller:
    """One connection. Speaks as a page (cookie) after sign_in, as a program where token is set."""

    def __init__(self, server):
        self.port = server.port
        self.cookie = self.token = None
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def call(self, method, path, body=None, headers=None):
        """body: what JSON can say, or bytes."""
        sent = {"Host": f"127.0.0.1:{self.port}"}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        elif self.cookie:
            sent["Cookie"] = f"mingli={self.cookie}"
        if method != "GET":
            sent["X-Mingli-CSRF"] = "1"
        if body is not None and not isinstance(body, bytes):
            sent["Content-Type"] = "application/json"
            body = json.dumps(body, ensure_ascii=False).encode()
        for name, value in (headers or {}).items():
            if value is None:
                sent.pop(name, None)
            else:
                sent[name] = value
        return self._send(method, urllib.parse.quote(path, safe="/?&=%+~:,;@!$'()*"), body, sent)

    def _send(self, method, target, body, sent):
        for _ in (1, 2):
            fresh = self.connection is None
            if fresh:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=CALL_SECONDS)
            try:
                self.connection.request(method, target, body, sent)
                got = self.connection.getresponse()
                answer = Answer(got.status, got.getheaders(), got.read())
            except (http.client.HTTPException, OSError) as error:
                self.close()
                # a kept connection may have been closed while nothing was under way
                is_closed = isinstance(error, (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError))
                if fresh or not is_closed:
                    raise
                continue
            if got.will_close:
                self.close()
            self._take_cookie(answer)
            return answer
        raise OSError("no answer")

    def _take_cookie(self, answer):
        match = re.match(r"mingli=([^;]*)", answer.header("Set-Cookie") or "")
        if match:
            self.cookie = match.group(1) or None

    def get(self, path):
        answer = self.call("GET", path)
        if answer.status != 200:
            raise Trouble(f"GET {path}: {answer}")
        return answer.json

    def do(self, method, path, body=None):
        """A command that must work: its answer (None where it has none)."""
        answer = self.call(method, path, body if body is not None else ({} if method in ("POST", "PUT") else None))
        if answer.status not in (200, 204):
            raise Trouble(f"{method} {path}: {answer}")
        return answer.json if answer.status == 200 else None

    def post(self, path, body=None):
        return self.do("POST", path, body)

    def sign_in(self, login, password, code=None):
        body = {"login": login, "password": password} | ({"code": code} if code else {})
        self.cookie = self.token = None
        return self.post("/api/session", body)

    def items(self, path):
        """All items of a list, page by page."""
        found, cursor = [], ""
        while True:
            joint = "&" if "?" in path else "?"
            page = self.get(f"{path}{joint}cursor={urllib.parse.quote(cursor)}" if cursor else path)
            found += page["items"]
            cursor = page.get("next")
            if not cursor:
                return found
