"""Documents that point somewhere: the file is there."""
import posixpath
import re

from tree import Finding, line_of

LINK = re.compile(r"\]\((?!\w+:|#)([^)\s#]+)(?:#[^)]*)?\)")


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
