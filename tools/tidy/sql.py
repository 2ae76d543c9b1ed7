"""SQL that both databases understand alike. What differs loudly or quietly is refused.

One text serves SQLite and PostgreSQL, so these words may only stand in a block that says
`only postgres` or `only sqlite` in its name line, of which there are fewer than ten in all.
"""
import re

from tree import Finding, line_of

TWINS_MAX = 10
# pattern -> why not
DIFFERENT = [
    (r"\bI?LIKE\b", "LIKE ignores case in SQLite only; ask for a stored search key"),
    (r"\bGLOB\b", "SQLite only"),
    (r"\b(LOWER|UPPER)\s*\(", "only ASCII in SQLite; store a folded key"),
    (r"(?<!CAST\()(?<!CAST\( )\b(SUM|AVG)\s*\(", "numeric in PostgreSQL: CAST(SUM(x) AS BIGINT)"),
    (r"\bAVG\s*\(", "not exact; sum and count, divide in C"),
    (r"\bAUTOINCREMENT\b|\bSERIAL\b|\bBIGSERIAL\b|\bNEXTVAL\b|\bIDENTITY\b", "ids come from the writer's moment"),
    (r"\b(DATETIME|STRFTIME|JULIANDAY|DATE_TRUNC|EXTRACT|TO_CHAR)\s*\(", "dates are computed in C"),
    (r"\b(NOW\s*\(|CURRENT_(DATE|TIME|TIMESTAMP)\b)", "a database clock; time comes from the writer's moment"),
    (r"\b(CREATE\s+TRIGGER|CREATE\s+(OR\s+REPLACE\s+)?(FUNCTION|PROCEDURE))\b", "no code in the database"),
    (r"\bON\s+(DELETE|UPDATE)\s+CASCADE\b", "nothing is deleted by itself"),
    (r"\bINSERT\s+OR\s+\w+\b|\bREPLACE\s+INTO\b", "SQLite only: ON CONFLICT"),
    (r"\bRANDOM\s*\(", "randomness comes from os"),
    (r"\b(IFNULL|NVL|IIF|GROUP_CONCAT|STRING_AGG|TOTAL)\s*\(", "not in both: COALESCE, CASE, or join in C"),
    (r"::\s*\w+", "PostgreSQL only: CAST(x AS type)"),
    (r"\b(REAL|FLOAT|DOUBLE\s+PRECISION|NUMERIC|MONEY)\b", "no binary floating point; money is BIGINT minor units"),
    (r"\bSELECT\s+\*", "name the columns: a row is a struct"),
    (r"\b(ROWID|CTID|OID)\b", "a hidden column of one database"),
    (r"`|\[\w+\]\s*=", "quoted in a way that the other does not know"),
    (r"\bUPDATE\s+(log_\w+|posting|ledger_posting)\b|\bDELETE\s+FROM\s+(log_\w+|posting|ledger_posting)\b",
     "a log entry or a posting is never changed; mistakes are reversed"),
]
PATTERNS = [(re.compile(pattern, re.IGNORECASE), why) for pattern, why in DIFFERENT]
ONLY = re.compile(r"\bonly\s+(postgres|sqlite)\b")
BLOCK = re.compile(r"^--\s*(?:query|statement|name|table|block|only)\b.*$|^\s*$", re.IGNORECASE | re.MULTILINE)


def code_of_sql(text):
    """Without comments and texts, every line where it was."""
    return re.sub(r"--[^\n]*|'(?:''|[^'])*'", lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def blocks_of(text):
    """Pieces between empty lines: (start, piece)."""
    start = 0
    for match in re.finditer(r"\n[ \t]*\n", text):
        yield start, text[start:match.end()]
        start = match.end()
    yield start, text[start:]


def check_sql(tree):
    findings, twins = [], []
    for path, text in sorted(tree.items()):
        if not path.endswith(".sql") or not path.startswith("src/"):
            continue
        for start, piece in blocks_of(text):
            if ONLY.search(piece):
                twins.append((path, line_of(text, start)))
                continue
            code = code_of_sql(piece)
            for pattern, why in PATTERNS:
                for match in pattern.finditer(code):
                    word = match.group().strip().split("(")[0].strip()
                    findings.append(Finding("sql", path, line_of(text, start + match.start()), word, f"{word}: {why}"))
    for path, line in twins[2 * TWINS_MAX:]:
        findings.append(Finding("sql", path, line, "only", f"more than {TWINS_MAX} pairs of twins"))
    return findings
