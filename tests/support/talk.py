"""The language of the conversations (tests/api/*.talk): people speak to the server, and what it must say.

    # a remark
    as zhang                                     who speaks from now on: signs in when needed, as a page does
    as zhang by token                            the same person's program (a token with all of the rights)
    as token $secret  |  as nobody
    let gift = {"kind": "gift", "amount": ¥150.00}
    POST /api/requests {"content": {...$gift, "contact": $contact.王小明}} -> 200
        save request = id                        $request from now on
        expect status = "in_approval"
    as li
    POST /api/tasks/$task/approve {"hash": $hash} -> 403 own_request
        with Idempotency-Key: k1                 a header; `with Cookie: -` sends none
        expect field = "request"
    run verify --db $db -> 0                     the command line
        expect text has "intact"

A step begins in the first column: METHOD PATH [BODY] -> STATUS [FAULT]. Its body may go on over indented lines
(until `->`); then come `with`, `save`, `expect`. BODY is JSON with three additions: $name.path for a value,
...$name for the members of an object, ¥150.00 for {"amount": "150.00", "currency": "CNY"}. `file "text" [as TYPE]`
sends bytes. Every line is understood, or the talk is refused.

    expect PATH OP JSON     = != < <= > >= has lacks ~ (has: a part of a text, a member of a list; ~: a pattern)
    expect PATH             is there;  expect no PATH   is not there or null
    PATH                    a.b, a.0, a[id=$request].b, a.count; `header NAME`, `text` (the body), `bytes` (its size)

$today, $today+3, $year, $db, and $user.LOGIN, $customer.CODE, $contact.NAME, $department.CODE, $cap.NAME,
$budget.CODE of the company (company.py) are known from the start. `let code = totp($secret, 1)` is the code of
the next half minute. A refusal must always be a problem document with its name and both texts.
"""
import base64
import datetime
import hashlib
import hmac
import json
import re
import struct
import time

import program
from company import password
from program import Trouble, book_day

STEP = re.compile(r"^(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|run)\s")
DETAIL = re.compile(r"^(with|save|expect)\s")
REFERENCE = re.compile(r"\$([a-z_]\w*(?:\.[\w\u4e00-\u9fff-]+|\[[^\]]*\])*)([+-]\d+)?")
MONEY = re.compile(r"¥(-?\d+(?:\.\d+)?)")


class Wrong(Exception):
    """A talk that is not written as it should be."""


def totp(secret, ahead=0):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + int(ahead)), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


def pick(value, path):
    """What stands at a path: a.b.0.c, a[id=3].b, a.count. Raises KeyError where nothing does."""
    for name, filter_ in re.findall(r"([^.\[\]]+)|\[([^\]]*)\]", path):
        if filter_:
            key, _, wanted = filter_.partition("=")
            found = [item for item in value if isinstance(item, dict) and key in item
                     and str(item[key]) == wanted.strip('"')]
            if not found:
                raise KeyError(f"no {filter_}")
            value = found[0]
        elif isinstance(value, list) and name == "count":
            value = len(value)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict) and name in value:
            value = value[name]
        else:
            raise KeyError(name)
    return value


def spread(pairs):
    result = {}
    for name, value in pairs:
        if name == "...":
            result.update(value)
        else:
            result[name] = value
    return result


class Talk:
    """One conversation with one server."""

    def __init__(self, server, company, met):
        self.server, self.met = server, met  # met: names of faults that were answered
        self.values = dict(company.ids) | {"db": company.book.url, "year": book_day().year,
                                           "folder": str(company.book.folder)}
        self.callers = {}
        self.speaker = server.caller()
        self.who = None
        self.answer = None

    # ---- Words ----

    def value_of(self, match):
        path, days = match.group(1), match.group(2)
        if path == "today":
            return str(book_day() + datetime.timedelta(int(days or 0)))
        try:
            value = pick(self.values, path)
        except KeyError:
            raise Wrong(f"${path} is not known") from None
        return value + int(days) if days and isinstance(value, int) else value

    def in_text(self, text):
        return REFERENCE.sub(lambda match: str(self.value_of(match)), text)

    def read_json(self, text):
        """JSON with references; those inside strings stay as they are."""
        parts = re.split(r'("(?:\\.|[^"\\])*")', text)
        for i in range(0, len(parts), 2):
            part = re.sub(r"\.\.\.(?=\$)", '"...": ', parts[i])
            part = MONEY.sub(r'{"amount": "\1", "currency": "CNY"}', part)
            parts[i] = REFERENCE.sub(lambda match: json.dumps(self.value_of(match), ensure_ascii=False), part)
        try:
            return json.loads("".join(parts), object_pairs_hook=spread)
        except ValueError as error:
            raise Wrong(f"not JSON ({error}): {''.join(parts)[:300]}") from None

    # ---- Who speaks ----

    def speak_as(self, text):
        words = text.split()
        if words == ["nobody"]:
            self.speaker, self.who = self.server.caller(), None
        elif words[0] == "token" and len(words) == 2:
            self.speaker, self.who = self.server.caller(), None
            self.speaker.token = self.in_text(words[1])
        elif words[1:] == ["by", "token"]:
            self.speaker, self.who = self.caller_of(" ".join(words)), words[0]
        elif len(words) == 1:
            self.speaker, self.who = self.caller_of(words[0]), words[0]
        elif words[1:] == ["afresh"]:
            self.callers.pop(words[0], None)
            self.speaker, self.who = self.caller_of(words[0]), words[0]
        else:
            raise Wrong(f"who is {text}?")

    def caller_of(self, name):
        if name not in self.callers:
            login, _, by_token = name.partition(" by ")
            if by_token:
                page = self.caller_of(login)
                rights = page.get("/api/session")["rights"]
                made = page.post("/api/tokens", {"name": "talk", "rights": rights,
                                                 "expires": str(book_day() + datetime.timedelta(30))})
                caller = self.server.caller()
                caller.token = made["secret"]
            else:
                caller = self.server.caller(login, password(login))
            self.callers[name] = caller
        return self.callers[name]

    # ---- Steps ----

    def let(self, text):
        name, _, value = text.partition("=")
        call = re.fullmatch(r"totp\((\$[\w.]+)(?:,\s*(-?\d+))?\)", value.strip())
        if call:
            self.values[name.strip()] = totp(self.in_text(call.group(1)), call.group(2) or 0)
        else:
            self.values[name.strip()] = self.read_json(value.strip())

    def step(self, text, details):
        match = re.fullmatch(r"(\S+)\s+(\S+)(.*?)\s*->\s*(\d+)(?:\s+([a-z_]+))?", text, re.DOTALL)
        if not match:
            raise Wrong(f"a step is: METHOD PATH [BODY] -> STATUS [FAULT], not {text}")
        method, path, body, status, fault = match.groups()
        headers = {}
        for detail in details:
            if detail.startswith("with "):
                name, _, value = detail[5:].partition(":")
                headers[name.strip()] = None if value.strip() == "-" else self.in_text(value.strip())
        body = self.body_of(body.strip(), headers)
        if body is None and method in ("POST", "PUT"):
            body = {}
        self.answer = self.speaker.call(method, self.in_text(path), body, headers)
        self.check(int(status), fault)

    def body_of(self, text, headers):
        if not text:
            return None
        match = re.fullmatch(r'file\s+("(?:\\.|[^"\\])*")(?:\s+as\s+(\S+))?', text)
        if not match:
            return self.read_json(text)
        headers.setdefault("Content-Type", match.group(2) or "application/octet-stream")
        return self.in_text(json.loads(match.group(1))).encode("utf-8")

    def check(self, status, fault):
        answer = self.answer
        if answer.fault:
            self.met.add(answer.fault)
        if answer.status != status or (fault and answer.fault != fault):
            raise Trouble(f"wanted {status} {fault or ''}, got {answer}")
        if answer.status >= 400:
            if not fault:
                raise Wrong("a refusal has a name: -> STATUS FAULT")
            wrong = answer.problem()
            if wrong:
                raise Trouble(wrong)

    def run(self, text, details):
        match = re.fullmatch(r"run\s+(.*?)\s*->\s*(\d)", text, re.DOTALL)
        if not match:
            raise Wrong(f"a step is: run ARGUMENTS -> EXIT, not {text}")
        done = program.run(*self.in_text(match.group(1)).split(), expected=int(match.group(2)))
        self.answer = program.Answer(done.returncode, [], (done.stdout + done.stderr).encode())

    # ---- What must be ----

    def find(self, path):
        if path.startswith("header "):
            value = self.answer.header(path[7:].strip())
            if value is None:
                raise KeyError(path)
            return value
        if path == "text":
            return self.answer.body.decode("utf-8", errors="replace")
        if path == "bytes":
            return len(self.answer.body)
        return pick(self.answer.json, self.in_text(path))

    def save(self, text):
        name, _, path = text.partition("=")
        try:
            self.values[name.strip()] = self.find(path.strip())
        except KeyError:
            raise Trouble(f"there is no {path.strip()} in {self.answer}") from None

    def expect(self, text):
        if text.startswith("no "):
            try:
                value = self.find(text[3:].strip())
            except KeyError:
                return
            if value is not None:
                raise Trouble(f"{text}: it is {value!r}")
            return
        match = re.fullmatch(r"(header \S+|\S+)(?:\s+(=|!=|<=|>=|<|>|has|lacks|~)\s+(.+))?", text)
        if not match:
            raise Wrong(f"expect what? {text}")
        path, how, wanted = match.groups()
        try:
            value = self.find(path)
        except KeyError:
            raise Trouble(f"{text}: there is no {path} in {self.answer}") from None
        if how is None:
            if value is None:
                raise Trouble(f"{text}: it is null")
        elif not COMPARE[how](value, self.read_json(wanted)):
            raise Trouble(f"{text}: it is {json.dumps(value, ensure_ascii=False)[:1500]}")


COMPARE = {
    "=": lambda value, wanted: value == wanted,
    "!=": lambda value, wanted: value != wanted,
    "<": lambda value, wanted: value < wanted,
    "<=": lambda value, wanted: value <= wanted,
    ">": lambda value, wanted: value > wanted,
    ">=": lambda value, wanted: value >= wanted,
    "has": lambda value, wanted: wanted in value,
    "lacks": lambda value, wanted: wanted not in value,
    "~": lambda value, wanted: re.search(wanted, str(value)) is not None,
}


def steps_of(text):
    """[(line number, text of the step, its details)]"""
    steps = []
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if not line[0].isspace():
            steps.append([number, stripped, []])
        elif not steps:
            raise Wrong(f"line {number} belongs to no step")
        elif DETAIL.match(stripped):
            steps[-1][2].append((number, stripped))
        elif steps[-1][2]:
            raise Wrong(f"line {number} is neither with, save nor expect")
        else:
            steps[-1][1] += "\n" + stripped
    return steps


def hold(path, server, company, met):
    """Holds one conversation; None, or what went wrong and where."""
    talk = Talk(server, company, met)
    number = 0
    try:
        for number, text, details in steps_of(path.read_text()):
            word, _, rest = text.partition(" ")
            if word == "as":
                talk.speak_as(rest.strip())
            elif word == "let":
                talk.let(rest.strip())
            elif word == "run":
                talk.run(text, [])
            elif STEP.match(text):
                talk.step(text, [detail for _, detail in details])
            else:
                raise Wrong(f"what is {word}?")
            for number, detail in details:
                word, _, rest = detail.partition(" ")
                if word == "save":
                    talk.save(rest.strip())
                elif word == "expect":
                    talk.expect(rest.strip())
    except (Trouble, Wrong, OSError) as error:
        return f"{path.name}:{number}: {type(error).__name__}: {error}"
    return None
