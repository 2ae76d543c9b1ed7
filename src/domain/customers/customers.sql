-- Companies that we give benefits to. A merged one stays and points to where it went.
CREATE TABLE customers (
    id ID PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    nature ENUM(customers.nature) NOT NULL,
    is_listed BOOL NOT NULL,
    region TEXT NOT NULL,
    industry TEXT NOT NULL,
    group_id ID REFERENCES customers (id),
    owner ID NOT NULL REFERENCES users (id),
    tax_number TEXT NOT NULL,
    merged_into ID REFERENCES customers (id),
    search TEXT NOT NULL,             -- what it is found by, in one form: customers/words.c
    created INSTANT NOT NULL
);
CREATE UNIQUE INDEX customers_by_name ON customers (name);
CREATE INDEX customers_by_nature ON customers (nature, id);
CREATE INDEX customers_by_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customers_by_group ON customers (group_id);
CREATE INDEX customers_by_owner ON customers (owner, id);

-- Words for finding customers: single characters and bigrams of Chinese text, beginnings of pinyin
-- initials and Latin words; made by customers/words.c, kept as rows so that both databases find them
-- by the same index, newest customer first.
CREATE TABLE customer_words (
    word TEXT NOT NULL,
    customer ID NOT NULL REFERENCES customers (id),
    PRIMARY KEY (word, customer)
);

-- People at customers. name_hash finds people of the same name without opening the sealed names.
CREATE TABLE contacts (
    id ID PRIMARY KEY,
    customer ID NOT NULL REFERENCES customers (id),
    name PERSONAL NOT NULL,
    name_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    phone PERSONAL,
    email PERSONAL,
    is_official BOOL NOT NULL,
    is_relative BOOL NOT NULL,
    relative_of PERSONAL,
    household ID REFERENCES contacts (id), -- the person whose household it is; none: their own
    is_buyer BOOL NOT NULL,
    is_active BOOL NOT NULL
);
CREATE INDEX contacts_by_customer ON contacts (customer, id);
CREATE INDEX contacts_by_household ON contacts (household) WHERE household IS NOT NULL;
CREATE INDEX contacts_by_name_hash ON contacts (name_hash);

-- What was different before: for merges and edits. Of a person's sealed values only that they changed.
CREATE TABLE customer_changes (
    id ID PRIMARY KEY,
    customer ID NOT NULL REFERENCES customers (id),
    contact ID REFERENCES contacts (id),
    changed INSTANT NOT NULL,
    by_name TEXT NOT NULL,
    what TEXT NOT NULL,
    was TEXT NOT NULL,
    is_now TEXT NOT NULL
);
CREATE INDEX customer_changes_by_customer ON customer_changes (customer, id);

-- What customers bought, from a CRM or a file.
CREATE TABLE purchases (
    id ID PRIMARY KEY,
    customer ID NOT NULL REFERENCES customers (id),
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    bought_on DAY NOT NULL,
    amount INT NOT NULL,
    amount_currency TEXT NOT NULL,
    item TEXT NOT NULL,
    UNIQUE (source, external_id)
);
CREATE INDEX purchases_by_customer ON purchases (customer, bought_on);

-- read by_id one
-- : group_name TEXT, owner_name TEXT
SELECT c.id, c.code, c.name, c.name_en, c.nature, c.is_listed, c.region, c.industry, c.group_id, g.name AS group_name,
    c.owner, u.name AS owner_name, c.tax_number, c.merged_into, c.created
FROM customers c JOIN users u ON u.id = c.owner LEFT JOIN customers g ON g.id = c.group_id WHERE c.id = :id;

-- read id_by_code one
SELECT id FROM customers WHERE code = :code;

-- read id_by_name one
SELECT id FROM customers WHERE name = :name;

-- One as lists show it, with what was given in a year, in the book's currency.
-- read shown one
-- : group_name TEXT, owner_name TEXT, given INT, year_start DAY, year_end DAY
SELECT c.id, c.code, c.name, c.name_en, c.nature, c.is_listed, c.region, c.industry, c.group_id, g.name AS group_name,
    c.owner, u.name AS owner_name, c.tax_number, c.merged_into, c.created,
    (SELECT COALESCE(CAST(SUM(r.amount_book) AS BIGINT), 0) FROM requests r
        WHERE r.customer = c.id AND r.planned_on >= :year_start AND r.planned_on < :year_end
        AND r.status IN ('in_approval', 'returned', 'approved', 'handed_over', 'disbursed', 'closed')) AS given
FROM customers c JOIN users u ON u.id = c.owner LEFT JOIN customers g ON g.id = c.group_id WHERE c.id = :id;

-- part filter
-- : nature ENUM(customers.nature), owner ID, group_id ID, after_id ID, count INT
c.merged_into IS NULL AND (:nature IS NULL OR c.nature = :nature) AND (:owner IS NULL OR c.owner = :owner)
    AND (:group_id IS NULL OR c.group_id = :group_id);

-- Newest first; the narrowest of the filters chooses the index.
-- read page many
SELECT c.id FROM customers c WHERE c.id < :after_id AND @filter ORDER BY c.id DESC LIMIT :count;

-- read page_of_nature many
-- : wanted ENUM(customers.nature)
SELECT c.id FROM customers c WHERE c.nature = :wanted AND c.id < :after_id AND @filter ORDER BY c.id DESC LIMIT :count;

-- read page_of_owner many
-- : wanted ID
SELECT c.id FROM customers c WHERE c.owner = :wanted AND c.id < :after_id AND @filter ORDER BY c.id DESC LIMIT :count;

-- read page_of_group many
-- : wanted ID
SELECT c.id FROM customers c WHERE c.group_id = :wanted AND c.id < :after_id AND @filter ORDER BY c.id DESC LIMIT :count;

-- Those that have the rarest word of what is looked for, then the others of its words (w1 … w3) and
-- its longer parts (n1 … n4); none below until_id, which bounds the work. NOT (… OR …) is one term:
-- from ten on SQLite thinks so few rows are left that it would rather sort them.
-- read page_by_word many
-- : w1 TEXT, w2 TEXT, w3 TEXT, n1 TEXT, n2 TEXT, n3 TEXT, n4 TEXT, until_id ID
SELECT w.customer AS id FROM customer_words w JOIN customers c ON c.id = w.customer
WHERE w.word = :word AND w.customer < :after_id AND w.customer >= COALESCE(:until_id, 0)
    AND NOT ((:w1 <> '' AND NOT EXISTS (SELECT 1 FROM customer_words x WHERE x.word = :w1 AND x.customer = w.customer))
        OR (:w2 <> '' AND NOT EXISTS (SELECT 1 FROM customer_words x WHERE x.word = :w2 AND x.customer = w.customer))
        OR (:w3 <> '' AND NOT EXISTS (SELECT 1 FROM customer_words x WHERE x.word = :w3 AND x.customer = w.customer)))
    AND NOT ((:n1 <> '' AND INSTR(c.search, :n1) = 0) OR (:n2 <> '' AND INSTR(c.search, :n2) = 0)
        OR (:n3 <> '' AND INSTR(c.search, :n3) = 0) OR (:n4 <> '' AND INSTR(c.search, :n4) = 0)) AND @filter
ORDER BY w.customer DESC LIMIT :count;

-- The last of so many that have a word; nothing where there are fewer.
-- read word_end one
-- : after_id ID, rows INT
SELECT customer AS id FROM customer_words WHERE word = :word AND customer < :after_id
ORDER BY customer DESC LIMIT 1 OFFSET :rows;

-- How many customers have a word, counted up to a bound.
-- read word_count one
-- : count INT, bound INT
SELECT COUNT(*) AS count FROM (SELECT customer FROM customer_words WHERE word = :word LIMIT :bound) w;

-- read children many
SELECT id FROM customers WHERE group_id = :group_id AND merged_into IS NULL ORDER BY id LIMIT 200;

-- read merged_of many
SELECT id, code, name, name_en, tax_number FROM customers WHERE merged_into = :merged_into ORDER BY id LIMIT 100;

-- write insert
INSERT INTO customers (id, code, name, name_en, nature, is_listed, region, industry, group_id, owner, tax_number, search, created)
VALUES (:id, :code, :name, :name_en, :nature, :is_listed, :region, :industry, :group_id, :owner, :tax_number, :search, :created);

-- write update
UPDATE customers SET name = :name, name_en = :name_en, nature = :nature, is_listed = :is_listed, region = :region,
    industry = :industry, group_id = :group_id, owner = :owner, tax_number = :tax_number, search = :search WHERE id = :id;

-- write set_merged
UPDATE customers SET merged_into = :merged_into, group_id = NULL WHERE id = :id;

-- What was merged earlier points to where it is now, at once.
-- write move_merged
-- : into_id ID
UPDATE customers SET merged_into = :into_id WHERE merged_into = :merged_into;

-- write move_children
-- : into_id ID
UPDATE customers SET group_id = :into_id WHERE group_id = :group_id AND id <> :into_id;

-- write set_group
UPDATE customers SET group_id = :group_id WHERE id = :id;

-- write set_search
UPDATE customers SET search = :search WHERE id = :id;

-- write insert_word
INSERT INTO customer_words (word, customer) VALUES (:word, :customer) ON CONFLICT (word, customer) DO NOTHING;

-- write drop_word
DELETE FROM customer_words WHERE word = :word AND customer = :customer;

-- write move_contacts
-- : into_id ID
UPDATE contacts SET customer = :into_id WHERE customer = :customer;

-- write move_purchases
-- : into_id ID
UPDATE purchases SET customer = :into_id WHERE customer = :customer;

-- write move_requests
-- : into_id ID
UPDATE requests SET customer = :into_id WHERE customer = :customer;

-- read contact_by_id one
SELECT k.id, k.customer, k.name, k.title, k.phone, k.email, k.is_official, k.is_relative, k.relative_of, k.household,
    k.is_buyer, k.is_active FROM contacts k WHERE k.id = :id;

-- One as lists show it: what was given in a year (per person, in the book's currency), and how often
-- since some day.
-- read contact_shown one
-- : customer_name TEXT, given INT, gifts INT, year_start DAY, year_end DAY, gift_day DAY, gift_end DAY
SELECT k.id, k.customer, c.name AS customer_name, k.name, k.title, k.phone, k.email, k.is_official, k.is_relative, k.relative_of,
    k.household, k.is_buyer, k.is_active,
    (SELECT COALESCE(CAST(SUM(r.value) AS BIGINT), 0) FROM requests r
        WHERE r.contact = k.id AND r.planned_on >= :year_start AND r.planned_on < :year_end
        AND r.status IN ('in_approval', 'returned', 'approved', 'handed_over', 'disbursed', 'closed')) AS given,
    (SELECT COUNT(*) FROM requests r WHERE r.contact = k.id AND r.planned_on >= :gift_day AND r.planned_on <= :gift_end
        AND r.status IN ('in_approval', 'returned', 'approved', 'handed_over', 'disbursed', 'closed')) AS gifts
FROM contacts k JOIN customers c ON c.id = k.customer WHERE k.id = :id;

-- The name comes along, for searching among the people of one customer.
-- read contacts_of many
-- : after_id ID, count INT
SELECT id, name FROM contacts WHERE customer = :customer AND id > COALESCE(:after_id, 0) ORDER BY id LIMIT :count;

-- read contacts_by_name many
-- : after_id ID, count INT
SELECT id FROM contacts WHERE name_hash = :name_hash AND id > COALESCE(:after_id, 0) ORDER BY id LIMIT :count;

-- read contacts_page many
-- : after_id ID, count INT
SELECT id FROM contacts WHERE id > COALESCE(:after_id, 0) ORDER BY id LIMIT :count;

-- read alike_contacts one
-- : alike INT
SELECT COUNT(*) AS alike FROM contacts WHERE customer = :customer AND name_hash = :name_hash AND is_active = 1;

-- write insert_contact
INSERT INTO contacts (id, customer, name, name_hash, title, phone, email, is_official, is_relative, relative_of, is_buyer, is_active)
VALUES (:id, :customer, :name, :name_hash, :title, :phone, :email, :is_official, :is_relative, :relative_of, :is_buyer, 1);

-- Everybody who lived with the person moves along.
-- write move_household
-- : into ID
UPDATE contacts SET household = :into WHERE id = :id OR household = :id;

-- write leave_household
UPDATE contacts SET household = NULL WHERE id = :id;

-- write update_contact
UPDATE contacts SET name = :name, name_hash = :name_hash, title = :title, phone = :phone, email = :email,
    is_official = :is_official, is_relative = :is_relative, relative_of = :relative_of, is_buyer = :is_buyer,
    is_active = :is_active WHERE id = :id;

-- read changes_of many
SELECT contact, changed, by_name, what, was, is_now FROM customer_changes WHERE customer = :customer ORDER BY id DESC LIMIT 200;

-- write insert_change
INSERT INTO customer_changes (id, customer, contact, changed, by_name, what, was, is_now)
VALUES (:id, :customer, :contact, :changed, :by_name, :what, :was, :is_now);

-- read purchase_known one
SELECT id FROM purchases WHERE source = :source AND external_id = :external_id;

-- write insert_purchase
INSERT INTO purchases (id, customer, source, external_id, bought_on, amount, amount_currency, item)
VALUES (:id, :customer, :source, :external_id, :bought_on, :amount, :amount_currency, :item);
