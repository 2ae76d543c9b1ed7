-- Limits by dimension, window and measure. What is used of one stands in the ledger: the account
-- "cap:ID:SUBJECT:WINDOW", of a rolling window one account for each day (see caps.c).
CREATE TABLE caps (
    id ID PRIMARY KEY,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    dimension ENUM(caps.dimension) NOT NULL,
    parts INT NOT NULL,               -- bits: 1 << part
    time_window ENUM(caps.window) NOT NULL,
    days INT NOT NULL,                -- of a rolling window
    measure ENUM(caps.measure) NOT NULL,
    kinds INT NOT NULL,               -- bits: 1 << kind; 0: all
    most INT NOT NULL,
    valid_from DAY NOT NULL,
    valid_to DAY
);

-- What was used of a limit before the book began, posted as such to the limit's account.
CREATE TABLE cap_openings (
    account_key TEXT PRIMARY KEY,
    used INT NOT NULL
);

-- read opening one
SELECT used FROM cap_openings WHERE account_key = :account_key;

-- write insert_opening
INSERT INTO cap_openings (account_key, used) VALUES (:account_key, :used);

-- read all many kept
SELECT id, name, name_en, dimension, parts, time_window, days, measure, kinds, most, valid_from, valid_to FROM caps ORDER BY id LIMIT 200;

-- read by_id one
SELECT id, name, name_en, dimension, parts, time_window, days, measure, kinds, most, valid_from, valid_to FROM caps WHERE id = :id;

-- Customers that went into this one, by whatever detour: what they were given counts against its limits.
-- read absorbed many
-- : id ID, customer ID
WITH RECURSIVE gone(id) AS (
    SELECT id FROM customers WHERE merged_into = :customer
    UNION ALL SELECT c.id FROM gone JOIN customers c ON c.merged_into = gone.id)
SELECT gone.id AS id FROM gone LIMIT 200;

-- People of a household and customers of a group: what they were given before they came together counts too.
-- read housemates many
SELECT id FROM contacts WHERE household = :household LIMIT 200;

-- read group_members many
SELECT id FROM customers WHERE group_id = :group_id LIMIT 200;

-- write insert
INSERT INTO caps (id, name, name_en, dimension, parts, time_window, days, measure, kinds, most, valid_from, valid_to)
VALUES (:id, :name, :name_en, :dimension, :parts, :time_window, :days, :measure, :kinds, :most, :valid_from, :valid_to);

-- write set_end
UPDATE caps SET valid_to = :valid_to WHERE id = :id;
