"""A book with a million requests, made once and kept ($MINGLI_BENCH_DATA/million), through commands only.

The founded company (firm.py), 18,000 more customers and a million benefits of three years by `mingli import` (each an
event in the log), then a few thousand requests submitted over HTTP, half of them waiting for a decision. Made anew
when a table changed.
"""
import hashlib
import random
import shutil
import time

import firm
import program
from measure import DATA, HERE, load, wrk

REQUESTS, CUSTOMERS, LIVE = 1_000_000, 18_000, 5
KINDS = ["gift"] * 5 + ["meal"] * 3 + ["discount", "sample", "points"]
OCCASIONS = ["中秋", "春节", "端午", "拜访", "新品发布", "周年"]


def _stamp():
    tables = hashlib.sha256()
    for path in sorted((HERE.parent.parent / "src").rglob("*.sql")):
        tables.update(path.read_bytes())
    return f"{REQUESTS} {CUSTOMERS} {tables.hexdigest()[:16]}"


def _write_customers(path):
    with open(path, "w") as out:
        out.write("code,name,nature\n")
        for i in range(CUSTOMERS):
            name = f"{firm.PLACES[i % 10]}{firm.TRADES[i // 10 % 10]}{firm.GIVEN[i // 100 % 24]}{i:05d}股份有限公司"
            out.write(f"M{i:05d},{name},private\n")


def _write_benefits(path, first, count):
    chance = random.Random(first)
    with open(path, "w") as out:
        out.write("external_id,kind,customer,given_on,amount,currency,occasion,purpose,source\n")
        for i in range(first, first + count):
            customer = chance.randrange(CUSTOMERS + firm.CUSTOMERS)
            code = f"M{customer:05d}" if customer < CUSTOMERS else f"C{customer - CUSTOMERS + 1:05d}"
            day = f"{2024 + i % 3}-{chance.randrange(1, 11):02d}-{chance.randrange(1, 29):02d}"
            amount = f"{chance.randrange(2000, 50000) / 100:.2f}"
            out.write(f"H{i:07d},{chance.choice(KINDS)},{code},{day},{amount},CNY,{chance.choice(OCCASIONS)},"
                      "节日礼节，感谢一年的合作,history\n")


def _import(kind, path, book):
    program.run("import", kind, str(path), "--db", book.url, timeout=3000)
    path.unlink()


def make(folder):
    shutil.rmtree(folder, ignore_errors=True)
    founded = firm.found(folder)
    print(f"Importing {REQUESTS} requests ({load()})", flush=True)
    began = time.monotonic()
    rows = folder / "rows.csv"
    _write_customers(rows)
    _import("customers", rows, founded.book)
    piece = 250_000
    for first in range(0, REQUESTS, piece):
        _write_benefits(rows, first, min(piece, REQUESTS - first))
        _import("benefits", rows, founded.book)
    seconds = time.monotonic() - began
    print(f"{seconds:.0f} s, {REQUESTS / seconds:.0f} a second ({load()})", flush=True)
    calls = folder / "live.calls"
    firm.write_submissions(founded, calls, 20000)
    server = program.Server(founded.book)
    wrk(server.url, calls, 16, LIVE, server.process.pid)
    server.stop()
    return founded


def book():
    folder = DATA / "million"
    stamp = folder / "stamp"
    if not stamp.exists() or stamp.read_text() != _stamp():
        make(folder)
        stamp.write_text(_stamp())
    return firm.Firm.load(folder)
