-- The plan of a department's year. Reserved and used stand in the ledger: account "budget:ID".
CREATE TABLE budgets (
    id ID PRIMARY KEY,
    department ID NOT NULL REFERENCES departments (id),
    year INT NOT NULL,
    planned INT NOT NULL,
    UNIQUE (department, year)
);

-- read by_department one
SELECT id, department, year, planned FROM budgets WHERE department = :department AND year = :year;

-- A budget of the department itself or of the nearest department above it.
-- read nearest one kept
-- : path TEXT, department_name TEXT
SELECT b.id, b.department, d.name AS department_name, b.year, b.planned FROM budgets b JOIN departments d ON d.id = b.department
WHERE b.year = :year AND SUBSTR(:path, 1, LENGTH(d.path)) = d.path ORDER BY LENGTH(d.path) DESC LIMIT 1;

-- read page many
-- : department_name TEXT, after_id ID, count INT
SELECT b.id, b.department, d.name AS department_name, b.year, b.planned FROM budgets b JOIN departments d ON d.id = b.department
WHERE b.year = :year AND b.id > COALESCE(:after_id, 0) ORDER BY b.id LIMIT :count;

-- write insert
INSERT INTO budgets (id, department, year, planned) VALUES (:id, :department, :year, :planned);

-- write update
UPDATE budgets SET planned = :planned WHERE id = :id;
