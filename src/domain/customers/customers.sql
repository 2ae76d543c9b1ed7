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
    created INSTANT NOT NULL
);
CREATE UNIQUE INDEX customers_by_name ON customers (name);
CREATE INDEX customers_by_group ON customers (group_id);
CREATE INDEX customers_by_owner ON customers (owner, id);

-- Words for finding customers: bigrams of Chinese text, pinyin initials, Latin words; made by
-- customers/words.c, kept as rows so that both databases find them by the same index.
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
    is_buyer BOOL NOT NULL,
    is_active BOOL NOT NULL
);
CREATE INDEX contacts_by_customer ON contacts (customer, id);
CREATE INDEX contacts_by_name_hash ON contacts (name_hash);

-- What was different before: for merges and edits.
CREATE TABLE customer_changes (
    id ID PRIMARY KEY,
    customer ID NOT NULL REFERENCES customers (id),
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

-- read page many
-- : after_id ID, count INT
SELECT id FROM customers WHERE id < :after_id AND merged_into IS NULL
    AND (:nature IS NULL OR nature = :nature) AND (:owner IS NULL OR owner = :owner) AND (:group_id IS NULL OR group_id = :group_id)
ORDER BY id DESC LIMIT :count;

-- read page_by_word many
-- : after_id ID, count INT
SELECT c.id FROM customer_words w JOIN customers c ON c.id = w.customer
WHERE w.word = :word AND w.customer < :after_id AND c.merged_into IS NULL
    AND (:nature IS NULL OR c.nature = :nature) AND (:owner IS NULL OR c.owner = :owner) AND (:group_id IS NULL OR c.group_id = :group_id)
ORDER BY w.customer DESC LIMIT :count;

-- read children many
SELECT id FROM customers WHERE group_id = :group_id ORDER BY id LIMIT 200;

-- write insert
INSERT INTO customers (id, code, name, name_en, nature, is_listed, region, industry, group_id, owner, tax_number, created)
VALUES (:id, :code, :name, :name_en, :nature, :is_listed, :region, :industry, :group_id, :owner, :tax_number, :created);

-- write update
UPDATE customers SET name = :name, name_en = :name_en, nature = :nature, is_listed = :is_listed, region = :region,
    industry = :industry, group_id = :group_id, owner = :owner, tax_number = :tax_number WHERE id = :id;

-- write set_merged
UPDATE customers SET merged_into = :merged_into WHERE id = :id;

-- write insert_word
INSERT INTO customer_words (word, customer) VALUES (:word, :customer) ON CONFLICT (word, customer) DO NOTHING;

-- write drop_words
DELETE FROM customer_words WHERE customer = :customer;

-- write move_contacts
-- : into_id ID
UPDATE contacts SET customer = :into_id WHERE customer = :customer;

-- write move_purchases
-- : into_id ID
UPDATE purchases SET customer = :into_id WHERE customer = :customer;

-- read contact_by_id one
SELECT k.id, k.customer, k.name, k.title, k.phone, k.email, k.is_official, k.is_relative, k.relative_of, k.is_buyer,
    k.is_active FROM contacts k WHERE k.id = :id;

-- read contacts_of many
-- : after_id ID, count INT
SELECT k.id, k.customer, k.name, k.title, k.phone, k.email, k.is_official, k.is_relative, k.relative_of, k.is_buyer,
    k.is_active FROM contacts k WHERE k.customer = :customer AND k.id > COALESCE(:after_id, 0) ORDER BY k.id LIMIT :count;

-- read contacts_by_name_hash many
-- : after_id ID, count INT
SELECT k.id, k.customer, k.name, k.title, k.phone, k.email, k.is_official, k.is_relative, k.relative_of, k.is_buyer,
    k.is_active FROM contacts k WHERE k.name_hash = :name_hash AND k.id > COALESCE(:after_id, 0) ORDER BY k.id LIMIT :count;

-- read contacts_page many
-- : after_id ID, count INT
SELECT k.id, k.customer, k.name, k.title, k.phone, k.email, k.is_official, k.is_relative, k.relative_of, k.is_buyer,
    k.is_active FROM contacts k WHERE k.id > COALESCE(:after_id, 0) ORDER BY k.id LIMIT :count;

-- read alike_contacts one
-- : alike INT
SELECT COUNT(*) AS alike FROM contacts WHERE customer = :customer AND name_hash = :name_hash AND is_active = 1;

-- write insert_contact
INSERT INTO contacts (id, customer, name, name_hash, title, phone, email, is_official, is_relative, relative_of, is_buyer, is_active)
VALUES (:id, :customer, :name, :name_hash, :title, :phone, :email, :is_official, :is_relative, :relative_of, :is_buyer, 1);

-- write update_contact
UPDATE contacts SET name = :name, name_hash = :name_hash, title = :title, phone = :phone, email = :email,
    is_official = :is_official, is_relative = :is_relative, relative_of = :relative_of, is_buyer = :is_buyer,
    is_active = :is_active WHERE id = :id;

-- read changes_of many
SELECT changed, by_name, what, was, is_now FROM customer_changes WHERE customer = :customer ORDER BY id DESC LIMIT 200;

-- write insert_change
INSERT INTO customer_changes (id, customer, changed, by_name, what, was, is_now)
VALUES (:id, :customer, :changed, :by_name, :what, :was, :is_now);

-- read purchase_known one
SELECT id FROM purchases WHERE source = :source AND external_id = :external_id;

-- write insert_purchase
INSERT INTO purchases (id, customer, source, external_id, bought_on, amount, amount_currency, item)
VALUES (:id, :customer, :source, :external_id, :bought_on, :amount, :amount_currency, :item);
