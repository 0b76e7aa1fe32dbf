"""JAX in f32, compiled: a scan over the days of a block of runs, a process for each processor.

XLA's own threads gain less than a process each that keeps to one processor.
"""

import os
import sys

import contender
from model import *

BLOCK = 16_384


def start():
    """Compiles the block once, in the process that runs it."""
    global _simulate, _jax
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    import jax
    import jax.numpy as jnp

    trend = jnp.array(TREND, jnp.float32)

    @jax.jit
    def simulate(key):
        def step(state, day):
            rate, logit, back_on, net, break_even = state
            chance = jax.random.uniform(jax.random.fold_in(key, 2 * day), (BLOCK,))
            failed = (chance < FAILURE) & (back_on <= day)
            back_on = jnp.where(failed, day + REPAIR_DAYS, back_on)
            income = INCOME * jnp.exp(trend[day] + rate) - POWER
            income = income / (1 + jnp.exp(-logit))
            net = net + jnp.where(back_on <= day, income, 0) - FIXED
            reached = (break_even == NEVER) & (net >= OUTLAY)
            break_even = jnp.where(reached, day + 1, break_even)
            normals = jax.random.normal(jax.random.fold_in(key, 2 * day + 1), (3, BLOCK))
            common, of_rate, of_logit = normals
            rate = RATE_KEPT * rate + RATE_STEP * (LOADING * common + OWN * of_rate)
            logit = (
                LOCATION
                + LOGIT_KEPT * (logit - LOCATION)
                + LOGIT_STEP * (LOADING * common + OWN * of_logit)
            )
            return (rate, logit, back_on, net, break_even), None

        first = jax.random.normal(jax.random.fold_in(key, 2 * DAYS), (BLOCK,))
        zeros = jnp.zeros(BLOCK, jnp.float32)
        days = jnp.zeros(BLOCK, jnp.int32)
        state = (zeros, LOCATION + SCALE * first, days, zeros, days + NEVER)
        (_, _, _, net, break_even), _ = jax.lax.scan(step, state, jnp.arange(DAYS))
        return net, break_even

    _jax, _simulate = jax, simulate
    simulate_block(0, 0)


def simulate_block(seed, block):
    """Net income and break-even day of a block's runs."""
    return _simulate(_jax.random.fold_in(_jax.random.key(seed), block))


if __name__ == "__main__":
    processes, runs = map(int, sys.argv[1:])
    pool = contender.Processes("jax_scan", processes, runs, BLOCK, "f4")
    contender.serve(pool.simulate)
