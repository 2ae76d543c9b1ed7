-- What the machinery itself keeps: settings, the log, the ledger, answers to repeated commands.

-- One row per setting: book id, currency, zone, log key (sealed), version.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- The transparency log: one leaf per command (RFC 6962). hash is SHA-256(0x00 || leaf). salt is the
-- secret from which the commitments of personal values got theirs; erasing it erases them.
CREATE TABLE log_entries (
    index_at INT PRIMARY KEY,
    leaf BYTES NOT NULL,
    hash BYTES NOT NULL,
    salt BYTES,
    subject ID,                       -- the request that it is about
    command TEXT NOT NULL
);
CREATE INDEX log_entries_by_subject ON log_entries (subject, index_at) WHERE subject IS NOT NULL;
CREATE INDEX log_entries_by_command ON log_entries (command, index_at);

-- Roots of complete 256, 65,536 … entries (level 1, 2 …): the hashes of the tiles above the leaves.
CREATE TABLE log_nodes (
    level INT NOT NULL,
    index_at INT NOT NULL,
    hash BYTES NOT NULL,
    PRIMARY KEY (level, index_at)
);

-- A signed checkpoint (C2SP tlog-checkpoint) for every commit.
CREATE TABLE log_checkpoints (
    size INT PRIMARY KEY,
    note TEXT NOT NULL,
    signed_at INSTANT NOT NULL
);

-- Keys of witnesses: others who keep our checkpoints and cosign them (C2SP tlog-cosignature).
CREATE TABLE witnesses (
    id ID PRIMARY KEY,
    name TEXT NOT NULL,
    verifier TEXT NOT NULL UNIQUE,    -- the key as text: name+id+base64
    is_active BOOL NOT NULL,
    added INSTANT NOT NULL
);

-- What they signed: lines of the note of that size.
CREATE TABLE cosignatures (
    size INT NOT NULL REFERENCES log_checkpoints (size),
    witness ID NOT NULL REFERENCES witnesses (id),
    line TEXT NOT NULL,
    cosigned INSTANT NOT NULL,
    received INSTANT NOT NULL,
    PRIMARY KEY (size, witness)
);

-- Accounts of the ledger. Sums of debits and credits, posted and pending; see ledger/ledger.h.
CREATE TABLE accounts (
    id ID PRIMARY KEY,
    account_key TEXT NOT NULL UNIQUE,
    currency TEXT NOT NULL,
    rule INT NOT NULL,
    debits_posted INT NOT NULL,
    credits_posted INT NOT NULL,
    debits_pending INT NOT NULL,
    credits_pending INT NOT NULL
);

-- Every posting, never changed: kind is reserve, post, use, release or reverse.
CREATE TABLE postings (
    id ID PRIMARY KEY,
    kind TEXT NOT NULL,
    debit ID NOT NULL REFERENCES accounts (id),
    credit ID NOT NULL REFERENCES accounts (id),
    amount INT NOT NULL,
    currency TEXT NOT NULL,
    pending_id ID,
    entry INT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX postings_by_pending ON postings (pending_id) WHERE pending_id IS NOT NULL; -- what became of a reservation

-- Answers to commands that came with an idempotency key, for a day. They name people, so they are sealed.
CREATE TABLE answers (
    user_id ID NOT NULL,
    answer_key TEXT NOT NULL,
    command TEXT NOT NULL,
    entry INT NOT NULL,
    body PERSONAL NOT NULL,
    answered INSTANT NOT NULL,
    PRIMARY KEY (user_id, answer_key)
);

-- Policies of this book: packs that people wrote here, in every version and state (see domain/policy).
CREATE TABLE policies (
    id ID PRIMARY KEY,
    pack TEXT NOT NULL,
    status ENUM(policy.status) NOT NULL,
    valid_from DAY NOT NULL,
    valid_to DAY,
    version TEXT NOT NULL,            -- first half of the SHA-256 of dmn, as hex
    dmn TEXT NOT NULL,
    cases TEXT NOT NULL,              -- JSON: inputs and the outcome that they must have
    sources TEXT NOT NULL,            -- Markdown
    author ID NOT NULL,
    author_name TEXT NOT NULL,
    changed INSTANT NOT NULL,
    changed_by ID NOT NULL,
    confirmed_by ID,
    confirmed_name TEXT NOT NULL,
    published INSTANT,
    comment TEXT NOT NULL
);
CREATE INDEX policies_by_pack ON policies (pack, id);
CREATE INDEX policies_by_status ON policies (status, id);

-- A retired one still judges the requests of its days.
-- read published_policies many
SELECT id, pack, valid_from, valid_to, version, dmn, cases, sources FROM policies
WHERE status = 'published' OR status = 'retired' ORDER BY id;

-- read setting one
SELECT value FROM settings WHERE name = :name;

-- write put_setting
INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- read log_size one
-- : size INT
SELECT COALESCE(MAX(index_at), -1) + 1 AS size FROM log_entries;

-- read log_hashes many
-- : from_index INT, to_index INT
SELECT hash FROM log_entries WHERE index_at >= :from_index AND index_at < :to_index ORDER BY index_at;

-- read log_nodes many
-- : from_index INT, to_index INT
SELECT hash FROM log_nodes WHERE level = :level AND index_at >= :from_index AND index_at < :to_index ORDER BY index_at;

-- The whole log piece by piece, for verification; whoever altered it may have made anything large.
-- read log_after many
-- : after_index INT, count INT, leaf BYTES, hash BYTES, command TEXT
SELECT index_at, SUBSTR(leaf, 1, 65536) AS leaf, SUBSTR(hash, 1, 33) AS hash, subject, SUBSTR(command, 1, 100) AS command FROM log_entries WHERE index_at > :after_index ORDER BY index_at LIMIT :count;

-- read log_entry one
SELECT index_at, leaf, hash, salt, subject, command FROM log_entries WHERE index_at = :index_at;

-- Newest first: all, those about one request, those of one command.
-- part listed
-- : before_index INT, count INT, wanted TEXT
SELECT index_at, leaf, hash, subject, command FROM log_entries;

-- read log_page many
@listed WHERE index_at < :before_index ORDER BY index_at DESC LIMIT :count;

-- read log_page_of_subject many
@listed WHERE subject = :subject AND index_at < :before_index AND (:wanted = '' OR command = :wanted)
ORDER BY index_at DESC LIMIT :count;

-- read log_page_of_command many
@listed WHERE command = :wanted AND index_at < :before_index ORDER BY index_at DESC LIMIT :count;

-- read newest_checkpoint one
SELECT size, note, signed_at FROM log_checkpoints ORDER BY size DESC LIMIT 1;

-- read checkpoints_after many
-- : after_size INT, count INT, note TEXT
SELECT size, SUBSTR(note, 1, 10000) AS note FROM log_checkpoints WHERE size > :after_size ORDER BY size LIMIT :count;

-- read checkpoint_at one
SELECT size, note, signed_at FROM log_checkpoints WHERE size = :size;

-- The newest that a witness cosigned.
-- read witnessed_checkpoint one
SELECT size, note, signed_at FROM log_checkpoints WHERE size = (SELECT MAX(size) FROM cosignatures);

-- read witnesses many
SELECT id, name, verifier, is_active, added FROM witnesses ORDER BY id LIMIT 100;

-- read cosignatures_of many
-- : name TEXT, verifier TEXT
SELECT w.name, w.verifier, k.line, k.cosigned, k.received FROM cosignatures k JOIN witnesses w ON w.id = k.witness
WHERE k.size = :size ORDER BY k.witness LIMIT 100;

-- write insert_witness
INSERT INTO witnesses (id, name, verifier, is_active, added) VALUES (:id, :name, :verifier, 1, :added);

-- write retire_witness
UPDATE witnesses SET is_active = 0 WHERE id = :id;

-- write insert_cosignature
INSERT INTO cosignatures (size, witness, line, cosigned, received) VALUES (:size, :witness, :line, :cosigned, :received);

-- write insert_entry
INSERT INTO log_entries (index_at, leaf, hash, salt, subject, command) VALUES (:index_at, :leaf, :hash, :salt, :subject, :command);

-- write insert_node
INSERT INTO log_nodes (level, index_at, hash) VALUES (:level, :index_at, :hash);

-- write insert_checkpoint
INSERT INTO log_checkpoints (size, note, signed_at) VALUES (:size, :note, :signed_at);

-- read account_by_key one
SELECT id, account_key, currency, rule, debits_posted, credits_posted, debits_pending, credits_pending FROM accounts
WHERE account_key = :account_key;

-- read account_by_id one
SELECT id, account_key, currency, rule, debits_posted, credits_posted, debits_pending, credits_pending FROM accounts WHERE id = :id;

-- read accounts_from many
-- : low TEXT, high TEXT, count INT
SELECT id, account_key, currency, rule, debits_posted, credits_posted, debits_pending, credits_pending FROM accounts
WHERE account_key >= :low AND account_key < :high ORDER BY account_key LIMIT :count;

-- read trial_balance many
-- : debits INT, credits INT, debits_wait INT, credits_wait INT
SELECT currency, CAST(SUM(debits_posted) AS BIGINT) AS debits, CAST(SUM(credits_posted) AS BIGINT) AS credits,
    CAST(SUM(debits_pending) AS BIGINT) AS debits_wait, CAST(SUM(credits_pending) AS BIGINT) AS credits_wait
FROM accounts GROUP BY currency ORDER BY currency;

-- The first account whose sums are not what its postings make (ledger/ledger.h says what each kind moves).
-- read account_in_doubt one
-- : account_key TEXT
WITH moved(account, debits, credits, debits_wait, credits_wait) AS (
    SELECT p.debit, CASE p.kind WHEN 'post' THEN p.amount WHEN 'use' THEN p.amount WHEN 'reverse' THEN -p.amount ELSE 0 END, 0,
        CASE WHEN p.kind = 'reserve' AND NOT EXISTS (SELECT 1 FROM postings l WHERE l.pending_id = p.id) THEN p.amount ELSE 0 END, 0
    FROM postings p
    UNION ALL
    SELECT p.credit, 0, CASE p.kind WHEN 'post' THEN p.amount WHEN 'use' THEN p.amount WHEN 'reverse' THEN -p.amount ELSE 0 END, 0,
        CASE WHEN p.kind = 'reserve' AND NOT EXISTS (SELECT 1 FROM postings l WHERE l.pending_id = p.id) THEN p.amount ELSE 0 END
    FROM postings p),
sums(account, debits, credits, debits_wait, credits_wait) AS (
    SELECT account, CAST(SUM(debits) AS BIGINT), CAST(SUM(credits) AS BIGINT), CAST(SUM(debits_wait) AS BIGINT),
        CAST(SUM(credits_wait) AS BIGINT) FROM moved GROUP BY account)
SELECT a.account_key FROM accounts a LEFT JOIN sums s ON s.account = a.id
WHERE a.debits_posted <> COALESCE(s.debits, 0) OR a.credits_posted <> COALESCE(s.credits, 0)
    OR a.debits_pending <> COALESCE(s.debits_wait, 0) OR a.credits_pending <> COALESCE(s.credits_wait, 0)
ORDER BY a.id LIMIT 1;

-- write put_account
INSERT INTO accounts (id, account_key, currency, rule, debits_posted, credits_posted, debits_pending, credits_pending)
VALUES (:id, :account_key, :currency, :rule, :debits_posted, :credits_posted, :debits_pending, :credits_pending)
ON CONFLICT (id) DO UPDATE SET debits_posted = excluded.debits_posted, credits_posted = excluded.credits_posted,
    debits_pending = excluded.debits_pending, credits_pending = excluded.credits_pending;

-- write insert_posting
INSERT INTO postings (id, kind, debit, credit, amount, currency, pending_id, entry, reason)
VALUES (:id, :kind, :debit, :credit, :amount, :currency, :pending_id, :entry, :reason);

-- A reservation that was neither used nor released yet.
-- read pending_by_id one
SELECT id, debit, credit, amount FROM postings p WHERE id = :id AND kind = 'reserve'
    AND NOT EXISTS (SELECT 1 FROM postings later WHERE later.pending_id = p.id);

-- read answer one
SELECT command, entry, body, answered FROM answers WHERE user_id = :user_id AND answer_key = :answer_key;

-- write put_answer
INSERT INTO answers (user_id, answer_key, command, entry, body, answered)
VALUES (:user_id, :answer_key, :command, :entry, :body, :answered)
ON CONFLICT (user_id, answer_key) DO UPDATE SET command = excluded.command, entry = excluded.entry, body = excluded.body,
    answered = excluded.answered;

-- write drop_old_answers
-- : before INSTANT
DELETE FROM answers WHERE answered < :before;
