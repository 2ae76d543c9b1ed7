#!/usr/bin/python3
"""embed, on a small web/dist: what lands in the table, what is compressed, when it is built anew."""
import gzip
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import embed

HERE = pathlib.Path(__file__).resolve().parent


class Embed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("web/dist/index.html", "<!doctype html>" + "<p>a line</p>" * 100)
        self.write("web/dist/assets/index-1f.js", "let a = 1;\n" * 100)
        self.write("web/dist/icon.png", "\x89PNG" * 100)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def assets(self):
        return {asset.path: asset for asset in embed.read_assets(self.root / "web/dist", self.root / "cache")}

    def run_embed(self, *arguments):
        return subprocess.run([sys.executable, HERE / "embed.py", "--root", self.root, "--table", self.root / "a.c",
                               "--bytes", self.root / "a.S", "--depfile", self.root / "a.d", *arguments],
                              capture_output=True, text=True)

    def test_paths_are_sorted_by_byte_and_typed(self):
        self.write("web/dist/Z.txt", "z")
        assets = self.assets()
        self.assertEqual(list(assets), ["/Z.txt", "/assets/index-1f.js", "/icon.png", "/index.html"])
        self.assertEqual(assets["/index.html"].type, "text/html; charset=utf-8")
        self.assertEqual([assets[path].is_immutable for path in assets], [False, True, False, False])

    def test_text_is_compressed_and_pictures_are_not(self):
        assets = self.assets()
        self.assertLess(assets["/index.html"].gzip.size, assets["/index.html"].plain.size)
        self.assertEqual(gzip.decompress(assets["/index.html"].gzip.file.read_bytes()),
                         (self.root / "web/dist/index.html").read_bytes())
        self.assertIsNone(assets["/icon.png"].gzip)
        self.write("web/dist/tiny.js", "a")
        self.assertIsNone(self.assets()["/tiny.js"].gzip)

    def test_tags_differ_by_content(self):
        before = self.assets()["/index.html"].plain.etag
        self.write("web/dist/index.html", "<!doctype html>other")
        self.assertNotEqual(self.assets()["/index.html"].plain.etag, before)

    def test_the_assembler_file_changes_with_the_bytes(self):
        self.assertEqual(self.run_embed("--web", "prebuilt").returncode, 0)
        before = (self.root / "a.S").read_text()
        self.write("web/dist/icon.png", "\x89PNG" * 99 + "\x89PNH")
        self.run_embed("--web", "prebuilt")
        self.assertNotEqual((self.root / "a.S").read_text(), before)
        self.assertIn("index.html", (self.root / "a.d").read_text())

    def test_what_it_writes_assembles_and_needs_no_executable_stack(self):
        self.run_embed("--web", "prebuilt")
        result = subprocess.run(["cc", "-c", "a.S", "-o", "a.o"], cwd=self.root, capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_a_file_of_no_known_type_is_refused(self):
        self.write("web/dist/a.exe", "x")
        result = self.run_embed("--web", "prebuilt")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("/a.exe", result.stderr)

    def test_off_gives_an_empty_table_and_prebuilt_wants_pages(self):
        self.assertEqual(self.run_embed("--web", "off").returncode, 0)
        self.assertNotIn("incbin", (self.root / "a.S").read_text())
        (self.root / "web/dist/index.html").unlink()
        self.assertIn("no web/dist/index.html", self.run_embed("--web", "prebuilt").stderr)

    def test_pages_are_built_when_their_sources_changed_and_only_then(self):
        # Stands where tools/setup puts npx, so that this test needs no Node.
        self.write(".tools/node_modules/.bin/npx", "#!/bin/sh\necho built >>../count; touch dist/index.html\n")
        (self.root / ".tools/node_modules/.bin/npx").chmod(0o755)
        for text, wanted in [("1", 1), ("1", 1), ("2", 2)]:
            self.write("web/src/a.ts", text)
            result = self.run_embed("--web", "build")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual((self.root / "count").read_text().count("built"), wanted)
        self.assertIn("src/a.ts", (self.root / "a.d").read_text())

    def test_pages_that_cannot_be_built_stop_a_release_but_not_a_developer(self):
        self.write("web/package.json", "{}")
        self.write("web/node_modules/a", "")
        for name in ["npm", "npx"]:
            self.write(f".tools/node_modules/.bin/{name}", "#!/bin/sh\necho the reason; exit 1\n")
            (self.root / f".tools/node_modules/.bin/{name}").chmod(0o755)
        self.assertIn("the reason", self.run_embed("--web", "build").stderr)
        self.assertFalse((self.root / "a.c").exists())
        result = self.run_embed("--web", "auto")
        self.assertEqual(result.returncode, 0)
        self.assertIn("the reason", result.stderr)
        self.assertIn("main_assets = {assets, 0}", (self.root / "a.c").read_text())


if __name__ == "__main__":
    unittest.main()
