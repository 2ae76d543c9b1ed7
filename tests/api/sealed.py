"""Personal data is encrypted at rest (PRODUCT § 4.10): after people were written down, used, searched, decided on,
repeated under a key and exported, none of their names, numbers, addresses or accounts, and no password, secret or
token, stands in clear in any file of the book, nor in the trace."""

from company import password
from program import Trouble, book_day

CLEAR = {
    "a contact's name": "慕容复兴", "a contact's new name": "慕容复国", "a phone": "13912345678",
    "an address": "murong@gusu.example", "whose relative": "段正淳二", "an attendee's name": "阿朱姑娘",
    "a payee's account": "6222020200112233445", "a user's mail": "qiaofeng@gaibang.example",
    "a user's phone": "13700001111", "a password": "Ein-Wort-das-niemand-kennt-9",
    "a contact in a draft": "王语嫣然",
}


def submit_all(zhang, ids, contact):
    today = str(book_day())
    meal = {"kind": "meal", "form": "in_kind", "customer": ids["customer"]["HDKJ"], "contact": contact,
            "recipient_kind": "employee", "occasion": "洽谈", "purpose": "商务洽谈工作餐", "planned_on": today,
            "amount": {"amount": "700.00", "currency": "CNY"}, "has_conflict": False,
            "payee_account": CLEAR["a payee's account"],
            "attendees": [{"name": "张三", "is_host": True, "user": ids["user"]["zhang"]},
                          {"name": CLEAR["an attendee's name"], "is_host": False, "contact": contact}]}
    zhang.post("/api/requests/preview", {"content": meal})
    key = {"Idempotency-Key": "sealed-1"}
    answers = [zhang.call("POST", "/api/requests", {"content": meal}, key) for _ in range(2)]
    if answers[0].status != 200 or answers[0].json != answers[1].json:
        raise Trouble(f"the same key, two answers: {answers}")
    if answers[0].json["contact_name"] != CLEAR["a contact's name"]:
        raise Trouble(f"the answer does not name the contact: {answers[0]}")
    zhang.post("/api/drafts", {"content": {"name": CLEAR["a contact in a draft"]}})
    return answers[0].json["id"]


def live(server, ids):
    admin, zhang, sun = (server.caller(login, password(login)) for login in ("admin", "zhang", "sun"))
    admin.post("/api/users", {"login": "qiao", "name": "乔峰", "department": ids["department"]["EAST"], "roles": [],
                              "email": CLEAR["a user's mail"], "phone": CLEAR["a user's phone"],
                              "password": CLEAR["a password"]})
    customer = ids["customer"]["HDKJ"]
    person = {"name": CLEAR["a contact's name"], "phone": CLEAR["a phone"], "email": CLEAR["an address"],
              "is_relative": False, "relative_of": CLEAR["whose relative"]}
    contact = zhang.post(f"/api/customers/{customer}/contacts", person)["id"]
    if not zhang.items(f"/api/contacts?search={CLEAR['a contact' + chr(39) + 's name']}"):
        raise Trouble("a contact is not found by its name")
    request = submit_all(zhang, ids, contact)
    full = sun.get(f"/api/requests/{request}")
    if full["content"]["attendees"][1]["name"] != CLEAR["an attendee's name"]:
        raise Trouble(f"the attendee has another name: {full['content']['attendees']}")
    sun.post(f"/api/tasks/{full['now'][0]['task']}/approve", {"hash": full["hash"]})
    zhang.do("PUT", f"/api/contacts/{contact}", person | {
        "name": CLEAR["a contact's new name"], "is_official": False, "is_buyer": True, "is_active": True})
    zhang.call("GET", "/api/contacts.csv")
    secret = zhang.post("/api/tokens", {"name": "t", "rights": ["requests.read"],
                                        "expires": str(book_day())})["secret"]
    return {"a token": secret, "a session": zhang.cookie, "zhang's password": password("zhang")}


def main(server, company, met):
    wanted = CLEAR | live(server, company.ids)
    files = [path for path in company.book.folder.rglob("*") if path.is_file()] + [server.trace]
    if sum(path.stat().st_size for path in files) < 100000:
        raise Trouble(f"these are not all files of the book: {files}")
    for path in files:
        content = path.read_bytes()
        for what, text in wanted.items():
            if text.encode() in content:
                raise Trouble(f"{what} stands in clear in {path.name}")
