"""PRODUCT § 4.1 as a property: nobody decides, pays or checks on what is his own, by any door.

Everybody may apply here, deciders and cashiers too, so that each of them meets a request of his own. Random
requests with random hosts and guests go their way; before each step everybody tries every action on it, as a
page and as a program, and roles change in between (an approver becomes cashier, a cashier checker). Nothing that
was tried by somebody who stands on the request may succeed, approver, payer and checker are three people, and
whoever had the right but stood on the request is found in the log. SEED repeats a run.
"""
import datetime
import os
import random

from company import USERS, password
from program import Trouble, book_day

REQUESTS = int(os.environ.get("SELF_REQUESTS", "10"))
# Who plays: with the right to apply on top of what each does.
MORE = {"gao": ["manager"], "sun": ["department_head"], "li": ["manager"], "zhang": [], "wu": [],
        "liu": ["manager", "department_head"], "qian": [], "guo": ["cco"], "wang": ["compliance_officer"],
        "he": ["legal_counsel"], "chen": ["finance_controller"], "zhao": ["cashier"], "zhou": ["checker"],
        "feng": ["cashier"], "wei": ["checker"]}
DECISIONS = ("approve", "reject", "return")


class Game:
    def __init__(self, server, company, seed):
        self.server, self.ids, self.random = server, company.ids, random.Random(seed)
        self.admin = server.caller("admin", password("admin"))
        self.auditor = server.caller("xu", password("xu"))
        self.roles = {}
        for login in MORE:
            self.set_roles(login, ["applicant", *MORE[login]])
        self.pages = {login: server.caller(login, password(login)) for login in MORE}
        self.programs = {login: self.program_of(login) for login in MORE}
        self.login_of = {identity: login for login, identity in self.ids["user"].items()}
        self.tried = 0
        self.make_room()

    def set_roles(self, login, roles):
        row = next(row for row in USERS if row[0] == login)
        self.admin.do("PUT", f"/api/users/{self.ids['user'][login]}", {
            "name": row[1], "department": self.ids["department"][row[2]], "roles": roles, "is_active": True,
            "superior": self.ids["user"][row[3]] if row[3] else None})
        self.roles[login] = set(roles)

    def make_room(self):
        """Limits and budgets are other talks' business."""
        compliance, finance = (self.server.caller(login, password(login)) for login in ("wang", "chen"))
        year = book_day().year
        for cap in self.ids["cap"].values():
            compliance.post(f"/api/caps/{cap}/end", {"to": f"{year}-01-01"})
        for department in ("SALES", "MKT"):
            finance.post("/api/budgets", {"department": self.ids["department"][department], "year": year,
                                          "planned": {"amount": "9000000.00", "currency": "CNY"}})

    def program_of(self, login):
        """A token with more rights than most roles have; each counts only while its person has it."""
        page = self.pages[login]
        made = page.post("/api/tokens", {"name": "spiel", "rights": page.get("/api/session")["rights"],
                                         "expires": str(book_day() + datetime.timedelta(9))})
        caller = self.server.caller()
        caller.token = made["secret"]
        return caller

    # ---- A request ----

    def submit(self):
        applicant = self.random.choice([login for login in MORE if "applicant" in self.roles[login]])
        others = [login for login in MORE if login != applicant]
        hosts = [applicant] + self.random.sample(others, self.random.randrange(0, 3))
        guests = self.random.sample(others, self.random.randrange(0, 2))  # one of us as a guest: barred as well
        attendees = [{"name": f"主{login}", "is_host": True, "user": self.ids["user"][login]} for login in hosts]
        attendees += [{"name": f"客{login}", "is_host": False, "user": self.ids["user"][login]} for login in guests]
        attendees += [{"name": f"客人{number}", "is_host": False} for number in range(3)]
        meal = {"kind": "meal", "form": "in_kind", "customer": self.ids["customer"]["HDKJ"],
                "recipient_kind": "employee", "occasion": "商务", "purpose": "商务洽谈工作餐",
                "planned_on": str(book_day()), "attendees": attendees, "has_conflict": False,
                "amount": {"amount": f"{self.random.choice([350, 700]) * len(attendees)}.00", "currency": "CNY"}}
        commission = meal | {"kind": "commission", "form": "service", "recipient_kind": "intermediary",
                             "contract": "HT-1", "commission_rate": "3", "is_in_contract": True, "diligence": "ok",
                             "amount": {"amount": "900.00", "currency": "CNY"}}
        content = self.random.choice([meal, meal, commission])
        answer = self.pages[applicant].call("POST", "/api/requests", {"content": content})
        if answer.fault == "approver_absent":  # all who could decide stand on it: rightly nobody may
            return self.submit()
        if answer.status != 200:
            raise Trouble(f"{applicant} should have been able to submit: {answer}")
        return answer.json["id"], {applicant, *hosts, *guests}

    # ---- Trying ----

    def attempts(self, request):
        return len(self.auditor.items(f"/api/log/entries?subject={request}&command=record_attempt&limit=200"))

    def may(self, login, right):
        return right in self.pages[login].get("/api/session")["rights"]

    def everybody_tries(self, request, barred, right, calls):
        """barred people and those without a task or the right: none of them gets through."""
        before, wanted = self.attempts(request), 0
        for login in self.random.sample(sorted(barred), len(barred)):
            for caller in (self.pages[login], self.programs[login]):
                has_right = self.may(login, right) if caller is self.pages[login] else \
                    right in caller.get("/api/session")["rights"]
                for path, body in calls:
                    answer = caller.call("POST", path, body)
                    self.tried += 1
                    if not 400 <= answer.status < 500:
                        raise Trouble(f"{login} stands on request {request} and could {path}: {answer}")
                    if has_right and answer.fault not in ("own_request", "hands_not_apart"):
                        raise Trouble(f"{login} stands on request {request}; {path} says {answer}")
                    wanted += has_right
        found = self.attempts(request) - before
        if found != wanted:
            raise Trouble(f"request {request}: {wanted} attempts on what is one's own, {found} in the log")

    def decide(self, request, barred):
        """All tasks, up to the release: everybody who stands on it tries all decisions first."""
        approvers = set()
        while True:
            full = self.auditor.get(f"/api/requests/{request}")
            if full["summary"]["status"] != "in_approval":
                return approvers, full["summary"]["status"]
            task, body = full["now"][0]["task"], {"hash": full["hash"], "comment": "wie gesehen"}
            calls = [(f"/api/tasks/{task}/{action}", body) for action in DECISIONS]
            self.everybody_tries(request, barred, "tasks.decide", calls)
            approver = self.one_approves(request, task, body, barred)
            if approver is None:
                return approvers, "stuck"
            approvers.add(approver)

    def one_approves(self, request, task, body, barred):
        for login in self.random.sample(sorted(MORE), len(MORE)):
            caller = self.random.choice([self.pages[login], self.programs[login]])
            waiting = login not in barred and self.may(login, "tasks.decide") and \
                any(item["id"] == task for item in self.pages[login].items("/api/tasks"))
            answer = caller.call("POST", f"/api/tasks/{task}/approve", body)
            if answer.status == 200:
                if login in barred or not waiting:
                    raise Trouble(f"{login} approved request {request}, whose task was not his")
                return login
            if waiting and answer.fault == "approver_absent":
                return None  # the next step has nobody who is free: rightly it does not begin
            if waiting:
                raise Trouble(f"{login} should have been able to approve request {request}: {answer}")
        raise Trouble(f"nobody could approve request {request}")

    # ---- Handing over ----

    def hand_over(self, request, barred, approvers):
        amount = self.auditor.get(f"/api/requests/{request}")["summary"]["amount"]
        today = str(book_day())
        pay = [(f"/api/requests/{request}/disbursements", {"method": "expense", "amount": amount, "paid_on": today})]
        approver = self.random.choice(sorted(approvers))
        kept = self.roles[approver]
        self.set_roles(approver, ["cashier"])  # an approver who becomes cashier is still the approver
        self.everybody_tries(request, barred | approvers, "disburse.pay", pay)
        self.set_roles(approver, sorted(kept))
        payers, checkers = set(), set()
        for is_right in (False, True):  # sent back once: who checked then may not pay now, nor the other way round
            payers.add(self.pay(request, barred | approvers, checkers, pay))
            handing = self.auditor.get(f"/api/requests/{request}")["handings"][-1]["id"]
            check = [(f"/api/disbursements/{handing}/check", {"is_right": is_right, "comment": "so"})]
            checkers.add(self.check(request, barred | approvers, payers, check))
        if payers & checkers or (payers | checkers) & (approvers | barred):
            raise Trouble(f"request {request}: {approvers} approved, {payers} paid, {checkers} checked")

    def pay(self, request, barred, checkers, calls):
        kept = {login: sorted(self.roles[login]) for login in checkers}
        for login in checkers:
            self.set_roles(login, ["cashier"])
        self.everybody_tries(request, barred | checkers, "disburse.pay", calls)
        for login, roles in kept.items():
            self.set_roles(login, roles)
        return self.first_who_may(request, barred | checkers, "cashier", *calls[0])

    def check(self, request, barred, payers, calls):
        kept = {login: sorted(self.roles[login]) for login in payers}
        for login in payers:
            self.set_roles(login, ["checker"])  # a cashier who becomes checker is still the payer
        self.everybody_tries(request, barred | payers, "disburse.check", calls)
        for login, roles in kept.items():
            self.set_roles(login, roles)
        return self.first_who_may(request, barred | payers, "checker", *calls[0])

    def first_who_may(self, request, barred, role, path, body):
        free = [login for login in sorted(MORE) if role in self.roles[login] and login not in barred]
        if not free:  # all of them stand on the request: another one gets the role
            login = next(login for login in sorted(MORE) if login not in barred)
            self.set_roles(login, [role])
            free = [login]
        login = self.random.choice(free)
        answer = self.pages[login].call("POST", path, body)
        if answer.status != 200:
            raise Trouble(f"{login} should have been able to {path} of request {request}: {answer}")
        return login

    def void(self, request, barred):
        self.everybody_tries(request, barred, "requests.void",
                             [(f"/api/requests/{request}/void", {"reason": "geht nicht"})])


def main(server, company, met):
    seed = int(os.environ.get("SEED", random.SystemRandom().randrange(10 ** 9)))
    print(f"    self_approval: SEED={seed}", flush=True)
    game = Game(server, company, seed)
    for _ in range(REQUESTS):
        request, barred = game.submit()
        approvers, status = game.decide(request, barred)
        if status == "stuck":
            continue
        if status != "approved":
            raise Trouble(f"request {request} is {status} after everybody said yes")
        game.void(request, barred)
        if approvers:
            game.hand_over(request, barred, approvers)
    check = game.auditor.get("/api/log/verify")
    if not check["is_intact"] or not check["balance_ok"]:
        raise Trouble(f"the log: {check}")
    met |= {"own_request", "hands_not_apart"}
    print(f"    self_approval: {game.tried} attempts, none got through", flush=True)
