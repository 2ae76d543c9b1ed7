-- Files that prove something. The bytes lie beside the book (book.files/HASH), once; the row says
-- whose they are. The same bytes may not be used twice.
CREATE TABLE evidence (
    id ID PRIMARY KEY,
    request ID NOT NULL REFERENCES requests (id),
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    added INSTANT NOT NULL,
    added_by ID NOT NULL REFERENCES users (id),
    added_name TEXT NOT NULL
);
CREATE INDEX evidence_by_request ON evidence (request, id);

-- read by_id one
SELECT id, request, name, type, size, sha256, purpose, added, added_by, added_name FROM evidence WHERE id = :id;

-- read by_hash one
-- : number TEXT
SELECT e.id, e.request, r.number, e.added FROM evidence e JOIN requests r ON r.id = e.request WHERE e.sha256 = :sha256;

-- Whoever was asked to decide on a request may see its files.
-- read was_asked one
SELECT t.id FROM tasks t JOIN task_candidates q ON q.task = t.id
WHERE t.request = :request AND q.user_id = :user_id LIMIT 1;

-- read of_request many
SELECT id, name, type, size, sha256, purpose, added, added_name FROM evidence WHERE request = :request ORDER BY id LIMIT 200;

-- read count_of one
-- : count INT
SELECT COUNT(*) AS count FROM evidence WHERE request = :request;

-- write insert
INSERT INTO evidence (id, request, name, type, size, sha256, purpose, added, added_by, added_name)
VALUES (:id, :request, :name, :type, :size, :sha256, :purpose, :added, :added_by, :added_name);
