"""Times the contenders on the yardstick in alternating rounds, and compares their figures.

Every contender is a process that waits for its round, so starting and the first round, in which
things are compiled and pages touched, do not count. Ratios are medians of those of each round.
Fails if any two contenders' figures lie further apart than sampling allows.
"""

import argparse
import itertools
import json
import math
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

from model import DAYS

HERE = Path(__file__).parent
DECIMALS = {"mean": 1, "p5": 1, "p50": 1, "p95": 1, "break_even": 5}
FIGURES = list(DECIMALS)

# Ten pairs of contenders, five figures each: one of 50 equal normals is further out once in 300.
TOLERANCE = 4.0


def contenders(rust):
    """Commands by name; rigcast first."""
    python = {
        "NumPy f64, blocks in cache": "numpy_blocks.py",
        "numba, PCG64": "numba_loop.py",
        "JAX f32, jit": "jax_scan.py",
    }
    commands = {
        "rigcast": [rust, "rigcast"],
        "Rust, run by run": [rust, "per-run"],
    }
    for name, file in python.items():
        commands[name] = [sys.executable, str(HERE / file)]
    return commands


class Contender:
    """A process that waits for rounds."""

    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.rounds = []

    def run(self, seed):
        """Simulates with a seed and gives the answer."""
        print(seed, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended early")
        return json.loads(line)

    def figure(self, name):
        """Mean of a figure over the rounds, and its standard error."""
        figures = [answer[name] for answer in self.rounds]
        value = statistics.fmean(figure["value"] for figure in figures)
        return value, math.hypot(*(figure["error"] for figure in figures)) / len(figures)

    def end(self):
        """Closes its input, at which it ends."""
        self.process.stdin.close()
        self.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rust", help="the example `yardstick`, built for release")
    parser.add_argument("--runs", type=int, default=262_144, help="a round")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=2, help="or processes")
    arguments = parser.parse_args()
    if len(os.sched_getaffinity(0)) < arguments.threads:
        parser.error(f"there are fewer than {arguments.threads} processors")
    sizes = [str(arguments.threads), str(arguments.runs)]
    rivals = [
        Contender(name, [*command, *sizes])
        for name, command in contenders(arguments.rust).items()
    ]

    for place, rival in enumerate(rivals):
        rival.run(place)
    for round in range(1, arguments.rounds + 1):
        for place, rival in enumerate(rivals):
            # Seeds of their own, so that what is compared is independent.
            rival.rounds.append(rival.run(1000 * round + place))
        print(f"round {round} of {arguments.rounds}", file=sys.stderr)
    for rival in rivals:
        rival.end()

    print_machine()
    print_times(rivals, arguments)
    return 0 if agree(rivals, arguments) else 1


def print_machine():
    """What the times depend on."""
    import jax
    import numba
    import numpy

    with open("/proc/cpuinfo") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True)
    versions = [
        names[0] if names else platform.machine(),
        rust.stdout.strip(),
        f"Python {platform.python_version()}",
        f"NumPy {numpy.__version__}",
        f"numba {numba.__version__}",
        f"JAX {jax.__version__}",
    ]
    print(", ".join(versions))


def print_times(rivals, arguments):
    """Median times, and medians of the ratios of each round, with their ranges."""
    path_steps = arguments.runs * DAYS / arguments.threads
    print(
        f"{arguments.rounds} rounds of {arguments.runs:,} runs of {DAYS} days, "
        f"{arguments.threads} threads or processes; medians, and ranges\n"
    )
    print(f"{'':<28}{'ns a path-step and core':>26}{'times that of rigcast':>26}")
    base = [answer["seconds"] for answer in rivals[0].rounds]
    for rival in rivals:
        seconds = [answer["seconds"] for answer in rival.rounds]
        nanoseconds = [1e9 * second / path_steps for second in seconds]
        ratios = [second / ours for second, ours in zip(seconds, base)]
        print(f"{rival.name:<28}{spread(nanoseconds):>26}{spread(ratios):>26}")


def spread(values):
    """The median, and the least and greatest."""
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def agree(rivals, arguments):
    """Prints the figures; whether all pairs agree."""
    runs = arguments.runs * arguments.rounds
    print(f"\nfigures of {runs:,} runs, in USD, each with its standard error below\n")
    print(f"{'':<28}" + "".join(f"{name:>12}" for name in FIGURES))
    for rival in rivals:
        figures = {name: rival.figure(name) for name in FIGURES}
        for label, place in [(rival.name, 0), ("", 1)]:
            cells = [f"{figures[name][place]:>12.{DECIMALS[name]}f}" for name in FIGURES]
            print(f"{label:<28}" + "".join(cells))
    apart = []
    for one, other in itertools.combinations(rivals, 2):
        for name in FIGURES:
            (a, error_a), (b, error_b) = one.figure(name), other.figure(name)
            distance = (a - b) / math.hypot(error_a, error_b)
            # What is not a number is not near.
            if not abs(distance) <= TOLERANCE:
                apart.append(f"{name} of {one.name} and {other.name}: {distance:.1f}")
    if apart:
        print(f"\nmore than {TOLERANCE:g} standard errors apart:", *apart, sep="\n")
    else:
        print(f"\nall agree within {TOLERANCE:g} standard errors of their differences")
    return not apart


if __name__ == "__main__":
    sys.exit(main())
