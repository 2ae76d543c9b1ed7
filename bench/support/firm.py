"""A company as large as the bench needs it, founded through the same interface as everybody uses.

    HQ 总部 ─┬─ SALES 销售部 (head sun): applicants a01 … a20 under two managers
             ├─ COMP 合规部: a compliance officer, the chief compliance officer
             └─ FIN 财务部: the finance controller, who sets the budgets

2,000 customers with a contact each; four limits and a budget that are looked at and reserved by every request
but never reached. One token for each applicant, with the right to submit and to read.
"""
import concurrent.futures
import datetime
import json
import random

from program import ADMIN, ADMIN_PASSWORD, Book, Server

FIRST_PASSWORD = "Erstes-Wort-2026"
OWN_PASSWORD = "Gutes-Wort-2026-7"
APPLICANTS = 20
CUSTOMERS = 2000
ENOUGH = 10 ** 12  # minor units: never reached
HOSPITALITY = ["gift", "meal", "entertainment"]

# login, name, department, superior, roles
OTHERS = [("gao", "高远", "HQ", None, ["executive"]), ("sun", "孙立", "SALES", "gao", ["department_head"]),
          ("li", "李强", "SALES", "sun", ["manager"]), ("qin", "秦明", "SALES", "sun", ["manager"]),
          ("wang", "王芳", "COMP", "gao", ["compliance_officer"]), ("guo", "郭正", "COMP", "gao", ["cco"]),
          ("chen", "陈静", "FIN", "gao", ["finance_controller"])]
LIMITS = [("个人年度", "Person, a year", "contact", "year", "amount", HOSPITALITY),
          ("单位年度", "Company, a year", "customer", "year", "amount", []),
          ("个人季度次数", "Person, times a quarter", "contact", "quarter", "count", HOSPITALITY),
          ("申请人月度", "Applicant, a month", "applicant", "month", "amount", HOSPITALITY)]
PLACES = ["华东", "华南", "江城", "滨海", "长宁", "金陵", "蓉城", "北岭", "西湖", "东湖"]
TRADES = ["科技", "医药", "机械", "纺织", "电子", "物流", "食品", "能源", "建材", "贸易"]
FAMILIES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂"


class Firm:
    """The founded book and what is in it."""

    def __init__(self, book, tokens, pairs):
        self.book, self.tokens, self.pairs = book, tokens, pairs

    def copy(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        return Firm(self.book.copy(folder), self.tokens, self.pairs)

    def save(self):
        (self.book.folder / "firm.json").write_text(json.dumps([self.tokens, self.pairs]))

    @staticmethod
    def load(folder):
        tokens, pairs = json.loads((folder / "firm.json").read_text())
        return Firm(Book(folder), tokens, pairs)


def applicant(number):
    return f"a{number + 1:02d}"


def _add_people(admin):
    departments = {row["code"]: row["id"] for row in admin.get("/api/departments")["items"]}
    for code, name in [("SALES", "销售部"), ("COMP", "合规部"), ("FIN", "财务部")]:
        departments[code] = admin.post("/api/departments", {"parent": departments["HQ"], "code": code,
                                                            "name": name})["id"]
    users = {}
    applicants = [(applicant(i), f"申请人{i + 1}", "SALES", ("li", "qin")[i % 2], ["applicant"])
                  for i in range(APPLICANTS)]
    for login, name, department, superior, roles in OTHERS + applicants:
        users[login] = admin.post("/api/users", {
            "login": login, "name": name, "department": departments[department], "roles": roles,
            "superior": users[superior] if superior else None, "password": FIRST_PASSWORD})["id"]
    for code, login in [("HQ", "gao"), ("SALES", "sun"), ("COMP", "guo"), ("FIN", "chen")]:
        admin.post(f"/api/departments/{departments[code]}/head", {"head": users[login]})
    return departments, users


def settle(server, login):
    """Signed in, with a password of one's own."""
    caller = server.caller(login, FIRST_PASSWORD)
    caller.post("/api/session/password", {"old": FIRST_PASSWORD, "new": OWN_PASSWORD})
    return caller


def make_token(caller, rights):
    expires = str(datetime.date.today() + datetime.timedelta(300))
    return caller.post("/api/tokens", {"name": "bench", "rights": rights, "expires": expires})["secret"]


def _set_limits(compliance, finance, department):
    year = datetime.date.today().year
    for name, name_en, dimension, window, measure, kinds in LIMITS:
        compliance.post("/api/caps", {"name": name, "name_en": name_en, "dimension": dimension, "window": window,
                                      "measure": measure, "kinds": kinds, "limit": ENOUGH, "from": f"{year - 1}-01-01"})
    for of_year in (year - 1, year, year + 1):
        planned = {"amount": f"{ENOUGH}.00", "currency": "CNY"}
        finance.post("/api/budgets", {"department": department, "year": of_year, "planned": planned})


def _add_customers(caller, numbers):
    pairs = []
    for i in numbers:
        name = f"{PLACES[i % 10]}{TRADES[i // 10 % 10]}第{i + 1}有限公司"
        customer = caller.post("/api/customers", {"code": f"C{i + 1:05d}", "name": name, "nature": "private"})["id"]
        person = FAMILIES[i % 20] + GIVEN[i // 20 % 24] + GIVEN[i // 480 % 24]
        contact = {"name": person, "title": "采购经理", "phone": f"138{i:08d}"}
        pairs.append((customer, caller.post(f"/api/customers/{customer}/contacts", contact)["id"]))
    return pairs


def found(folder):
    """Founds the company in a new book in that folder; the server that did it has ended."""
    folder.mkdir(parents=True, exist_ok=True)
    book = Book(folder).init()
    server = Server(book)
    departments, _ = _add_people(server.caller(ADMIN, ADMIN_PASSWORD))
    logins = [applicant(i) for i in range(APPLICANTS)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        callers = list(pool.map(lambda login: settle(server, login), logins + ["wang", "chen", "sun"]))
        compliance, finance, head = callers[APPLICANTS:]
        _set_limits(compliance, finance, departments["SALES"])
        tokens = {login: make_token(caller, ["requests.read", "requests.write"])
                  for login, caller in zip(logins, callers)}
        tokens["wang"] = make_token(compliance, ["requests.read", "customers.read", "tasks.read", "budgets.read"])
        tokens["sun"] = make_token(head, ["requests.read", "customers.read", "tasks.read", "budgets.read"])
        pieces = pool.map(lambda i: _add_customers(callers[i], range(i, CUSTOMERS, 4)), range(4))
        pairs = [pair for piece in pieces for pair in piece]
    server.stop()
    firm = Firm(book, tokens, pairs)
    firm.save()
    return firm


def write_submissions(firm, path, count):
    """A file of calls: gifts to people at many customers; about half are allowed at once, the others need the head."""
    chance = random.Random(7)
    today = datetime.date.today()
    with open(path, "w") as out:
        for _ in range(count):
            customer, contact = chance.choice(firm.pairs)
            is_small = chance.random() < 0.5
            cents = chance.randrange(2000, 6000) if is_small else chance.randrange(12000, 18000)
            content = {"kind": "gift", "form": "in_kind", "customer": customer, "contact": contact,
                       "recipient_kind": "employee", "occasion": "中秋", "purpose": "节日礼节，感谢一年的合作",
                       "amount": {"amount": f"{cents / 100:.2f}", "currency": "CNY"},
                       "planned_on": str(today + datetime.timedelta(chance.randrange(-150, 30))), "attendees": [],
                       "item": "印有标志的台历" if is_small else "月饼礼盒", "quantity": 1,
                       "is_advertising": is_small, "has_conflict": False}
            token = firm.tokens[applicant(chance.randrange(APPLICANTS))]
            body = json.dumps({"content": content}, ensure_ascii=False)
            out.write(f"{token}\t/api/requests\t{body}\n")
