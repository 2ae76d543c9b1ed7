-- The request for one benefit. What the applicant wrote (content) is one sealed JSON object of the
-- .api type `content`; the columns beside it are what lists, limits and reports look at. run is the
-- flow's state, holds the pending postings of caps and budget as "account:pending:amount …".
CREATE TABLE requests (
    id ID PRIMARY KEY,
    number TEXT NOT NULL,
    kind ENUM(policy.kind) NOT NULL,
    form ENUM(benefits.form) NOT NULL,
    status ENUM(benefits.status) NOT NULL,
    outcome ENUM(policy.outcome),
    customer ID NOT NULL REFERENCES customers (id),
    contact ID REFERENCES contacts (id),
    applicant ID NOT NULL REFERENCES users (id),
    department ID NOT NULL REFERENCES departments (id),
    occasion TEXT NOT NULL,
    amount INT NOT NULL,
    amount_currency TEXT NOT NULL,
    amount_book INT NOT NULL,         -- minor units of the book's currency
    value INT NOT NULL,               -- per person, likewise
    planned_on DAY NOT NULL,
    submitted INSTANT NOT NULL,
    changed INSTANT NOT NULL,
    version INT NOT NULL,
    hash TEXT NOT NULL,               -- SHA-256 of the canonical content
    content PERSONAL NOT NULL,
    verdict JSON,
    flow TEXT NOT NULL,
    flow_version TEXT NOT NULL,
    run JSON,
    holds TEXT NOT NULL,
    waits_for TEXT NOT NULL,
    waits_since INSTANT,
    due INSTANT,
    actual INT,
    closed INSTANT,
    note TEXT NOT NULL,
    return_reason TEXT NOT NULL,
    urged INSTANT,
    source TEXT NOT NULL,             -- where it was imported from; empty: made here
    external_id TEXT
);
-- These two answer what somebody was given without looking at the rows, each on a page of its own.
CREATE INDEX requests_by_customer ON requests (customer, planned_on, status, amount_book);
CREATE INDEX requests_by_contact ON requests (contact, planned_on, status, value) WHERE contact IS NOT NULL;
CREATE INDEX requests_by_applicant ON requests (applicant, id);
CREATE INDEX requests_by_status ON requests (status, id);
CREATE INDEX requests_by_day ON requests (planned_on);
CREATE INDEX requests_by_number ON requests (number);
CREATE UNIQUE INDEX requests_by_source ON requests (source, external_id) WHERE external_id IS NOT NULL;

-- What people decided, and whether a later change made it void.
CREATE TABLE decisions (
    id ID PRIMARY KEY,
    request ID NOT NULL REFERENCES requests (id),
    task ID NOT NULL,
    node TEXT NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    by_user ID NOT NULL REFERENCES users (id),
    by_name TEXT NOT NULL,
    decided INSTANT NOT NULL,
    action TEXT NOT NULL,
    comment TEXT NOT NULL,
    hash TEXT NOT NULL,
    door TEXT NOT NULL,
    is_void BOOL NOT NULL
);
CREATE INDEX decisions_by_request ON decisions (request, id);

-- What somebody typed and did not submit yet.
CREATE TABLE drafts (
    id ID PRIMARY KEY,
    owner ID NOT NULL REFERENCES users (id),
    content PERSONAL NOT NULL,
    saved INSTANT NOT NULL
);
CREATE INDEX drafts_by_owner ON drafts (owner, id);

-- Attempts that the rules stopped: kept so that audit sees them.
CREATE TABLE attempts (
    id ID PRIMARY KEY,
    applicant ID NOT NULL REFERENCES users (id),
    customer ID,
    tried INSTANT NOT NULL,
    kind ENUM(policy.kind),
    amount_book INT NOT NULL,
    refusal TEXT NOT NULL,
    rule TEXT NOT NULL
);
CREATE INDEX attempts_by_time ON attempts (tried);

-- Requests that count, by the month of their day (202611) and kind: of everybody (owner 0), of each
-- department, of each applicant. Moved by the commands that make one count or not (see months.c).
CREATE TABLE month_sums (
    owner INT NOT NULL,
    month INT NOT NULL,
    kind ENUM(policy.kind) NOT NULL,
    count INT NOT NULL,
    total INT NOT NULL,               -- minor units of the book's currency
    PRIMARY KEY (owner, month, kind)
);

-- Work for a person, made by a flow's user task. assignee is one person; where a role may act, each
-- candidate stands in task_candidates.
CREATE TABLE tasks (
    id ID PRIMARY KEY,
    request ID NOT NULL REFERENCES requests (id),
    token TEXT NOT NULL,              -- the flow's
    node TEXT NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    hash TEXT NOT NULL,               -- of the content when the task came up
    since INSTANT NOT NULL,
    due INSTANT,
    is_open BOOL NOT NULL,
    action TEXT NOT NULL,
    done INSTANT,
    done_by ID
);
CREATE INDEX tasks_by_request ON tasks (request, is_open);
CREATE INDEX tasks_by_done ON tasks (done_by, done) WHERE done_by IS NOT NULL;

-- Who may do a task. due is the task's, 0 where it has none: an inbox is one stretch of the index.
CREATE TABLE task_candidates (
    task ID NOT NULL REFERENCES tasks (id),
    user_id ID NOT NULL REFERENCES users (id),
    is_open BOOL NOT NULL,
    due INT NOT NULL,
    PRIMARY KEY (task, user_id)
);
CREATE INDEX task_candidates_by_user ON task_candidates (user_id, is_open, due, task);

-- part row
-- : customer_name TEXT, applicant_name TEXT, department_name TEXT, department_path TEXT
SELECT r.id, r.number, r.kind, r.form, r.status, r.outcome, r.customer, c.name AS customer_name, r.contact, r.applicant,
    u.name AS applicant_name, r.department, d.name AS department_name, d.path AS department_path, r.occasion, r.amount, r.amount_currency,
    r.amount_book, r.value, r.planned_on, r.submitted, r.changed, r.version, r.hash, r.content, r.verdict, r.flow, r.flow_version,
    r.run, r.holds, r.waits_for, r.waits_since, r.due, r.actual, r.closed, r.note, r.return_reason, r.urged, r.source
FROM requests r JOIN customers c ON c.id = r.customer JOIN users u ON u.id = r.applicant JOIN departments d ON d.id = r.department;

-- read by_id one
@row WHERE r.id = :id;

-- Only what the flow's own commands look at.
-- read standing_of one
SELECT id, status, kind, applicant, department, planned_on, amount_book, holds, note FROM requests WHERE id = :id;

-- part summary
-- : customer_name TEXT, name PERSONAL, applicant_name TEXT, department_name TEXT, is_late BOOL, is_imported BOOL
-- : now INSTANT, amount_book_currency TEXT
SELECT r.id, r.number, r.kind, r.status, r.outcome, r.customer, c.name AS customer_name, r.contact, k.name AS name, r.applicant,
    u.name AS applicant_name, r.department, d.name AS department_name, r.occasion, r.amount, r.amount_currency, r.amount_book,
    r.planned_on, r.submitted, r.changed, r.waits_for, r.waits_since, r.due,
    (r.status = 'in_approval' AND r.due IS NOT NULL AND r.due < :now) AS is_late, (r.source <> '') AS is_imported
FROM requests r JOIN customers c ON c.id = r.customer JOIN users u ON u.id = r.applicant JOIN departments d ON d.id = r.department
LEFT JOIN contacts k ON k.id = r.contact;

-- The filters that every list of requests shares; the scope is one of them.
-- part filter
-- : status ENUM(benefits.status), kind ENUM(policy.kind), outcome ENUM(policy.outcome), from_day DAY, to_day DAY
-- : amount_min INT, amount_max INT, late_only BOOL, scope_user ID, path_low TEXT, path_high TEXT, department ID
-- : after_id ID, count INT, now INSTANT, contact ID
(:status IS NULL OR r.status = :status) AND (:kind IS NULL OR r.kind = :kind) AND (:outcome IS NULL OR r.outcome = :outcome)
    AND (:from_day IS NULL OR r.planned_on >= :from_day) AND (:to_day IS NULL OR r.planned_on <= :to_day)
    AND r.amount_book >= :amount_min AND r.amount_book <= :amount_max
    AND (:late_only = 0 OR (r.status = 'in_approval' AND r.due < :now))
    AND (:scope_user IS NULL OR r.applicant = :scope_user)
    AND (:path_low = '' OR r.department IN (SELECT id FROM departments WHERE path >= :path_low AND path < :path_high))
    AND (:department IS NULL OR r.department = :department) AND (:contact IS NULL OR r.contact = :contact);

-- Customers that fit a search (customers_plan_search); the same words as customers/page_by_word.
-- part fitting
-- : word TEXT, w1 TEXT, w2 TEXT, w3 TEXT, n1 TEXT, n2 TEXT, n3 TEXT, n4 TEXT
SELECT w.customer FROM customer_words w JOIN customers x ON x.id = w.customer WHERE w.word = :word
    AND NOT ((:w1 <> '' AND NOT EXISTS (SELECT 1 FROM customer_words y WHERE y.word = :w1 AND y.customer = w.customer))
        OR (:w2 <> '' AND NOT EXISTS (SELECT 1 FROM customer_words y WHERE y.word = :w2 AND y.customer = w.customer))
        OR (:w3 <> '' AND NOT EXISTS (SELECT 1 FROM customer_words y WHERE y.word = :w3 AND y.customer = w.customer)))
    AND NOT ((:n1 <> '' AND INSTR(x.search, :n1) = 0) OR (:n2 <> '' AND INSTR(x.search, :n2) = 0)
        OR (:n3 <> '' AND INSTR(x.search, :n3) = 0) OR (:n4 <> '' AND INSTR(x.search, :n4) = 0));

-- read page many
@summary WHERE r.id < :after_id AND @filter ORDER BY r.id DESC LIMIT :count;

-- read page_of_customer many
-- : customer ID
@summary WHERE r.customer = :customer AND r.id < :after_id AND @filter ORDER BY r.id DESC LIMIT :count;

-- read page_of_applicant many
-- : applicant ID
@summary WHERE r.applicant = :applicant AND r.id < :after_id AND @filter ORDER BY r.id DESC LIMIT :count;

-- Late ones are few: their ids come from the index of what is due next (overview.sql).
-- read page_of_late many
-- : late_before INSTANT
@summary WHERE r.id IN (SELECT id FROM requests WHERE status = 'in_approval' AND due < :late_before AND id < :after_id) AND @filter
ORDER BY r.id DESC LIMIT :count;

-- read page_of_status many
-- : wanted ENUM(benefits.status)
@summary WHERE r.status = :wanted AND r.id < :after_id AND @filter ORDER BY r.id DESC LIMIT :count;

-- What a search finds, where it is little: the ids of the fitting customers' requests from their index, and
-- the one whose number it is.
-- read page_of_few many
-- : number_id ID, customer ID, applicant ID
@summary WHERE r.id IN (SELECT q.id FROM requests q WHERE q.customer IN (@fitting) AND q.id < :after_id
        UNION ALL SELECT q.id FROM requests q WHERE q.id = :number_id)
    AND r.id < :after_id AND (:customer IS NULL OR r.customer = :customer) AND (:applicant IS NULL OR r.applicant = :applicant)
    AND @filter ORDER BY r.id DESC LIMIT :count;

-- And where it is much: newest first, until the page is full. The plus keeps the index out of it.
-- read page_of_many many
-- : number_id ID, customer ID
@summary WHERE r.id < :after_id AND (+r.customer IN (@fitting) OR r.id = :number_id)
    AND (:customer IS NULL OR r.customer = :customer) AND @filter ORDER BY r.id DESC LIMIT :count;

-- The same among those of one person.
-- read page_of_many_by many
-- : number_id ID, customer ID, applicant ID
@summary WHERE r.applicant = :applicant AND r.id < :after_id AND (+r.customer IN (@fitting) OR r.id = :number_id)
    AND (:customer IS NULL OR r.customer = :customer) AND @filter ORDER BY r.id DESC LIMIT :count;

-- How many requests the fitting customers have, counted up to a bound.
-- read count_fitting one
-- : count INT, bound INT
SELECT COUNT(*) AS count FROM (SELECT q.id FROM requests q WHERE q.customer IN (@fitting) LIMIT :bound) s;

-- read id_by_number one
SELECT id FROM requests WHERE number = :number;

-- read sum_found one
-- : total INT, count INT, number_id ID, customer ID, applicant ID
SELECT COUNT(*) AS count, COALESCE(CAST(SUM(r.amount_book) AS BIGINT), 0) AS total FROM requests r
WHERE r.id IN (SELECT q.id FROM requests q WHERE q.customer IN (@fitting) UNION ALL SELECT q.id FROM requests q WHERE q.id = :number_id)
    AND (:customer IS NULL OR r.customer = :customer) AND (:applicant IS NULL OR r.applicant = :applicant) AND @filter
    AND (:after_id IS NULL OR r.id < :after_id) AND (:count = 0 OR r.id > 0);

-- read sum one
-- : total INT, count INT, customer ID, applicant ID
SELECT COUNT(*) AS count, COALESCE(CAST(SUM(r.amount_book) AS BIGINT), 0) AS total FROM requests r
WHERE (:customer IS NULL OR r.customer = :customer) AND (:applicant IS NULL OR r.applicant = :applicant) AND @filter
    AND (:after_id IS NULL OR r.id < :after_id) AND (:count = 0 OR r.id > 0);

-- What this person or company was given before: for the rules.
-- read given_to_contact one
-- : total INT, gifts INT, from_day DAY, to_day DAY, gift_day DAY, since_day DAY, except_id ID
SELECT COALESCE(CAST(SUM(CASE WHEN planned_on >= :from_day AND planned_on <= :to_day THEN value ELSE 0 END) AS BIGINT), 0)
    AS total, COUNT(CASE WHEN planned_on >= :gift_day THEN 1 END) AS gifts
FROM requests WHERE contact = :contact AND planned_on >= :since_day AND id <> COALESCE(:except_id, 0)
    AND status <> 'rejected' AND status <> 'withdrawn' AND status <> 'voided';

-- read given_to_customer one
-- : total INT, from_day DAY
SELECT COALESCE(CAST(SUM(amount_book) AS BIGINT), 0) AS total FROM requests
WHERE customer = :customer AND planned_on >= :from_day
    AND status <> 'rejected' AND status <> 'withdrawn' AND status <> 'voided';

-- read alike_requests many
-- : applicant_name TEXT, from_day DAY, to_day DAY, except_id ID
SELECT r.id, r.number, r.kind, r.amount, r.amount_currency, u.name AS applicant_name, r.planned_on, r.status, r.contact, r.value
FROM requests r JOIN users u ON u.id = r.applicant
WHERE r.customer = :customer AND r.planned_on >= :from_day AND r.planned_on <= :to_day AND r.id <> COALESCE(:except_id, 0)
    AND r.status <> 'voided' AND r.status <> 'withdrawn' AND r.status <> 'rejected' ORDER BY r.planned_on DESC LIMIT 20;

-- read known_import one
SELECT id FROM requests WHERE source = :source AND external_id = :external_id;

-- write insert
INSERT INTO requests (id, number, kind, form, status, outcome, customer, contact, applicant, department, occasion, amount,
    amount_currency, amount_book, value, planned_on, submitted, changed, version, hash, content, verdict, flow, flow_version, run,
    holds, waits_for, waits_since, due, note, return_reason, source, external_id, actual, closed)
VALUES (:id, :number, :kind, :form, :status, :outcome, :customer, :contact, :applicant, :department, :occasion, :amount,
    :amount_currency, :amount_book, :value, :planned_on, :submitted, :changed, :version, :hash, :content, :verdict, :flow,
    :flow_version, :run, :holds, :waits_for, :waits_since, :due, '', '', :source, NULLIF(:external_id, ''), :actual, :closed);

-- A returned request that comes again, changed.
-- write resubmit
UPDATE requests SET kind = :kind, form = :form, status = :status, outcome = :outcome, customer = :customer, contact = :contact,
    occasion = :occasion, amount = :amount, amount_currency = :amount_currency, amount_book = :amount_book, value = :value,
    planned_on = :planned_on, changed = :changed, version = :version, hash = :hash, content = :content, verdict = :verdict,
    flow = :flow, flow_version = :flow_version, run = :run, holds = :holds, waits_for = :waits_for, waits_since = :waits_since,
    due = :due, return_reason = '' WHERE id = :id;

-- write set_status
UPDATE requests SET status = :status, changed = :changed, holds = :holds, waits_for = :waits_for, waits_since = :waits_since,
    due = :due, note = :note, return_reason = :return_reason WHERE id = :id;

-- write set_run
UPDATE requests SET run = :run, changed = :changed, waits_for = :waits_for, waits_since = :waits_since, due = :due WHERE id = :id;

-- write set_closed
UPDATE requests SET status = :status, changed = :changed, holds = :holds, actual = :actual, closed = :closed, note = :note,
    waits_for = '', waits_since = NULL, due = NULL WHERE id = :id;

-- write set_urged
UPDATE requests SET urged = :urged WHERE id = :id;

-- read decisions_of many
SELECT id, task, node, zh, en, by_user, by_name, decided, action, comment, hash, door, is_void FROM decisions
WHERE request = :request ORDER BY id LIMIT 200;

-- read first_decision one
SELECT id FROM decisions WHERE request = :request AND action = 'approve' AND is_void = 0 LIMIT 1;

-- write insert_decision
INSERT INTO decisions (id, request, task, node, zh, en, by_user, by_name, decided, action, comment, hash, door, is_void)
VALUES (:id, :request, :task, :node, :zh, :en, :by_user, :by_name, :decided, :action, :comment, :hash, :door, 0);

-- A material change voids the decisions that were bound to another content.
-- write void_decisions
UPDATE decisions SET is_void = 1 WHERE request = :request AND hash <> :hash AND action = 'approve';

-- read draft_by_id one
SELECT id, owner, content, saved FROM drafts WHERE id = :id;

-- read drafts_of many
-- : after_id ID, count INT
SELECT id, content, saved FROM drafts WHERE owner = :owner AND id < :after_id ORDER BY id DESC LIMIT :count;

-- write put_draft
INSERT INTO drafts (id, owner, content, saved) VALUES (:id, :owner, :content, :saved)
ON CONFLICT (id) DO UPDATE SET content = excluded.content, saved = excluded.saved;

-- write delete_draft
-- : owner ID
DELETE FROM drafts WHERE id = :id AND owner = :owner;

-- write insert_attempt
INSERT INTO attempts (id, applicant, customer, tried, kind, amount_book, refusal, rule)
VALUES (:id, :applicant, :customer, :tried, :kind, :amount_book, :refusal, :rule);

-- read events_of many
-- : leaf BYTES, hash BYTES, subject ID, index_at INT, after_index INT, count INT
SELECT index_at, leaf, hash FROM log_entries WHERE subject = :subject AND index_at > :after_index
ORDER BY index_at LIMIT :count;

-- write add_to_month
-- : owner INT, month INT, kind ENUM(policy.kind), count INT, total INT
INSERT INTO month_sums (owner, month, kind, count, total) VALUES (:owner, :month, :kind, :count, :total)
ON CONFLICT (owner, month, kind) DO UPDATE SET count = month_sums.count + excluded.count, total = month_sums.total + excluded.total;

-- read tasks_of many
SELECT id, request, token, node, zh, en, hash, since, due FROM tasks WHERE request = :request AND is_open = 1 ORDER BY id LIMIT 20;

-- What belongs to a request and is kept by disbursement/ and evidence/: for its page.
-- read handings_of many
-- : method TEXT
SELECT id, method, amount, amount_currency, paid_on, reference, recorded, recorded_name, checked, checked_name, is_right, comment
FROM handings WHERE request = :request ORDER BY id LIMIT 50;

-- read pieces_of many
SELECT id, name, type, size, sha256, purpose, added, added_name FROM evidence WHERE request = :request ORDER BY id LIMIT 200;

-- read my_task one
SELECT t.id, t.is_open FROM task_candidates q JOIN tasks t ON t.id = q.task
WHERE q.user_id = :user_id AND t.request = :request ORDER BY t.is_open DESC, t.id DESC LIMIT 1;

-- write insert_task
INSERT INTO tasks (id, request, token, node, zh, en, hash, since, due, is_open, action)
VALUES (:id, :request, :token, :node, :zh, :en, :hash, :since, :due, 1, '');

-- write insert_candidate
INSERT INTO task_candidates (task, user_id, is_open, due) VALUES (:task, :user_id, 1, :due)
ON CONFLICT (task, user_id) DO UPDATE SET is_open = 1;

-- write finish_task
UPDATE tasks SET is_open = 0, action = :action, done = :done, done_by = :done_by WHERE id = :id;

-- write close_candidate
UPDATE task_candidates SET is_open = 0 WHERE task = :task AND user_id = :user_id;

-- All that a person could decide; what goes back to him as the applicant stays his.
-- write close_candidates_of
UPDATE task_candidates SET is_open = 0 WHERE user_id = :user_id AND is_open = 1
    AND task NOT IN (SELECT t.id FROM tasks t JOIN requests r ON r.id = t.request WHERE r.applicant = :user_id AND t.is_open = 1);

-- write set_waits_for
UPDATE requests SET waits_for = :waits_for, changed = :changed WHERE id = :id;

-- write close_candidates
UPDATE task_candidates SET is_open = 0 WHERE task = :task;
