"""What every bench needs: a client (wrk), the server's memory and processor time, rounds in turn, tables.

Rounds are interleaved (A B C A B C …) and a figure is the median of its rounds, since the machine has two cores
and other people on it; the load average stands beside every table. A ratio is the median of the ratios of
each round, so that a slow minute slows both sides of it.
"""
import json
import os
import pathlib
import statistics
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
DATA = pathlib.Path(os.environ.get("MINGLI_BENCH_DATA", "/var/tmp/mingli-bench"))
TICKS = os.sysconf("SC_CLK_TCK")


def processes_of(pid):
    found = [pid]
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    for child in children:
        found += processes_of(int(child))
    return found


def memory(pid):
    """{"rss", "pss", "own"} in MB of a process and its children; own: what is not a file's page."""
    total = {"rss": 0, "pss": 0, "own": 0}
    names = {"Rss": "rss", "Pss": "pss", "Anonymous": "own"}
    for process in processes_of(pid):
        for line in pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in names:
                total[names[name]] += int(rest.split()[0]) / 1024
    return total


def cpu_seconds(pid):
    total = 0
    for process in processes_of(pid):
        fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def wrk(url, calls, connections, seconds, pid):
    """One run of a file of calls (calls.lua): the figures of the client, processor time and memory of the server."""
    before = cpu_seconds(pid)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", str(HERE / "calls.lua"),
               url, "--", str(calls)]
    output = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 120)
    lines = [line for line in output.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError(f"wrk: {output.stdout[-500:]} {output.stderr[-500:]}")
    figures = json.loads(lines[0])
    figures["cpu_us"] = (cpu_seconds(pid) - before) * 1e6 / max(1, figures["count"])
    figures |= memory(pid)
    return figures


def load():
    return f"load {os.getloadavg()[0]:.1f}"


class Results:
    """Figures by name, one for each round."""

    def __init__(self):
        self.rounds = {}

    def add(self, name, figures):
        self.rounds.setdefault(name, []).append(figures)
        shown = " ".join(f"{key} {value:.4g}" for key, value in figures.items() if isinstance(value, (int, float)))
        print(f"  {name}: {shown} ({load()})", flush=True)

    def median(self, name, key):
        values = [figures[key] for figures in self.rounds.get(name, []) if key in figures]
        return statistics.median(values) if values else None

    def ratio(self, name, other, key="per_s"):
        """How many times the other, or None where one of them was not measured."""
        pairs = zip(self.rounds.get(name, []), self.rounds.get(other, []))
        ratios = [mine[key] / theirs[key] for mine, theirs in pairs if key in mine and theirs.get(key)]
        return statistics.median(ratios) if ratios else None

    def print_table(self, title, columns, digits):
        """A table in Markdown: the median of each column, a dash where there is none."""
        print(f"\n{title} (medians of {max(map(len, self.rounds.values()), default=0)} rounds in turn, {load()})\n")
        print("| | " + " | ".join(columns.values()) + " |")
        print("| --- |" + " ---: |" * len(columns))
        for name in self.rounds:
            values = [self.median(name, key) for key in columns]
            cells = ["–" if value is None else f"{value:,.{digits.get(key, 0)}f}"
                     for key, value in zip(columns, values)]
            print(f"| {name} | " + " | ".join(cells) + " |")


def judge(what, is_met):
    print(f"{'met   ' if is_met else 'MISSED'} {what}", flush=True)
    return is_met
