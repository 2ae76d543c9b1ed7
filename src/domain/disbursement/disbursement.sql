-- What was handed over for a request, and who confirmed it.
CREATE TABLE handings (
    id ID PRIMARY KEY,
    request ID NOT NULL REFERENCES requests (id),
    method ENUM(disbursement.method) NOT NULL,
    amount INT NOT NULL,
    amount_currency TEXT NOT NULL,
    paid_on DAY NOT NULL,
    payee_name PERSONAL,
    reference TEXT NOT NULL,
    note TEXT NOT NULL,
    recorded INSTANT NOT NULL,
    recorded_by ID NOT NULL REFERENCES users (id),
    recorded_name TEXT NOT NULL,
    checked INSTANT,
    checked_by ID,
    checked_name TEXT NOT NULL,
    is_right BOOL NOT NULL,
    comment TEXT NOT NULL
);
CREATE INDEX handings_by_request ON handings (request, id);

-- part row
SELECT id, request, method, amount, amount_currency, paid_on, payee_name, reference, note, recorded, recorded_by, recorded_name, checked,
    checked_by, checked_name, is_right, comment FROM handings;

-- read by_id one
@row WHERE id = :id;

-- read of_request many
@row WHERE request = :request ORDER BY id LIMIT 50;

-- read handed one
-- : total INT
SELECT COALESCE(CAST(SUM(amount) AS BIGINT), 0) AS total FROM handings
WHERE request = :request AND (checked IS NULL OR is_right = 1);

-- read has_decided one
-- : by_user ID
SELECT id FROM decisions WHERE request = :request AND by_user = :by_user AND action = 'approve' LIMIT 1;

-- read page many
-- : number TEXT, kind ENUM(policy.kind), status ENUM(benefits.status), customer_name TEXT, applicant_name TEXT, content PERSONAL
-- : applicant ID, planned_on DAY, changed INSTANT, approved INSTANT, after_id ID, count INT
SELECT r.id, r.number, r.kind, r.status, c.name AS customer_name, u.name AS applicant_name, r.applicant, r.content, r.amount,
    r.amount_currency, r.planned_on, r.changed
FROM requests r JOIN customers c ON c.id = r.customer JOIN users u ON u.id = r.applicant
WHERE r.status = :status AND r.id > COALESCE(:after_id, 0) AND r.source = '' ORDER BY r.id LIMIT :count;

-- write insert
INSERT INTO handings (id, request, method, amount, amount_currency, paid_on, payee_name, reference, note, recorded, recorded_by,
    recorded_name, checked_name, is_right, comment)
VALUES (:id, :request, :method, :amount, :amount_currency, :paid_on, :payee_name, :reference, :note, :recorded, :recorded_by,
    :recorded_name, '', 0, '');

-- write set_checked
UPDATE handings SET checked = :checked, checked_by = :checked_by, checked_name = :checked_name, is_right = :is_right,
    comment = :comment WHERE id = :id;
