#!/usr/bin/python3
"""blocks: lines of Blocks.txt, and what is none."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import blocks  # noqa: E402


class Lines(unittest.TestCase):
    def test_forms(self):
        text = "# Blocks\n\n0000..007F; Basic Latin\n4E00..9FFF; CJK Unified Ideographs\n10FFFF\n"
        self.assertEqual(list(blocks.read(text)),
                         [("BasicLatin", 0, 0x7F), ("CJKUnifiedIdeographs", 0x4E00, 0x9FFF)])


if __name__ == "__main__":
    unittest.main()
