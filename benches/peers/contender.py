"""What the contenders in Python have in common: rounds, figures, processes.

A contender is started with its number of threads or processes and the runs of a round. A round
is one line on standard input, its seed; the answer is one line of JSON with the seconds that the
simulation took, percentiles included, and its figures with their errors.
"""

import json
import math
import multiprocessing
import os
import sys
import time

import numpy as np

from model import NEVER

PERCENTILES = {"p5": 0.05, "p50": 0.5, "p95": 0.95}


def serve(simulate):
    """Answers rounds. `simulate(seed)` gives net income and break-even day of each run."""
    for line in sys.stdin:
        start = time.perf_counter()
        net, day = simulate(int(line))
        ranks = {name: int(share * len(net)) for name, share in PERCENTILES.items()}
        ordered = np.partition(net, list(ranks.values()))
        values = {name: float(ordered[rank]) for name, rank in ranks.items()}
        values["mean"] = float(net.mean(dtype=np.float64))
        values["break_even"] = float(np.mean(day != NEVER))
        seconds = time.perf_counter() - start
        errors = _errors(net, values)
        figures = {
            name: {"value": value, "error": errors[name]} for name, value in values.items()
        }
        print(json.dumps({"seconds": seconds, **figures}), flush=True)


def _errors(net, values):
    """Standard errors; of a percentile from the values two deviations of its rank away."""
    runs = len(net)
    errors = {
        "mean": float(net.std(dtype=np.float64)) / math.sqrt(runs),
        "break_even": math.sqrt(values["break_even"] * (1 - values["break_even"]) / runs),
    }
    for name, share in PERCENTILES.items():
        away = 2 * math.sqrt(runs * share * (1 - share))
        ranks = [int(runs * share - away), int(runs * share + away)]
        low, high = np.partition(net, ranks)[ranks]
        errors[name] = float(high - low) / 4
    return errors


class Processes:
    """Processes that simulate blocks of runs into shared memory."""

    def __init__(self, module, processes, runs, block, number):
        """`module` has `start()` and `simulate_block(seed, block number) -> (net, day)`."""
        if runs % block:
            raise SystemExit(f"runs must be a multiple of {block}")
        context = multiprocessing.get_context("spawn")
        net = context.RawArray("d" if number == "f8" else "f", runs)
        day = context.RawArray("i", runs)
        self.blocks = runs // block
        self.net = np.frombuffer(net, dtype=number)
        self.day = np.frombuffer(day, dtype="i4")
        turn = context.Value("i", 0)
        self.pool = context.Pool(
            processes, _start, (module, net, day, number, block, turn)
        )

    def simulate(self, seed):
        """Net income and break-even day of every run."""
        self.pool.map(_simulate, [(seed, block) for block in range(self.blocks)], 1)
        return self.net, self.day


def _start(module, net, day, number, block, turn):
    global _worker
    processors = sorted(os.sched_getaffinity(0))
    with turn:
        place, turn.value = turn.value, turn.value + 1
    os.sched_setaffinity(0, {processors[place % len(processors)]})
    loaded = __import__(module)
    loaded.start()
    arrays = np.frombuffer(net, dtype=number), np.frombuffer(day, dtype="i4")
    _worker = loaded.simulate_block, *arrays, block


def _simulate(task):
    seed, number = task
    simulate_block, net, day, block = _worker
    runs = slice(number * block, (number + 1) * block)
    net[runs], day[runs] = simulate_block(seed, number)
