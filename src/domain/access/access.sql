-- Sessions of people at a page. The cookie holds a random secret; we keep its SHA-256. mark is made of the password: a
-- session ends by itself when the password changes, whoever changed it.
CREATE TABLE sessions (
    id ID PRIMARY KEY,
    user_id ID NOT NULL REFERENCES users (id),
    hash TEXT NOT NULL UNIQUE,
    mark TEXT NOT NULL,
    started INSTANT NOT NULL,
    ends INSTANT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

-- Tokens for programs: some of the owner's rights until a day.
CREATE TABLE tokens (
    id ID PRIMARY KEY,
    user_id ID NOT NULL REFERENCES users (id),
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    rights TEXT NOT NULL,             -- separated by blanks
    created INSTANT NOT NULL,
    expires DAY NOT NULL,
    ends INSTANT NOT NULL,            -- when that day is over in the book's zone
    is_revoked BOOL NOT NULL
);
CREATE INDEX tokens_by_user ON tokens (user_id);

-- Second-factor secrets that are not confirmed yet.
CREATE TABLE totp_offers (
    user_id ID PRIMARY KEY REFERENCES users (id),
    secret PERSONAL
);

-- read actor_by_session one
-- : session_id ID, department_path TEXT
SELECT s.id AS session_id, s.ends, s.mark, u.id, u.name, u.department, d.path AS department_path, u.roles, u.is_active,
    u.password, u.must_change
FROM sessions s JOIN users u ON u.id = s.user_id JOIN departments d ON d.id = u.department WHERE s.hash = :hash;

-- read actor_by_token one
-- : department_path TEXT
SELECT t.rights, t.ends, t.is_revoked, u.id, u.name, u.department, d.path AS department_path, u.roles, u.is_active, u.must_change
FROM tokens t JOIN users u ON u.id = t.user_id JOIN departments d ON d.id = u.department WHERE t.hash = :hash;

-- read sessions_of many
-- : now INSTANT
SELECT id, mark, started, ends, address, agent FROM sessions WHERE user_id = :user_id AND ends > :now ORDER BY id DESC LIMIT 100;

-- read session_by_id one
SELECT id, user_id FROM sessions WHERE id = :id;

-- read waiting_tasks one
-- : waiting INT
SELECT COUNT(*) AS waiting FROM task_candidates WHERE user_id = :user_id AND is_open = 1;

-- write insert_session
INSERT INTO sessions (id, user_id, hash, mark, started, ends, address, agent)
VALUES (:id, :user_id, :hash, :mark, :started, :ends, :address, :agent);

-- write stop_session
UPDATE sessions SET ends = :ends WHERE id = :id;

-- write renew_session
UPDATE sessions SET mark = :mark WHERE id = :id;

-- write end_other_sessions
UPDATE sessions SET ends = :ends WHERE user_id = :user_id AND id <> :id AND ends > :ends;

-- read token_by_id one
SELECT id, user_id FROM tokens WHERE id = :id;

-- read tokens_of many
SELECT id, name, rights, created, expires FROM tokens WHERE user_id = :user_id AND is_revoked = 0 ORDER BY id DESC LIMIT 100;

-- write insert_token
INSERT INTO tokens (id, user_id, hash, name, rights, created, expires, ends, is_revoked)
VALUES (:id, :user_id, :hash, :name, :rights, :created, :expires, :ends, 0);

-- write void_token
UPDATE tokens SET is_revoked = 1 WHERE id = :id;

-- read totp_offer one
SELECT secret FROM totp_offers WHERE user_id = :user_id;

-- write offer_totp
INSERT INTO totp_offers (user_id, secret) VALUES (:user_id, :secret)
ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret;

-- write drop_totp_offer
DELETE FROM totp_offers WHERE user_id = :user_id;
