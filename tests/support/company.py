"""A small company, set up through the same commands as everybody uses; every talk begins with a copy of its book.

    HQ 总部 ─┬─ SALES 销售部 (head sun) ─── EAST 华东组: zhang, wu (superior li)
             ├─ MKT 市场部 (head liu): qian (superior liu); its budget is small
             ├─ COMP 合规部: wang (compliance officer), guo (chief compliance officer), he (legal counsel)
             └─ FIN 财务部: chen (finance controller), zhao (cashier), zhou (checker)
    and at HQ: xu (auditor), feng (risk manager), gao (executive), wei (trainer), admin

Customers: HDKJ 华东科技有限公司 (private), CJGZ 长江国资集团 (state-owned), SJJ 市监局 (government).
"""
import concurrent.futures
import json

from program import ADMIN, ADMIN_PASSWORD, Book, Server, book_day

FIRST_PASSWORD = "Erstes-Wort-2026"

DEPARTMENTS = [("SALES", "HQ", "销售部"), ("EAST", "SALES", "华东组"), ("MKT", "HQ", "市场部"),
               ("COMP", "HQ", "合规部"), ("FIN", "HQ", "财务部")]

# login, name, department, superior, roles
USERS = [
    ("gao", "高远", "HQ", None, ["executive"]),
    ("sun", "孙立", "SALES", "gao", ["department_head"]),
    ("li", "李强", "EAST", "sun", ["manager", "applicant"]),
    ("zhang", "张三", "EAST", "li", ["applicant"]),
    ("wu", "吴敏", "EAST", "li", ["applicant"]),
    ("liu", "刘洋", "MKT", "gao", ["manager", "department_head"]),
    ("qian", "钱伟", "MKT", "liu", ["applicant"]),
    ("guo", "郭正", "COMP", "gao", ["cco"]),
    ("wang", "王芳", "COMP", "guo", ["compliance_officer"]),
    ("he", "何律", "COMP", "guo", ["legal_counsel"]),
    ("chen", "陈静", "FIN", "gao", ["finance_controller"]),
    ("zhao", "赵敏", "FIN", "chen", ["cashier"]),
    ("zhou", "周明", "FIN", "chen", ["checker"]),
    ("xu", "徐安", "HQ", "gao", ["auditor"]),
    ("feng", "冯险", "HQ", "gao", ["risk_manager"]),
    ("wei", "卫平", "HQ", "gao", ["trainer"]),
]
HEADS = [("SALES", "sun"), ("EAST", "sun"), ("MKT", "liu"), ("COMP", "guo"), ("FIN", "chen")]

CUSTOMERS = [
    {"code": "HDKJ", "name": "华东科技有限公司", "name_en": "East China Technology", "nature": "private"},
    {"code": "CJGZ", "name": "长江国资集团", "nature": "soe"},
    {"code": "SJJ", "name": "滨海市市监局", "nature": "government"},
]
CONTACTS = [
    ("HDKJ", {"name": "王小明", "title": "采购经理", "phone": "13800000001", "is_buyer": True}),
    ("HDKJ", {"name": "陈丽", "title": "工程师"}),
    ("HDKJ", {"name": "周围", "title": "经理之妻", "is_relative": True, "relative_of": "王小明"}),
    ("CJGZ", {"name": "马国", "title": "处长"}),
    ("SJJ", {"name": "林官", "title": "科长", "is_official": True}),
]


def password(login):
    return ADMIN_PASSWORD if login == ADMIN else f"Gutes-Wort-{login}-7"


class Company:
    """The book after its founding, and the ids of what stands in it."""

    def __init__(self, book, ids):
        self.book, self.ids = book, ids

    def copy(self, folder=None):
        return Company(self.book.copy(folder), json.loads(json.dumps(self.ids)))


def _settle_in(server, login):
    """The first password must be changed before anything else."""
    caller = server.caller(login, FIRST_PASSWORD)
    caller.post("/api/session/password", {"old": FIRST_PASSWORD, "new": password(login)})
    caller.close()


def _add_people(server, admin, ids):
    departments = ids["department"]
    departments |= {row["code"]: row["id"] for row in admin.items("/api/departments")}
    for code, parent, name in DEPARTMENTS:
        departments[code] = admin.post("/api/departments", {"parent": departments[parent], "code": code,
                                                            "name": name})["id"]
    users = ids["user"]
    users[ADMIN] = admin.get("/api/session")["user"]
    for login, name, department, superior, roles in USERS:
        users[login] = admin.post("/api/users", {
            "login": login, "name": name, "department": departments[department], "roles": roles,
            "superior": users[superior] if superior else None, "password": FIRST_PASSWORD})["id"]
    for code, login in HEADS:
        admin.post(f"/api/departments/{departments[code]}/head", {"head": users[login]})
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda row: _settle_in(server, row[0]), USERS))


def _add_customers(server, ids):
    zhang = server.caller("zhang", password("zhang"))
    for customer in CUSTOMERS:
        added = zhang.post("/api/customers", customer | {"owner": ids["user"]["zhang"]})
        ids["customer"][customer["code"]] = added["id"]
    for code, contact in CONTACTS:
        customer = ids["customer"][code]
        ids["contact"][contact["name"]] = zhang.post(f"/api/customers/{customer}/contacts", contact)["id"]


def _set_limits(server, ids):
    year = book_day().year
    wang = server.caller("wang", password("wang"))
    hospitality = ["gift", "meal", "entertainment"]
    for name, cap in {
        "person": {"name": "个人年度", "name_en": "Person, a year", "dimension": "contact", "window": "year",
                   "measure": "amount", "kinds": hospitality, "limit": 150000},
        "company": {"name": "单位年度", "name_en": "Company, a year", "dimension": "customer", "window": "year",
                    "measure": "amount", "kinds": [], "limit": 5000000},
        "times": {"name": "个人季度次数", "name_en": "Person, times a quarter", "dimension": "contact",
                  "window": "quarter", "measure": "count", "kinds": hospitality, "limit": 6},
        "applicant": {"name": "申请人月度", "name_en": "Applicant, a month", "dimension": "applicant",
                      "window": "month", "measure": "amount", "kinds": hospitality, "limit": 800000},
    }.items():
        ids["cap"][name] = wang.post("/api/caps", cap | {"from": f"{year}-01-01"})["id"]
    chen = server.caller("chen", password("chen"))
    for code, planned in [("SALES", "100000.00"), ("MKT", "500.00")]:
        for of_year in (year, year + 1):
            budget = chen.post("/api/budgets", {"department": ids["department"][code], "year": of_year,
                                                "planned": {"amount": planned, "currency": "CNY"}})
            if of_year == year:
                ids["budget"][code] = budget["id"]


def found():
    """Founds the company in a new book; the server that did it has ended well."""
    book = Book().init()
    ids = {kind: {} for kind in ("department", "user", "customer", "contact", "cap", "budget")}
    server = Server(book)
    _add_people(server, server.caller(ADMIN, ADMIN_PASSWORD), ids)
    _add_customers(server, ids)
    _set_limits(server, ids)
    server.stop()
    return Company(book, ids)
