"""Every header compiles alone: the compiler reads each one as if it were a program."""
import concurrent.futures
import os
import subprocess

from tree import c_files, load


def failures(root, include):
    """path -> what the compiler said."""
    command = [os.environ.get("CC", "cc"), "-std=gnu17", "-D_GNU_SOURCE", "-fsyntax-only", "-x", "c", "-Wall",
               "-Werror", "-Isrc", *(f"-I{folder}" for folder in include)]

    def compile_alone(path):
        return path, subprocess.run([*command, path], cwd=root, capture_output=True, text=True)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(compile_alone, c_files(load(root), "src/", (".h",))))
    return {path: result.stderr for path, result in results if result.returncode}


def main(root, include):
    count = len(c_files(load(root), "src/", (".h",)))
    failed = failures(root, include)
    for path, said in failed.items():
        print(f"{path} does not compile alone:\n{said}")
    print(f"{count - len(failed)} passed, {len(failed)} failed")
    return bool(failed)
