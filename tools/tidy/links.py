"""Documents that point somewhere: the file is there. Shipped flows: every title in both languages."""
import posixpath
import re

from api import CHINESE
from tree import Finding, line_of

LINK = re.compile(r"\]\((?!\w+:|#)([^)\s#]+)(?:#[^)]*)?\)")
ELEMENT = re.compile(r"<bpmn:(?!documentation|definitions|message|signal|error)\w+"
                     r"""(?:\s+[\w:]+\s*=\s*(?:"[^"]*"|'[^']*'))+\s*/?>""")
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def check_links(tree):
    folders = {posixpath.dirname(path) for path in tree}
    findings = []
    for path, text in sorted(tree.items()):
        if not path.endswith(".md"):
            continue
        for match in LINK.finditer(text):
            to = posixpath.normpath(posixpath.join(posixpath.dirname(path), match.group(1)))
            if to not in tree and not any(folder == to or folder.startswith(to + "/") for folder in folders):
                findings.append(Finding("links", path, line_of(text, match.start()), match.group(1),
                                        f"there is no {to}"))
    return findings


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
