"""What takes many: lists walked page by page (every id once, in the same order whatever the page's size), the same
lists as files, and the ceilings of drafts and evidence."""
import csv
import io
import urllib.parse
import zipfile

from company import password
from program import Trouble, book_day

REQUESTS = 60
NAMES = "东方 西北 南海 北山 长城 中原 天河 明珠 金桥 绿洲".split()


def discount(ids, number):
    return {"kind": "discount", "form": "price_reduction", "customer": ids["customer"]["HDKJ"],
            "recipient_kind": "entity", "occasion": f"第 {number} 期", "purpose": "合同约定的折扣", "attendees": [],
            "amount": {"amount": f"{number + 1}.00", "currency": "CNY"}, "planned_on": str(book_day()),
            "contract": "HT-1", "is_in_contract": True, "on_invoice": "none" if number % 3 == 0 else "same_invoice",
            "has_conflict": False}


def fill(callers, ids):
    zhang = callers["zhang"]
    for number in range(REQUESTS):
        zhang.post("/api/requests", {"content": discount(ids, number)})
    for number in range(30):
        zhang.post("/api/customers", {"code": f"M{number:03}", "name": f"{NAMES[number % 10]}{NAMES[number // 10]}贸易公司",
                                      "nature": "private"})
        zhang.post(f"/api/customers/{ids['customer']['CJGZ']}/contacts", {"name": f"{NAMES[number % 10]}{number}"})
        callers["admin"].post("/api/users", {"login": f"m{number:03}", "name": f"{NAMES[number % 10]}{number // 10}",
                                             "department": ids["department"]["EAST"], "roles": ["applicant"]})


def key_of(item):
    return item.get("id", item.get("index", item.get("entry", item.get("request"))))


def walk(caller, path, size):
    """Ids of all pages of this size."""
    found, cursor, pages = [], "", 0
    joint = "&" if "?" in path else "?"
    while True:
        page = caller.get(f"{path}{joint}limit={size}{'&cursor=' + urllib.parse.quote(cursor) if cursor else ''}")
        if len(page["items"]) > size:
            raise Trouble(f"{path}: {len(page['items'])} items on a page of {size}")
        found += [key_of(item) for item in page["items"]]
        cursor, pages = page["next"], pages + 1
        if not cursor:
            return found
        if not page["items"] or pages > 1000:
            raise Trouble(f"{path}: pages without end")


def check_list(caller, path, least):
    whole = walk(caller, path, 200)
    if len(whole) < least or len(set(whole)) != len(whole):
        raise Trouble(f"{path}: {len(whole)} items, {len(set(whole))} of them different, at least {least} are there")
    for size in (1, 7, 50):
        if walk(caller, path, size) != whole:
            raise Trouble(f"{path}: pages of {size} do not give the same as one of 200")
    return whole


def check_files(caller, path, count):
    rows = list(csv.reader(io.StringIO(caller.call("GET", path + ".csv").body.decode("utf-8-sig"))))
    if len(rows) != count + 1 or len({len(row) for row in rows}) != 1:
        raise Trouble(f"{path}.csv has {len(rows) - 1} rows of {({len(row) for row in rows})} columns, not {count}")
    book = zipfile.ZipFile(io.BytesIO(caller.call("GET", path + ".xlsx").body))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    if sheet.count("<row ") != count + 1 or book.testzip():
        raise Trouble(f"{path}.xlsx has {sheet.count('<row ') - 1} rows, not {count}")


def check_lists(callers):
    for login, path, least in [
            ("zhang", "/api/requests", REQUESTS), ("xu", "/api/requests?kind=discount", REQUESTS),
            ("xu", "/api/requests?status=in_approval", 10), ("zhang", "/api/customers", 33),
            ("zhang", "/api/customers?search=贸易", 30), ("zhang", "/api/customers?nature=private", 31),
            ("zhang", "/api/contacts", 35), ("zhang", "/api/users", 47), ("zhang", "/api/users?search=m0", 30),
            ("xu", "/api/log/entries", 200), ("xu", "/api/log/entries?command=submit_request", REQUESTS),
            ("li", "/api/tasks", 10), ("zhao", "/api/disbursements", 20),
            ("chen", f"/api/budgets?year={book_day().year}", 2)]:
        whole = check_list(callers[login], path, least)
        if "?" not in path:
            check_files(callers[login], path, len(whole))


def must_be(answer, status, fault, met):
    met.add(answer.fault)
    if answer.status != status or answer.fault != fault or answer.problem():
        raise Trouble(f"wanted {status} {fault}, got {answer}")


def check_ceilings(callers, company, met):
    zhang = callers["zhang"]
    must_be(zhang.call("POST", "/api/drafts", {"content": {"text": "x" * 65536}}), 413, "draft_large", met)
    zhang.post("/api/drafts", {"content": {"text": "x" * 60000}})
    must_be(zhang.call("POST", "/api/drafts", b"{" + b" " * (1 << 20) + b"}", {"Content-Type": "application/json"}),
            413, "body_too_large", met)
    request = zhang.get("/api/requests?limit=1")["items"][0]["id"]
    path = f"/api/requests/{request}/evidence?name=a.pdf"
    pieces = [zhang.call("POST", path, b"%%PDF-1.4 %d" % number) for number in range(200)]
    wrong = next((answer for answer in pieces if answer.status != 200), None)
    if wrong:
        raise Trouble(f"one of 200 files was refused: {wrong}")
    must_be(zhang.call("POST", path, b"%PDF-1.4 one more"), 409, "evidence_full", met)
    # A file that somebody altered beside the book is not given out as if it were the one that was added.
    piece = pieces[7].json
    stored = next(found for found in company.book.folder.rglob("*") if found.name == piece["sha256"])
    stored.write_bytes(b"%PDF-1.4 8")
    must_be(zhang.call("GET", f"/api/evidence/{piece['id']}/content"), 503, "evidence_damaged", met)
    stored.unlink()
    must_be(zhang.call("GET", f"/api/evidence/{piece['id']}/content"), 503, "evidence_damaged", met)


def main(server, company, met):
    callers = {login: server.caller(login, password(login)) for login in ("zhang", "admin", "xu", "zhao", "chen", "li")}
    fill(callers, company.ids)
    check_lists(callers)
    check_ceilings(callers, company, met)
