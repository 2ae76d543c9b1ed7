"""Rows against the log: on copies of a book in which everything happened, each column of each row that replay compares
is altered with another program, and `mingli verify` must find it and name the row. What it cannot compare is
listed here and in docs/security.md, and nowhere else: a column that is in neither list fails."""
import datetime
import shutil
import sqlite3
import subprocess
import sys

import program
from company import password
from program import Trouble

# Worked out by the rules or the flow and in no entry, or names of people that stand beside their ids.
NOT_COMPARED = {
    "requests": {"department", "value", "changed", "verdict", "flow", "flow_version", "run", "holds", "waits_for",
                 "waits_since", "due", "note", "return_reason", "urged"},
    "decisions": {"node", "zh", "en", "by_name", "is_void"},
    "handings": {"recorded_name", "checked_name"},
    "tasks": {"token", "node", "zh", "en", "hash", "since", "due"},
}


def live(server, ids):
    """Requests that end in every way."""
    logins = "zhang", "sun", "zhao", "zhou", "wang"
    zhang, sun, zhao, zhou, wang = (server.caller(login, password(login)) for login in logins)
    gift = {"kind": "gift", "form": "in_kind", "customer": ids["customer"]["HDKJ"], "contact": ids["contact"]["王小明"],
            "recipient_kind": "employee", "occasion": "中秋", "purpose": "节日礼节，感谢一年的合作", "attendees": [],
            "amount": {"amount": "20.00", "currency": "CNY"}, "planned_on": str(datetime.date.today()),
            "item": "月饼礼盒", "quantity": 1, "has_conflict": False}

    def submit(**more):
        return zhang.post("/api/requests", {"content": gift} | more)["id"]

    def decide(request, action, **more):
        full = sun.get(f"/api/requests/{request}")
        return sun.post(f"/api/tasks/{full['now'][0]['task']}/{action}", {"hash": full["hash"]} | more)

    withdrawn, rejected, returned, voided, paid = (submit() for _ in range(5))
    zhang.post(f"/api/requests/{withdrawn}/withdraw", {"reason": "不需要了"})
    decide(rejected, "reject", comment="事由不充分")
    decide(returned, "return", comment="请写明项目")
    submit(request=returned)
    decide(voided, "approve", comment="同意")
    decide(paid, "approve", comment="同意")
    wang.post(f"/api/requests/{voided}/void", {"reason": "客户取消"})
    handing = zhao.post(f"/api/requests/{paid}/disbursements", {
        "method": "transfer", "amount": gift["amount"], "paid_on": gift["planned_on"],
        "reference": "PZ-1", "note": "一次付清", "is_last": True})["handing"]
    zhou.post(f"/api/disbursements/{handing}/check", {"is_right": True, "comment": "相符"})


def other(value, kind):
    """Another value of the column's kind."""
    if value is None:
        return {"BLOB": b"x", "TEXT": "x"}.get(kind, 1)
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if isinstance(value, str):
        return value + "x"
    return value ^ 1


def verify(book, what, expected):
    done = program.run("verify", "--db", book.url, expected=None)
    if done.returncode != expected:
        raise Trouble(f"{what}: verify ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def check_files(server, book):
    """An exported log of more than one tile: bytes of every file, files that are cut or away; both verifiers."""
    zhang = server.caller("zhang", password("zhang"))
    for i in range(200):
        zhang.post("/api/drafts", {"content": {"purpose": f"{i}"}})
    folder = program.new_folder() / "log"
    program.run("export", "log", "--db", book.url, "--out", str(folder))
    key = (folder / "key").read_text().strip()

    def verify_both(what, expected):
        ours = program.run("verify", "--log", str(folder), "--verifier", key, expected=None)
        other = subprocess.run([sys.executable, str(program.ROOT / "tools/verify_log.py"), str(folder), "--key", key],
                               capture_output=True, text=True, check=False)
        if (ours.returncode, other.returncode) != (expected, expected):
            raise Trouble(f"{what}: {ours.returncode} {ours.stdout}{ours.stderr}; {other.returncode} {other.stdout}")

    verify_both("as it is", 0)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "key")
    if not any("tile/1/" in str(path) for path in files):
        raise Trouble("no tile above the leaves")
    for path in files:
        data = path.read_bytes()
        name = path.relative_to(folder)
        for at in sorted({0, 1, len(data) // 3, len(data) // 2, len(data) - 1}):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
            verify_both(f"byte {at} of {name}", 1)
        path.write_bytes(data[:-1])
        verify_both(f"{name} cut", 1)
        path.unlink()
        verify_both(f"{name} away", 1)
        path.write_bytes(data)
    verify_both("put back", 0)


def main(server, copy, met):
    live(server, copy.ids)
    check_files(server, copy.book)
    folder = program.new_folder() / "copy"
    program.run("backup", str(folder), "--db", copy.book.url)
    book = program.Book(folder)
    text = verify(book, "as it is", 0)
    if "agree" not in text and "一致" not in text:
        raise Trouble(f"verify does not speak of the rows: {text}")
    found = 0
    with sqlite3.connect(book.path, isolation_level=None) as base:
        base.execute("PRAGMA foreign_keys = OFF")
        for table, skipped in NOT_COMPARED.items():
            kinds = {row[1]: row[2] for row in base.execute(f"PRAGMA table_info({table})")}
            if skipped - set(kinds):
                raise Trouble(f"{table} has no {skipped - set(kinds)}")
            for row in base.execute(f"SELECT * FROM {table}").fetchall():
                for column, value in zip(kinds, row):
                    if column in skipped or column in ("id", "request"):
                        continue
                    if (table, column) == ("tasks", "is_open") and "" in row:
                        continue  # nobody decided: whether the flow still waits is in no entry
                    base.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (other(value, kinds[column]), row[0]))
                    text = verify(book, f"{table}.{column} {value!r}", 1)
                    if f"Row {row[0]} of {table}" not in text:
                        raise Trouble(f"{table}.{column} of {row[0]}: {text}")
                    base.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, row[0]))
                    found += 1
            if table in ("decisions", "handings"):
                base.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {table}")
                base.execute(f"DELETE FROM {table} WHERE id = ?", (row[0],))
                if f"Row {row[0]} of {table}" not in verify(book, f"{table}: a row away", 1):
                    raise Trouble(f"{table}: a row that is away is not named")
                base.execute(f"DELETE FROM {table}")
                base.execute(f"INSERT INTO {table} SELECT * FROM kept")
                base.execute("DROP TABLE kept")
    base.close()
    verify(book, "put back", 0)
    if found < 100:
        raise Trouble(f"only {found} values were altered")
    shutil.rmtree(folder)
