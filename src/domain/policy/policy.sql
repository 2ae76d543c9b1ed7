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
