-- What verification reads to hold rows against the log: only reads. Enums come as the words that
-- stand in the log.

-- read requests_after many
-- : after_id ID, count INT, kind TEXT, form TEXT, status TEXT, outcome TEXT, minor INT, currency TEXT, hash TEXT
SELECT id, number, kind, form, status, outcome, customer, contact, applicant, occasion, amount AS minor,
    amount_currency AS currency, amount_book, planned_on, submitted, version, hash, content, actual, closed, source, external_id
FROM requests WHERE id > :after_id ORDER BY id LIMIT :count;

-- read entries_of many
SELECT index_at, leaf, salt FROM log_entries WHERE subject = :subject ORDER BY index_at LIMIT 10000;

-- read decisions_of many
-- : hash TEXT
SELECT id, task, by_user, decided, action, comment, hash, door FROM decisions WHERE request = :request ORDER BY id LIMIT 10000;

-- read handings_of many
-- : method TEXT, minor INT, currency TEXT
SELECT id, method, amount AS minor, amount_currency AS currency, paid_on, payee_name, reference, note, is_last, recorded, recorded_by,
    checked, checked_by, is_right, comment
FROM handings WHERE request = :request ORDER BY id LIMIT 10000;

-- read tasks_of many
SELECT id, action, done, done_by, is_open FROM tasks WHERE request = :request ORDER BY id LIMIT 10000;

-- Where a customer that was merged went.
-- read merged one
SELECT merged_into FROM customers WHERE id = :id;

-- Requests that the log knows and the table does not.
-- read lost one
-- : entry INT, request ID
SELECT e.index_at AS entry, e.subject AS request FROM log_entries e
WHERE e.command IN ('submit_request', 'import_benefit') AND NOT EXISTS (SELECT 1 FROM requests r WHERE r.id = e.subject)
ORDER BY e.index_at LIMIT 1;

-- Decisions and handings over of requests that are not there.
-- read strays one
-- : place TEXT, id ID
SELECT 'decisions' AS place, d.id AS id FROM decisions d WHERE NOT EXISTS (SELECT 1 FROM requests r WHERE r.id = d.request)
UNION ALL
SELECT 'handings' AS place, h.id AS id FROM handings h WHERE NOT EXISTS (SELECT 1 FROM requests r WHERE r.id = h.request)
ORDER BY place, id LIMIT 1;
