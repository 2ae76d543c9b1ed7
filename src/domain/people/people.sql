-- Departments form a tree; path holds the ids from the root ("/1/5/"), so that a subtree is one range.
CREATE TABLE departments (
    id ID PRIMARY KEY,
    parent ID REFERENCES departments (id),
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    head ID
);

-- People who work with the program. Nobody is ever deleted: they leave (is_active).
CREATE TABLE users (
    id ID PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    email PERSONAL,
    phone PERSONAL,
    department ID NOT NULL REFERENCES departments (id),
    superior ID REFERENCES users (id),
    roles INT NOT NULL,               -- bits: 1 << role
    is_active BOOL NOT NULL,
    search TEXT NOT NULL,             -- small letters: login, pinyin initials
    password TEXT NOT NULL,           -- PHC string; empty: cannot sign in
    must_change BOOL NOT NULL,
    totp_secret PERSONAL,
    totp_step INT NOT NULL,           -- the last step that was used
    failures INT NOT NULL,
    paused_until INSTANT
);
CREATE INDEX users_by_department ON users (department, id);
CREATE INDEX users_by_superior ON users (superior);
CREATE INDEX users_by_name ON users (name, id);

-- Who holds a role: the same as users.roles, to be found by role.
CREATE TABLE role_holders (
    role INT NOT NULL,
    user_id ID NOT NULL REFERENCES users (id),
    PRIMARY KEY (role, user_id)
);

-- read department_by_id one
SELECT id, parent, code, name, name_en, path, head FROM departments WHERE id = :id;

-- read department_by_code one
SELECT id, parent, code, name, name_en, path, head FROM departments WHERE code = :code;

-- read departments_all many
-- : parent_name TEXT, head_name TEXT, people INT
SELECT d.id, d.parent, p.name AS parent_name, d.code, d.name, d.name_en, d.path, d.head, h.name AS head_name,
    (SELECT COUNT(*) FROM users u WHERE u.department = d.id AND u.is_active = 1) AS people
FROM departments d LEFT JOIN departments p ON p.id = d.parent LEFT JOIN users h ON h.id = d.head
ORDER BY d.path;

-- write insert_department
INSERT INTO departments (id, parent, code, name, name_en, path, head)
VALUES (:id, :parent, :code, :name, :name_en, :path, :head);

-- write set_head
UPDATE departments SET head = :head WHERE id = :id;

-- part user
-- : department_name TEXT, department_path TEXT, department_head ID, superior_name TEXT
SELECT u.id, u.login, u.name, u.name_en, u.email, u.phone, u.department, d.name AS department_name, d.path AS department_path,
    d.head AS department_head, u.superior, s.name AS superior_name, u.roles, u.is_active, u.password, u.must_change,
    u.totp_secret, u.totp_step, u.failures, u.paused_until
FROM users u JOIN departments d ON d.id = u.department LEFT JOIN users s ON s.id = u.superior;

-- read user_by_id one kept
@user WHERE u.id = :id;

-- read user_by_login one
@user WHERE u.login = :login;

-- read users_page many
-- : department_name TEXT, superior_name TEXT, after_name TEXT, after_id ID, role_bit INT, count INT
SELECT u.id, u.login, u.name, u.name_en, u.email, u.phone, u.department, d.name AS department_name,
    u.superior, s.name AS superior_name, u.roles, u.is_active
FROM users u JOIN departments d ON d.id = u.department LEFT JOIN users s ON s.id = u.superior
WHERE (:department IS NULL OR u.department = :department) AND (:role_bit = 0 OR (u.roles & :role_bit) <> 0)
    AND (:search = '' OR INSTR(u.search, :search) > 0 OR INSTR(u.name, :search) > 0)
    AND (u.name, u.id) > (:after_name, COALESCE(:after_id, 0))
ORDER BY u.name, u.id LIMIT :count;

-- Everybody who may be asked to decide by role, in one read.
-- read deciders many kept
-- : role INT
SELECT h.role, h.user_id, u.name FROM role_holders h JOIN users u ON u.id = h.user_id
WHERE h.role IN (4, 5, 6, 13) AND u.is_active = 1 ORDER BY h.role, h.user_id LIMIT 100;

-- The superiors of a person, nearest first.
-- read superiors_of many kept
-- : level INT
WITH RECURSIVE up(level, user_id) AS (
    SELECT 1, superior FROM users WHERE id = :id
    UNION ALL SELECT up.level + 1, u.superior FROM up JOIN users u ON u.id = up.user_id WHERE up.level < 20 AND u.superior IS NOT NULL)
SELECT up.level AS level, u.id AS id, u.name AS name, u.is_active AS is_active, u.roles AS roles
FROM up JOIN users u ON u.id = up.user_id ORDER BY up.level;

-- The heads of a department and of those above it, nearest first.
-- read heads_of many kept
-- : path TEXT, level INT, department ID
WITH RECURSIVE up(level, department) AS (
    SELECT 1, :department
    UNION ALL SELECT up.level + 1, d.parent FROM up JOIN departments d ON d.id = up.department WHERE d.parent IS NOT NULL AND up.level < 20)
SELECT up.level AS level, u.id AS id, u.name AS name, u.is_active AS is_active, u.roles AS roles
FROM up JOIN departments d ON d.id = up.department JOIN users u ON u.id = d.head ORDER BY up.level;

-- write put_role
INSERT INTO role_holders (role, user_id) VALUES (:role, :user_id) ON CONFLICT (role, user_id) DO NOTHING;

-- write drop_roles
DELETE FROM role_holders WHERE user_id = :user_id;

-- write insert_user
INSERT INTO users (id, login, name, name_en, email, phone, department, superior, roles, is_active, search, password,
    must_change, totp_step, failures)
VALUES (:id, :login, :name, :name_en, :email, :phone, :department, :superior, :roles, 1, :search, :password,
    :must_change, -1, 0);

-- write update_user
UPDATE users SET name = :name, name_en = :name_en, email = :email, phone = :phone, department = :department,
    superior = :superior, roles = :roles, is_active = :is_active, search = :search WHERE id = :id;

-- write set_password
UPDATE users SET password = :password, must_change = :must_change, failures = 0, paused_until = NULL WHERE id = :id;

-- write set_failures
UPDATE users SET failures = :failures, paused_until = :paused_until WHERE id = :id;

-- write set_totp
UPDATE users SET totp_secret = :totp_secret, totp_step = :totp_step WHERE id = :id;
