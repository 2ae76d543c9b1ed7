#!/usr/bin/python3
"""tools/setup, with Debian's programs played by scripts of a line: what it asks for and what it says."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NEEDED = "sh sed sort head tail cat dirname uname mkdir sha256sum env grep printf".split()


class Setup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "bin").mkdir()
        (self.root / "tools").mkdir()
        shutil.copy(ROOT / "tools/setup", self.root / "tools/setup")
        for name in NEEDED:
            if shutil.which(name):
                (self.root / "bin" / name).symlink_to(shutil.which(name))
        self.plays("id", "echo 0")
        self.plays("apt-get", 'echo "$@" >>"$CALLS"')
        self.plays("dpkg-query", "exit 1")

    def plays(self, name, script):
        program = self.root / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def run_setup(self, *groups):
        calls = self.root / "calls"
        calls.write_text("")
        result = subprocess.run(["sh", "tools/setup", *groups], cwd=self.root, capture_output=True, text=True,
                                env={"PATH": str(self.root / "bin"), "CALLS": str(calls)})
        return result, calls.read_text()

    def test_installs_what_is_missing_and_says_why(self):
        result, calls = self.run_setup("build", "test")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("--no-install-recommends gcc libc6-dev meson", calls)
        self.assertIn("libcmocka-dev", calls)
        self.assertIn("libsodium-dev: signatures, passwords, encryption at rest", result.stderr)

    def test_a_group_is_not_another(self):
        self.assertNotIn("chromium", self.run_setup("build")[1])
        self.assertNotIn("gcc", self.run_setup("bench")[1])

    def test_does_nothing_when_all_is_there(self):
        self.plays("dpkg-query", "printf installed")
        result, calls = self.run_setup("build", "test", "bench")
        self.assertEqual((result.returncode, result.stderr, calls), (0, "", ""))

    def test_goes_by_sudo_or_says_the_names(self):
        self.plays("id", "echo 1000")
        result, calls = self.run_setup("build")
        self.assertEqual((result.returncode, calls), (1, ""))
        self.assertIn("Missing: gcc libc6-dev", result.stderr)
        self.plays("sudo", 'exec "$@"')
        self.assertIn("install", self.run_setup("build")[1])

    def test_a_failure_of_apt_is_a_failure(self):
        self.plays("apt-get", '[ "$1" = update ] || { echo no such package; exit 100; }')
        result, _ = self.run_setup("build")
        self.assertEqual(result.returncode, 1)
        self.assertIn("no such package", result.stderr)

    def test_elsewhere_it_names_what_is_needed(self):
        (self.root / "bin/apt-get").unlink()
        result, _ = self.run_setup("build")
        self.assertEqual(result.returncode, 0)
        self.assertIn("not Debian", result.stderr)
        self.assertIn("libexpat1-dev", result.stderr)

    def with_pages(self, node):
        self.plays("dpkg-query", "printf installed")
        (self.root / "web").mkdir()
        (self.root / "web/package-lock.json").write_text("{}")
        self.plays("node", f"echo {node}")
        self.plays("npm", 'echo npm "$@" >>"$CALLS"; mkdir -p node_modules')

    def test_pages_are_installed_once_per_lock_file(self):
        self.with_pages("v22.1.0")
        self.assertIn("npm ci --ignore-scripts", self.run_setup("build")[1])
        self.assertEqual(self.run_setup("build")[1], "")
        (self.root / "web/package-lock.json").write_text('{"a": 1}')
        self.assertIn("npm ci", self.run_setup("build")[1])

    def test_an_old_node_is_replaced_and_a_new_one_kept(self):
        self.with_pages("v18.20.4")
        result, calls = self.run_setup("build")
        self.assertRegex(calls, r"npm install --prefix \.tools .*node-linux-\w+@22")
        self.assertEqual(result.returncode, 1)  # the played npm brings no node
        self.plays("node", "echo v20.19.0")
        self.assertNotIn("node-linux", self.run_setup("build")[1])

    def test_every_library_of_the_build_is_in_the_table(self):
        """A dependency() that nobody installs would break the first build of a newcomer."""
        table = subprocess.run(["sh", ROOT / "tools/setup", "list"], capture_output=True, text=True).stdout
        packages = {"libevent": "libevent-dev", "libevent_pthreads": "libevent-dev", "openssl": "libssl-dev",
                    "sqlite3": "libsqlite3-dev", "libpcre2-8": "libpcre2-dev", "expat": "libexpat1-dev",
                    "zlib": "zlib1g-dev", "xlsxwriter": "libxlsxwriter-dev", "threads": "libc6-dev",
                    "pangocairo": "libpango1.0-dev", "cairo-pdf": "libcairo2-dev"}
        for name in re.findall(r"dependency\('([\w-]+)'", (ROOT / "meson.build").read_text()):
            package = packages.get(name, name if name.startswith("lib") else f"lib{name}")
            self.assertRegex(table, rf"(?m)^(build|test) +{re.escape(package.removesuffix('-dev'))}(-dev)? ", name)


if __name__ == "__main__":
    unittest.main()
