"""What stands in every file: no machine paths, no registry hosts, no foreign package sources."""
import re

from tree import Finding, line_of

MACHINE_PATH = re.compile(r"""(?<![\w.:/~$}{-])/(?:wor[k]/(?:main|shared|tree)|roo[t]/|hom[e]/[a-z])""")
HOSTS = re.compile(r"registry\.npm" r"js|npm" r"mirror|deb\.deb" r"ian\.org|py" r"pi\.org|pythonhos" r"ted\.org"
                   r"|proxy\.gol" r"ang\.org|crates\.i" r"o/api")
SKIPPED = ("docs/decisions/",)


def check_paths(tree):
    findings = []
    for path, text in sorted(tree.items()):
        for match in MACHINE_PATH.finditer(text):
            findings.append(Finding("paths", path, line_of(text, match.start()), "",
                                    f"{match.group()}: a path of one machine"))
        for match in HOSTS.finditer(text):
            findings.append(Finding("hosts", path, line_of(text, match.start()), match.group(),
                                    "the host of a registry (npm: omit-lockfile-registry-resolved=true in web/.npmrc)"))
    return findings
