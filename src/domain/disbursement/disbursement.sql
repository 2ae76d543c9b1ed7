-- What was handed over for a request, and who confirmed it. Wrong ones stay, and count for nothing.
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
    is_last BOOL NOT NULL,            -- nothing more of this request will follow
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
SELECT id, request, method, amount, amount_currency, paid_on, payee_name, reference, note, is_last, recorded, recorded_by, recorded_name,
    checked, checked_by, checked_name, is_right, comment FROM handings;

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

-- Whether a person had a hand in any handing over of the request, this one or an earlier one.
-- read has_handled one
-- : by_user ID, paid INT, checked INT
SELECT COUNT(CASE WHEN recorded_by = :by_user THEN 1 END) AS paid, COUNT(CASE WHEN checked_by = :by_user THEN 1 END) AS checked
FROM handings WHERE request = :request;

-- read evidence_of one
-- : count INT
SELECT COUNT(*) AS count FROM evidence WHERE request = :request;

-- Requests of one status with the newest handing of each, the sum of what counts, and whether the
-- one who asks has approved it.
-- read page many
-- : number TEXT, kind ENUM(policy.kind), status ENUM(benefits.status), customer_name TEXT, applicant_name TEXT, content PERSONAL
-- : handing ID, handing_amount INT, handed INT, approved INSTANT, has_decided INT, has_paid INT, has_checked INT
-- : after_id ID, by_user ID, count INT
SELECT r.id, r.number, r.kind, r.status, c.name AS customer_name, u.name AS applicant_name, r.applicant, r.content, r.amount,
    r.amount_currency, r.planned_on, h.id AS handing, h.method, h.amount AS handing_amount, h.reference, h.recorded_by, h.recorded_name,
    (SELECT COALESCE(CAST(SUM(s.amount) AS BIGINT), 0) FROM handings s WHERE s.request = r.id AND (s.checked IS NULL OR s.is_right = 1))
        AS handed,
    COALESCE((SELECT MAX(a.decided) FROM decisions a WHERE a.request = r.id AND a.action = 'approve' AND a.is_void = 0), r.submitted)
        AS approved,
    (SELECT COUNT(*) FROM decisions m WHERE m.request = r.id AND m.by_user = :by_user AND m.action = 'approve') AS has_decided,
    (SELECT COUNT(*) FROM handings p WHERE p.request = r.id AND p.recorded_by = :by_user) AS has_paid,
    (SELECT COUNT(*) FROM handings q WHERE q.request = r.id AND q.checked_by = :by_user) AS has_checked
FROM requests r JOIN customers c ON c.id = r.customer JOIN users u ON u.id = r.applicant
LEFT JOIN handings h ON h.id = (SELECT MAX(n.id) FROM handings n WHERE n.request = r.id)
WHERE r.status = :status AND r.id > COALESCE(:after_id, 0) AND r.source = '' ORDER BY r.id LIMIT :count;

-- write insert
INSERT INTO handings (id, request, method, amount, amount_currency, paid_on, payee_name, reference, note, is_last, recorded, recorded_by,
    recorded_name, checked_name, is_right, comment)
VALUES (:id, :request, :method, :amount, :amount_currency, :paid_on, :payee_name, :reference, :note, :is_last, :recorded, :recorded_by,
    :recorded_name, '', 0, '');

-- write set_checked
UPDATE handings SET checked = :checked, checked_by = :checked_by, checked_name = :checked_name, is_right = :is_right,
    comment = :comment WHERE id = :id;
