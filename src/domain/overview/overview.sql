-- What the board looks at. Each figure has an index of its own that holds only the few rows in
-- question, so that it costs the same among a million requests as among a thousand. A partial index
-- serves a statement that repeats its condition word for word: change both together.

-- Requests in approval by what is due next.
CREATE INDEX requests_by_due ON requests (status, due, applicant, department) WHERE status = 'in_approval';

-- Requests between approval and the end.
CREATE INDEX requests_in_hand ON requests (status, applicant, department)
    WHERE status IN ('approved', 'handed_over', 'disbursed');

-- Limits that are used to four fifths at least, by the end of their key, which names the window
-- (":2026", "026Q4", "26-11"), the fullest last.
CREATE INDEX accounts_near_limit ON accounts (SUBSTR(account_key, LENGTH(account_key) - 4),
    ((debits_posted + debits_pending) * 1000 / credits_posted), account_key, credits_posted, debits_posted, debits_pending)
    WHERE account_key >= 'cap:' AND account_key < 'cap;' AND credits_posted > 0 AND (debits_posted + debits_pending) * 5 >= credits_posted * 4;

-- The actor's scope (benefits_scope_of).
-- part scope
-- : scope_user ID, path_low TEXT, path_high TEXT
(:scope_user IS NULL OR applicant = :scope_user)
    AND (:path_low = '' OR department IN (SELECT id FROM departments WHERE path >= :path_low AND path < :path_high));

-- read late many
-- : now INSTANT, count INT
SELECT id FROM requests WHERE status = 'in_approval' AND due < :now AND @scope ORDER BY due, id LIMIT :count;

-- read late_count one
-- : now INSTANT, count INT
SELECT COUNT(*) AS count FROM requests WHERE status = 'in_approval' AND due < :now AND @scope;

-- read in_hand one
-- : to_hand INT, to_check INT, to_close INT
SELECT COUNT(CASE WHEN status = 'approved' THEN 1 END) AS to_hand, COUNT(CASE WHEN status = 'handed_over' THEN 1 END) AS to_check,
    COUNT(CASE WHEN status = 'disbursed' THEN 1 END) AS to_close
FROM requests WHERE status IN ('approved', 'handed_over', 'disbursed') AND @scope;

-- read months many
-- : owner INT, from_month INT, to_month INT
SELECT month, kind, count, total FROM month_sums WHERE owner = :owner AND month >= :from_month AND month <= :to_month
ORDER BY month, kind;

-- read months_below many
-- : path_low TEXT, path_high TEXT, from_month INT, to_month INT, month INT, count INT, total INT
SELECT month, kind, CAST(SUM(count) AS BIGINT) AS count, CAST(SUM(total) AS BIGINT) AS total FROM month_sums
WHERE owner IN (SELECT id FROM departments WHERE path >= :path_low AND path < :path_high)
    AND month >= :from_month AND month <= :to_month
GROUP BY month, kind ORDER BY month, kind;

-- read attempts_since one
-- : since INSTANT, count INT, scope_user ID, path_low TEXT, path_high TEXT
SELECT COUNT(*) AS count FROM attempts WHERE tried >= :since AND (:scope_user IS NULL OR applicant = :scope_user)
    AND (:path_low = '' OR applicant IN (SELECT u.id FROM users u JOIN departments d ON d.id = u.department
        WHERE d.path >= :path_low AND d.path < :path_high));

-- The fullest limits of one window.
-- read near_accounts many
-- : used INT, window_end TEXT
SELECT account_key, credits_posted, debits_posted + debits_pending AS used FROM accounts
WHERE account_key >= 'cap:' AND account_key < 'cap;' AND credits_posted > 0 AND (debits_posted + debits_pending) * 5 >= credits_posted * 4
    AND SUBSTR(account_key, LENGTH(account_key) - 4) = :window_end
ORDER BY (debits_posted + debits_pending) * 1000 / credits_posted DESC LIMIT 300;

-- Whether somebody within the scope asked for this company or person since a day.
-- read asked_for_customer one
SELECT id FROM requests WHERE customer = :customer AND planned_on >= :planned_on AND @scope LIMIT 1;

-- read asked_for_contact one
SELECT id FROM requests WHERE contact = :contact AND planned_on >= :planned_on AND @scope LIMIT 1;
