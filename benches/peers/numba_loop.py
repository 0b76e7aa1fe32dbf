"""numba: a loop over the days of a run, NumPy's generator (PCG64, ziggurat), f64, threads."""

import os
import platform
import sys
from concurrent.futures import ThreadPoolExecutor

import llvmlite.binding

# A processor that LLVM does not know is a generic one to it; x86-64-v3 is what all of them have.
if llvmlite.binding.get_host_cpu_name() == "generic" and platform.machine() == "x86_64":
    os.environ.setdefault("NUMBA_CPU_NAME", "x86-64-v3")

import numba
import numpy as np

import contender
from model import *

CHUNK = 4096
_TREND = np.array(TREND)


@numba.njit(nogil=True, fastmath=True)
def simulate_chunk(random, trend, net, break_even):
    """Fills net income and break-even day of some runs."""
    for run in range(len(net)):
        logit = LOCATION + SCALE * random.standard_normal()
        rate = 0.0
        back_on = 0
        total = 0.0
        reached = NEVER
        for day in range(DAYS):
            if random.random() < FAILURE and day >= back_on:
                back_on = day + REPAIR_DAYS
            total -= FIXED
            if day >= back_on:
                income = INCOME * np.exp(trend[day] + rate)
                total += (income - POWER) / (1.0 + np.exp(-logit))
            if reached == NEVER and total >= OUTLAY:
                reached = day + 1
            common = random.standard_normal()
            of_rate = random.standard_normal()
            of_logit = random.standard_normal()
            rate = RATE_KEPT * rate + RATE_STEP * (LOADING * common + OWN * of_rate)
            logit = (
                LOCATION
                + LOGIT_KEPT * (logit - LOCATION)
                + LOGIT_STEP * (LOADING * common + OWN * of_logit)
            )
        net[run] = total
        break_even[run] = reached


if __name__ == "__main__":
    threads, runs = map(int, sys.argv[1:])
    pool = ThreadPoolExecutor(threads)

    def simulate(seed):
        net = np.empty(runs)
        break_even = np.empty(runs, np.int32)

        def chunk(start):
            random = np.random.Generator(np.random.PCG64([seed, start]))
            part = slice(start, start + CHUNK)
            simulate_chunk(random, _TREND, net[part], break_even[part])

        list(pool.map(chunk, range(0, runs, CHUNK)))
        return net, break_even

    contender.serve(simulate)
