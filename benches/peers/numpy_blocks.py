"""NumPy in f64: a day at a time over blocks of runs that stay in the cache, in place."""

import sys

import numpy as np

import contender
from model import *

BLOCK = 16_384


def start():
    pass


def simulate_block(seed, block):
    """Net income and break-even day of a block's runs."""
    random = np.random.Generator(np.random.SFC64([seed, block]))
    rate = np.zeros(BLOCK)
    logit = SCALE * random.standard_normal(BLOCK)
    net = np.zeros(BLOCK)
    break_even = np.full(BLOCK, NEVER, np.int32)
    back_on = np.zeros(BLOCK, np.int32)
    normals = np.empty((3, BLOCK))
    chance, income, odds, term = np.empty((4, BLOCK))
    for day in range(DAYS):
        random.random(out=chance)
        failed = np.flatnonzero(chance < FAILURE)
        failed = failed[back_on[failed] <= day]
        back_on[failed] = day + REPAIR_DAYS

        np.add(rate, TREND[day], out=income)
        np.exp(income, out=income)
        income *= INCOME
        income -= POWER
        np.add(logit, LOCATION, out=odds)
        np.negative(odds, out=odds)
        np.exp(odds, out=odds)
        odds += 1
        income /= odds
        np.copyto(income, 0, where=back_on > day)
        net += income
        net -= FIXED
        reached = net >= OUTLAY
        reached &= break_even == NEVER
        if reached.any():
            break_even[reached] = day + 1

        random.standard_normal(out=normals)
        common, of_rate, of_logit = normals
        rate *= RATE_KEPT
        np.multiply(common, RATE_STEP * LOADING, out=term)
        rate += term
        of_rate *= RATE_STEP * OWN
        rate += of_rate
        logit *= LOGIT_KEPT
        common *= LOGIT_STEP * LOADING
        logit += common
        of_logit *= LOGIT_STEP * OWN
        logit += of_logit
    return net, break_even


if __name__ == "__main__":
    processes, runs = map(int, sys.argv[1:])
    pool = contender.Processes("numpy_blocks", processes, runs, BLOCK, "f8")
    contender.serve(pool.simulate)
