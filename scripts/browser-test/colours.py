"""How far colours are apart, for people with and without all three kinds of cones."""

import itertools
import re

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SIGHTS = {
    "full": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
# Linear RGB of sRGB to XYZ over the white point D65 (IEC 61966-2-1).
TO_XYZ = [[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0177, 0.1095, 0.8730]]


def linear(colour):
    """Linear RGB of `#rrggbb` or `rgb(r, g, b)`."""
    found = re.fullmatch(r"#(..)(..)(..)", colour.strip())
    parts = [int(part, 16) for part in found.groups()] if found else map(int, re.findall(r"\d+", colour)[:3])
    shares = [part / 255 for part in parts]
    return [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]


def times(matrix, vector):
    return [sum(factor * part for factor, part in zip(row, vector)) for row in matrix]


def contrast(one, other):
    """The ratio of contrast of WCAG 2.2."""
    light, dark = sorted((times(TO_XYZ, colour)[1] for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(colour):
    """CIE L*a*b* of linear RGB."""
    x, y, z = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
        for part in times(TO_XYZ, [min(max(part, 0), 1) for part in colour])
    )
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


def least_distance(colours, sight):
    """The least distance (CIE 1976) of two of the colours, as they are seen."""
    seen = [lab(times(SIGHTS[sight], colour)) for colour in colours]
    pairs = itertools.combinations(seen, 2)
    return min(sum((a - b) ** 2 for a, b in zip(one, other)) ** 0.5 for one, other in pairs)
