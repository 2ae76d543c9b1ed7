"""What is shipped as models, in both languages: titles in flows, reasons and sources in policies."""
import re

from api import CHINESE
from tree import Finding, line_of

ELEMENT = re.compile(r"<bpmn:(?!documentation|definitions|message|signal|error)\w+"
                     r"""(?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))+\s*/?>""")
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
TABLE = re.compile(r"<decisionTable\b.*?</decisionTable>", re.DOTALL)
COLUMN = re.compile(r'<annotation\s+name="([^"]*)"')
RULE = re.compile(r'<rule\s+id="([^"]*)".*?</rule>', re.DOTALL)
ENTRY = re.compile(r"<annotationEntry>\s*<text>(.*?)</text>", re.DOTALL)


def check_flows(tree):
    findings = []
    for path, text in sorted(tree.items()):
        if not path.startswith("flows/") or not path.endswith(".bpmn"):
            continue
        for match in ELEMENT.finditer(text):
            attributes = {name: one or other for name, one, other in ATTRIBUTE.findall(match.group())}
            title = attributes.get("mingli:title_zh") or attributes.get("name")
            if title is None:
                continue
            english = attributes.get("mingli:title_en", "")
            if not CHINESE.search(title) or not english or CHINESE.search(english):
                findings.append(Finding("languages", path, line_of(text, match.start()), attributes.get("id", ""),
                                        f"{title}: wants a Chinese name and an English mingli:title_en"))
    return findings


def check_policies(tree):
    """Every rule of a shipped table that bears reasons bears them in both languages, and its source."""
    findings = []
    for path, text in sorted(tree.items()):
        if not path.startswith("policies/") or not path.endswith(".dmn"):
            continue
        for table in TABLE.finditer(text):
            columns = COLUMN.findall(table.group())
            for rule in RULE.finditer(table.group()) if "reason zh" in columns else []:
                said = dict(zip(columns, ENTRY.findall(rule.group())))
                zh, en, source = (said.get(name, "").strip() for name in ("reason zh", "reason en", "citation"))
                if not CHINESE.search(zh) or not en or CHINESE.search(en) or not source:
                    line = line_of(text, table.start() + rule.start())
                    findings.append(Finding("languages", path, line, rule.group(1),
                                            f"{rule.group(1)} wants a reason in both languages, and a source"))
    return findings
