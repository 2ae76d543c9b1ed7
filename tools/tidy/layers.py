"""src/LAYERS: who may know whom. Every folder is listed, every #include is allowed, no circles."""
import re

from tree import Finding, c_files, folder_of, line_of

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', re.MULTILINE)


def read_layers(text):
    """folder -> set of folders it may include; also the findings of a file that cannot be read."""
    allowed, findings = {}, []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        folder, colon, rest = line.partition(":")
        folder = folder.strip()
        if not colon or not folder or folder in allowed:
            findings.append(Finding("layers", "src/LAYERS", number, folder, "not `folder: folders`, or stands twice"))
            continue
        may = set()
        for word in rest.split():
            if word == "*":
                may |= set(allowed)
            elif word.lstrip("<") not in allowed:
                findings.append(Finding("layers", "src/LAYERS", number, folder,
                                        f"`{word}` does not stand above this line: upward or unknown"))
            elif word.startswith("<"):
                may |= allowed[word[1:]] | {word[1:]}
            else:
                may.add(word)
        allowed[folder] = may
    return allowed, findings


def check_layers(tree):
    """A line may only name folders of lines above it, so a file without findings has no circles."""
    if "src/LAYERS" not in tree:
        return [Finding("layers", "src/LAYERS", 1, "", "is missing")]
    allowed, findings = read_layers(tree["src/LAYERS"])
    files = c_files(tree)
    folders = {folder_of(path) for path in files}
    for folder in sorted(folders - set(allowed)):
        path = next(path for path in files if folder_of(path) == folder)
        findings.append(Finding("layers", path, 1, folder, f"folder {folder} has no line in src/LAYERS"))
    made = made_headers(tree)
    for path, text in files.items():
        own = folder_of(path)
        for match in INCLUDE.finditer(text):
            other = match.group(1).rpartition("/")[0] or made.get(match.group(1), "")
            if not other:
                findings += check_bare(tree, path, match, text)
            elif other != own and other not in allowed.get(own, set()):
                findings.append(Finding("layers", path, line_of(text, match.start()), other,
                                        f"{own} may not know {other} (src/LAYERS)"))
    return findings


def made_headers(tree):
    """What tools/gen makes of people.api belongs to the folder of people.api."""
    return {f"{path.rpartition('/')[2].replace('.', '_')}.h": folder_of(path)
            for path in tree if path.startswith("src/") and path.endswith((".api", ".sql"))}


def check_bare(tree, path, match, text):
    """A header without a folder may only be a generated one."""
    if f"{path.rpartition('/')[0]}/{match.group(1)}" not in tree:
        return []
    return [Finding("layers", path, line_of(text, match.start()), match.group(1),
                    "include our headers with their folder: \"folder/header.h\"")]
