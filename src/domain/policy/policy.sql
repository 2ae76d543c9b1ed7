-- Policies of this book (the table stands in command/book.sql, because the rules are read from it).

-- part whole
SELECT id, pack, status, valid_from, valid_to, version, dmn, cases, sources, author, author_name, changed, changed_by,
    confirmed_by, confirmed_name, published, comment FROM policies;

-- read policy_by_id one
@whole WHERE id = :id;

-- Those of one pack; without a pack those of all that are not published yet.
-- read listed many
SELECT id, pack, status, valid_from, valid_to, version, author, author_name, changed, changed_by, confirmed_name, published, comment
FROM policies WHERE pack = :pack OR (:pack = '' AND status IN ('draft', 'in_review')) ORDER BY id DESC LIMIT 200;

-- read open_of_pack one
-- : alike INT
SELECT COUNT(*) AS alike FROM policies WHERE pack = :pack;

-- write insert_policy
INSERT INTO policies (id, pack, status, valid_from, valid_to, version, dmn, cases, sources, author, author_name, changed, changed_by,
    confirmed_name, comment)
VALUES (:id, :pack, :status, :valid_from, :valid_to, :version, :dmn, :cases, :sources, :author, :author_name, :changed, :changed_by,
    '', '');

-- write set_model
UPDATE policies SET dmn = :dmn, version = :version, status = :status, changed = :changed, changed_by = :changed_by WHERE id = :id;

-- write set_texts
UPDATE policies SET valid_from = :valid_from, valid_to = :valid_to, cases = :cases, sources = :sources, status = :status,
    changed = :changed, changed_by = :changed_by WHERE id = :id;

-- write set_state
UPDATE policies SET status = :status, comment = :comment WHERE id = :id;

-- write confirm
UPDATE policies SET status = 'published', confirmed_by = :confirmed_by, confirmed_name = :confirmed_name, published = :published,
    comment = :comment WHERE id = :id;

-- write retire
UPDATE policies SET status = 'retired', valid_to = :valid_to, comment = :comment WHERE id = :id;

-- Requests of a period with what the rules looked at, in the order of their ids.
-- read judged_requests many
-- : verdict JSON, kind ENUM(policy.kind), outcome ENUM(policy.outcome), from_day DAY, to_day DAY, after_id ID, count INT, amount_book INT
-- : planned_on DAY, department ID, id ID
SELECT id, kind, department, planned_on, amount_book, outcome, verdict FROM requests
WHERE id > COALESCE(:after_id, 0) AND planned_on >= :from_day AND planned_on <= :to_day ORDER BY id LIMIT :count;

-- read count_of_period one
-- : count INT, from_day DAY, to_day DAY
SELECT COUNT(*) AS count FROM requests WHERE planned_on >= :from_day AND planned_on <= :to_day;

-- read changed_request one
-- : number TEXT, customer_name TEXT, id ID
SELECT r.number, c.name AS customer_name FROM requests r JOIN customers c ON c.id = r.customer WHERE r.id = :id;

-- read department_names many
-- : id ID, name TEXT
SELECT id, name FROM departments;
