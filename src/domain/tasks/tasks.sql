-- Reads of the tasks; the tables and their writes are in benefits.sql, which makes and ends them.

-- read by_id one
SELECT id, request, token, node, zh, en, hash, since, due, is_open, action FROM tasks WHERE id = :id;

-- read is_candidate one
SELECT task FROM task_candidates WHERE task = :task AND user_id = :user_id AND is_open = 1;

-- Open tasks that a person may do, but what came back to him as the applicant.
-- read waiting_for many
-- : count INT
SELECT q.task AS id FROM task_candidates q JOIN tasks t ON t.id = q.task JOIN requests r ON r.id = t.request
WHERE q.user_id = :user_id AND q.is_open = 1 AND r.applicant <> :user_id ORDER BY q.due, q.task LIMIT :count;

-- Open tasks that nobody may do.
-- read for_nobody many
-- : count INT
SELECT t.id FROM requests r JOIN tasks t ON t.request = r.id AND t.is_open = 1
WHERE r.status = 'in_approval' AND NOT EXISTS (SELECT 1 FROM task_candidates o WHERE o.task = t.id AND o.is_open = 1)
ORDER BY t.id LIMIT :count;

-- Whether a person may do a task, and whether others may.
-- read who_may one
-- : his INT, others INT
SELECT COUNT(CASE WHEN user_id = :user_id THEN 1 END) AS his, COUNT(CASE WHEN user_id <> :user_id THEN 1 END) AS others
FROM task_candidates WHERE task = :task AND is_open = 1;

-- part listed
-- : number TEXT, kind ENUM(policy.kind), form ENUM(benefits.form), customer_name TEXT, applicant_name TEXT, department_name TEXT
-- : occasion TEXT, amount INT, amount_currency TEXT, outcome ENUM(policy.outcome), verdict JSON, name PERSONAL, request_hash TEXT
-- : count INT, after_due INSTANT, after_id ID, amount_book INT, applicant ID
SELECT t.id, t.request, r.number, t.node, t.zh, t.en, r.kind, r.form, c.name AS customer_name, k.name, u.name AS applicant_name,
    r.applicant, d.name AS department_name, r.occasion, r.amount, r.amount_currency, r.amount_book, r.outcome, r.verdict,
    r.hash AS request_hash, t.since, t.due, t.action, t.done
FROM tasks t JOIN requests r ON r.id = t.request JOIN customers c ON c.id = r.customer JOIN users u ON u.id = r.applicant
    JOIN departments d ON d.id = r.department LEFT JOIN contacts k ON k.id = r.contact;

-- read inbox many
@listed JOIN task_candidates q ON q.task = t.id WHERE q.user_id = :user_id AND q.is_open = 1 AND (:kind IS NULL OR r.kind = :kind)
    AND (q.due, q.task) > (COALESCE(:after_due, 0), COALESCE(:after_id, 0))
ORDER BY q.due, q.task LIMIT :count;

-- read done many
-- : done_by ID
@listed WHERE t.done_by = :done_by AND t.done IS NOT NULL AND (:kind IS NULL OR r.kind = :kind)
    AND (:after_id IS NULL OR t.id < :after_id) ORDER BY t.done DESC, t.id DESC LIMIT :count;

-- read waiting one
-- : count INT, late INT, today INT, now INSTANT, day_end INSTANT
SELECT COUNT(*) AS count, COUNT(CASE WHEN due > 0 AND due < :now THEN 1 END) AS late,
    COUNT(CASE WHEN due > 0 AND due < :day_end THEN 1 END) AS today
FROM task_candidates WHERE user_id = :user_id AND is_open = 1;

-- read running many
-- : flow TEXT, count INT, late INT, now INSTANT
SELECT r.flow, t.node, COUNT(*) AS count, COUNT(CASE WHEN t.due < :now THEN 1 END) AS late
FROM tasks t JOIN requests r ON r.id = t.request WHERE t.is_open = 1 GROUP BY r.flow, t.node ORDER BY r.flow, t.node;

-- Who may do what a request waits for: the first of them.
-- read next_open one
SELECT t.id, q.user_id FROM task_candidates q JOIN tasks t ON t.id = q.task
WHERE t.request = :request AND q.is_open = 1 ORDER BY t.id, q.user_id LIMIT 1;
