#!/usr/bin/python3
"""tools/pinyin: what is taken of Unihan's lines, and that each phrase of ours is needed."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

import pinyin

PHRASES = (FOLDER / "phrases.txt").read_text(encoding="utf-8")
UNIHAN = pathlib.Path("/usr/share/unicode")


class Pinyin(unittest.TestCase):
    def test_tones_are_left_out(self):
        for syllable, wanted in [("zhòng", "zhong"), ("lüè", "lve"), ("nǚ", "nv"), ("ḿ", "m"), ("ê̄", "e")]:
            self.assertEqual(pinyin.toneless(syllable), wanted)

    def test_readings_come_in_order_of_use(self):
        readings = pinyin.read_readings("# comment\nU+91CD\tkXHC1983\t0149.100:chóng 1502.040:zhòng\n"
                                        "U+91CD\tkMandarin\tzhòng\nU+91CD\tkCantonese\tcung4\n"
                                        "U+884C\tkHanyuPinlu\txíng(2943) háng(218)\n")
        self.assertEqual(readings, {0x91CD: ["zhong", "chong"], 0x884C: ["xing", "hang"]})

    def test_simple_forms(self):
        simple = pinyin.read_simple("U+5FA9\tkSimplifiedVariant\tU+590D U+5FA9\n"
                                    "U+7DDA\tkSimplifiedVariant\tU+7EBF U+7F10\n"
                                    "U+5679\tkSimplifiedVariant\tU+2A83D U+5F53\nU+4E00\tkSimplifiedVariant\tU+4E00\n"
                                    "U+4E01\tkSimplifiedVariant\tU+5FA9\n")
        self.assertEqual(simple, {0x5FA9: 0x590D, 0x7DDA: 0x7EBF, 0x5679: 0x5F53, 0x4E01: 0x590D})

    def test_a_phrase_has_a_syllable_for_each_character(self):
        with self.assertRaises(AssertionError):
            pinyin.read_phrases("银行 yin", pinyin.Table())

    def test_runs_bridge_small_holes(self):
        self.assertEqual(pinyin.runs_of([1, 2, 9, 100]), [[1, 9], [100, 100]])

    def test_text_as_c(self):
        self.assertEqual(pinyin.c_text("行1"), '"\\350\\241\\2141"')

    @unittest.skipUnless((UNIHAN / "Unihan_Readings.txt.bz2").exists(), "no unicode-data")
    def test_every_phrase_is_needed_and_known(self):
        usual = pinyin.read_readings(pinyin.text_of(UNIHAN, "Unihan_Readings.txt"))
        words = [line.split() for line in PHRASES.split("\n") if line and not line.startswith("#")]
        self.assertEqual(len(words), len({word for word, *_ in words}))
        alone = {word: syllables[0] for word, *syllables in words if len(word) == 1}
        for word, *syllables in words:
            before = [usual[ord(c)][0] if len(word) == 1 else alone.get(c, usual[ord(c)][0]) for c in word]
            self.assertNotEqual(before, syllables, word)
            for character, syllable in zip(word, syllables):
                self.assertIn(syllable, usual[ord(character)], word)

    def test_says_what_is_missing(self):
        with tempfile.TemporaryDirectory() as folder:
            command = [FOLDER / "pinyin.py", "--unihan", folder, "--output", "out.c"]
            command += ["--phrases", FOLDER / "phrases.txt"]
            result = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True)
        self.assertEqual(result.returncode, 1)
        self.assertIn("install Debian's package unicode-data", result.stderr)


if __name__ == "__main__":
    unittest.main()
