#!/usr/bin/env python3
"""Derives the polynomials of src/elementary (needs mpmath).

Remez exchange: the polynomial p of the given degree that minimises the largest
weight(x) * |p(x) - f(x)| on [low, high]. Prints each error and the coefficients from the
highest power down, as Horner's scheme reads them.
"""
from mpmath import mp, mpf, mpmathify, exp, log, sqrt, sin, cos, pi, erfc, lu_solve, matrix, polyval, taylor

mp.dps = 50


def remez(f, weight, low, high, degree, grid=4000, rounds=12):
    low, high = mpmathify(low), mpmathify(high)
    middle, half = (low + high) / 2, (high - low) / 2
    # An even number of grid intervals would put a point on 0, where a ratio is 0/0.
    points = [middle - half * cos(pi * i / grid) for i in range(grid + 1)]
    points = [x for x in points if abs(x) > mpf(10) ** -30]
    values = [f(x) for x in points]
    weights = [abs(weight(x)) for x in points]
    nodes = [round((len(points) - 1) * i / (degree + 1)) for i in range(degree + 2)]
    for _ in range(rounds):
        system, right = matrix(degree + 2), matrix(degree + 2, 1)
        for row, n in enumerate(nodes):
            u = (points[n] - middle) / half
            for k in range(degree + 1):
                system[row, k] = u ** k
            system[row, degree + 1] = (-1) ** row / max(weights[n], mpf(10) ** -40)
            right[row] = values[n]
        solution = lu_solve(system, right)
        high_first = [solution[k] for k in range(degree, -1, -1)]
        errors = [w * (polyval(high_first, (x - middle) / half) - v)
                  for x, v, w in zip(points, values, weights)]
        best = []
        for i, e in enumerate(errors):
            if best and (errors[best[-1]] > 0) == (e > 0):
                if abs(e) > abs(errors[best[-1]]):
                    best[-1] = i
            else:
                best.append(i)
        while len(best) > degree + 2:
            best.pop(0 if abs(errors[best[0]]) < abs(errors[best[-1]]) else -1)
        if len(best) < degree + 2:
            break
        nodes = best
    largest = max(abs(e) for e in errors)
    shifted = taylor(lambda x: polyval(high_first, (x - middle) / half), 0, degree)
    return list(reversed(shifted)), largest


def show(name, f, weight, low, high, degree):
    coefficients, error = remez(f, weight, low, high, degree)
    print(f"{name}: error {mp.nstr(error, 3)}")
    for c in coefficients:
        print(f"    {mp.nstr(c, 20)},")


def at_root(f):
    """The same function of sqrt(z)."""
    return lambda z: f(sqrt(z))


def log_quotient(z):
    """R(z)/z of ln((1+s)/(1-s)) = 2 s + s R(s^2), as in Sun's fdlibm."""
    s = sqrt(z)
    return (log((1 + s) / (1 - s)) - 2 * s) / s / z


def scaled_tail(t):
    """(1 + x) Q(x) exp(x^2/2) at x = 4 (1+t)/(1-t); Q the normal's upper tail."""
    if t > 1 - mpf(10) ** -12:
        return 1 / sqrt(2 * pi)
    x = 4 * (1 + t) / (1 - t)
    return (1 + x) * erfc(x / sqrt(2)) / 2 * exp(x * x / 2)


ln2, root = log(mpf(2)), sqrt(mpf(2))
show("f32 (2^x - 1)/x", lambda x: (2 ** x - 1) / x, lambda x: x / 2 ** x, "-0.5", "0.5", 4)
show("f32 log2(1+f)/f", lambda f: log(1 + f) / f / ln2, lambda f: f / log(1 + f), root / 2 - 1, root - 1, 8)
show("f32 -ln(1-q)/q", lambda q: -log(1 - q) / q, lambda q: q / -log(1 - q), 0, "0.5", 7)
quarter = pi * pi / 4
show("f32 sqrt2 sin(x)/x of x^2", at_root(lambda x: root * sin(x) / x), at_root(lambda x: x / sin(x)), mpf(10) ** -20, quarter, 4)
show("f32 sqrt2 cos(x) of x^2", at_root(lambda x: root * cos(x)), lambda z: 1, 0, quarter, 4)
show("f64 (exp(r) - 1 - r)/r^2", lambda r: (exp(r) - 1 - r) / r ** 2, lambda r: r * r, -ln2 / 2, ln2 / 2, 10)
show("f64 (2^f - 1)/f", lambda f: (2 ** f - 1) / f, lambda f: f / 2 ** f, "-0.5", "0.5", 11)
show("f64 R(z)/z, z = s^2, of ln((1+s)/(1-s))", log_quotient, lambda z: z, mpf(10) ** -12, (root - 1) ** 4, 6)
turn = 2 * pi
show("f64 (sin(2 pi t)/t - 2 pi)/t^2 of t^2", at_root(lambda t: (sin(turn * t) / t - turn) / t ** 2), lambda z: z, mpf(10) ** -12, mpf(1) / 64, 6)
show("f64 (cos(2 pi t) - 1)/t^2 of t^2", at_root(lambda t: (cos(turn * t) - 1) / t ** 2), lambda z: z, mpf(10) ** -12, mpf(1) / 64, 6)
show("f64 (1+x) Q(x) exp(x^2/2) of t", scaled_tail, lambda t: 1 / scaled_tail(t), -1, 1, 24)
