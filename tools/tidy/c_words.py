"""Words that C may not say, or only in one place: banned functions, clocks, floating point, notes."""
import re

from tree import Finding, c_files, code_of, functions_of, line_of

# word -> what to use instead; banned.h has the ones which the compiler can refuse.
BANNED = {
    "strdup": "arena_copy", "strndup": "arena_copy", "asprintf": "arena_print", "vasprintf": "arena_print_list",
    "alloca": "arena_take", "strtol": "str_to_int", "strtoll": "str_to_int", "strtoul": "str_to_int",
    "strtoull": "str_to_int", "scanf": "a reader in format/", "sscanf": "a reader in format/",
    "fscanf": "a reader in format/", "strerror": "strerror_r", "setlocale": "nothing: no locales in the server",
    "assert": "ASSERT", "system": "nothing: no shells", "popen": "nothing: no shells", "tmpnam": "os",
    "mktemp": "os", "rand_r": "os", "random": "os", "srandom": "os", "strtok_r": "str_cut", "usleep": "os",
    "localtime_r": "date_of_instant", "gmtime_r": "date_split", "ctime_r": "instant_print",
    "_Decimal128": "base/decimal.h", "goto": "a function that returns", "longjmp": "fault",
}
# Only src/os (and tests, for files) may say these.
MACHINE = {
    "time", "clock", "clock_gettime", "gettimeofday", "timespec_get", "getenv", "secure_getenv", "setenv",
    "getrandom", "arc4random", "randombytes_buf", "randombytes_uniform", "RAND_bytes", "RAND_priv_bytes",
    "nanosleep", "clock_nanosleep", "sleep", "getpid", "gethostname", "uname", "open", "openat", "creat", "fopen",
    "unlink", "rename", "mkdir", "opendir", "fsync", "pthread_create", "pthread_join", "pthread_mutex_lock",
    "pthread_cond_wait", "pthread_cond_timedwait", "pthread_rwlock_rdlock", "pthread_rwlock_wrlock",
}
FLOAT_ALLOWED = ("src/stats/", "src/base/decimal", "src/format/json", "src/format/xlsx", "src/flow/svg",
                 "src/flow/draw", "bench/")
PROGRAMS = ("src/", "tools/", "tests/", "web/src/", "bench/")
NOTE = re.compile(r"\b(TO" r"DO|FIX" r"ME|HA" r"CK)\b")
CALL = re.compile(r"(?<![\w.>])([A-Za-z_]\w*)\s*\(")
FLOAT = re.compile(r"\b(float|double)\b")


def check_banned(tree):
    findings = []
    for path, text in c_files(tree).items():
        if path.endswith("_test.c"):
            continue
        may_machine = path.startswith("src/os/")
        code = code_of(text)
        own = set() if may_machine else {function.name for function in functions_of(text)}
        for match in CALL.finditer(code):
            word = match.group(1)
            if word in BANNED:
                findings.append(Finding("banned", path, line_of(code, match.start()), word,
                                        f"{word} is not used here: {BANNED[word]}"))
            elif word in MACHINE and not may_machine and word not in own:
                findings.append(Finding("machine", path, line_of(code, match.start()), word,
                                        f"{word}: clock, randomness, files, threads, environment only in src/os"))
        for match in re.finditer(r"\b(goto|_Decimal128)\b", code):
            findings.append(Finding("banned", path, line_of(code, match.start()), match.group(),
                                    f"{match.group()} is not used here: {BANNED[match.group()]}"))
    return findings


def check_float(tree):
    findings = []
    for path, text in c_files(tree).items():
        if path.startswith(FLOAT_ALLOWED) or path.endswith("_test.c"):
            continue
        code = code_of(text)
        for match in FLOAT.finditer(code):
            findings.append(Finding("float", path, line_of(code, match.start()), match.group(),
                                    f"{match.group()}: no binary floating point near money or FEEL"))
    return findings


def check_notes(tree):
    findings = []
    for path, text in sorted(tree.items()):
        if not path.startswith(PROGRAMS) or path.endswith((".md", ".json", ".csv")):
            continue
        for match in NOTE.finditer(text):
            findings.append(Finding("notes", path, line_of(text, match.start()), match.group(),
                                    f"{match.group()}: do it, or say it in an issue"))
    return findings
