#!/usr/bin/python3
"""zones: footers, files that are none, and every zone of this machine against Python's own reader."""
import datetime
import pathlib
import sys
import unittest
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import zones  # noqa: E402


class Footers(unittest.TestCase):
    def test_forms(self):
        self.assertEqual(zones.read_footer("UTC0"), (0, None, None, None))
        self.assertEqual(zones.read_footer("<+0330>-3:30"), (12600, None, None, None))
        self.assertEqual(zones.read_footer("CET-1CEST,M3.5.0,M10.5.0/3"),
                         (3600, 7200, (3, 5, 0, 7200), (10, 5, 0, 10800)))
        self.assertEqual(zones.read_footer("IST-1GMT0,M10.5.0,M3.5.0/1"),
                         (3600, 0, (10, 5, 0, 7200), (3, 5, 0, 3600)))
        self.assertEqual(zones.read_footer("<-02>2<-01>,M3.5.0/-1,M10.5.0/0")[2], (3, 5, 0, -3600))

    def test_wrong(self):
        for text in ["", "CET", "CET-1CEST,J60,J300", "1"]:
            with self.assertRaises(zones.Malformed):
                zones.read_footer(text)
        with self.assertRaises(zones.Malformed):
            zones.read_zone(b"GIF89a")


class Files(unittest.TestCase):
    def test_offsets(self):
        folder = pathlib.Path("/usr/share/zoneinfo")
        if not folder.is_dir():
            self.skipTest("no tzdata here")
        for name, path in zones.zone_files(folder):
            before, changes, _ = zones.read_zone(path.read_bytes())
            with path.open("rb") as file:
                theirs = zoneinfo.ZoneInfo.from_file(file)
            for moment, offset in changes:
                if not -2_000_000_000 < moment < 4_000_000_000:
                    continue
                utc = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc)
                self.assertEqual(utc.astimezone(theirs).utcoffset().total_seconds(), offset, (name, utc))


if __name__ == "__main__":
    unittest.main()
