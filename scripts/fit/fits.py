"""One function for each kind of data: files in, figures and catalogue lines out."""

import datetime
from dataclasses import dataclass, field

import numpy as np

import correlations
import electricity
import hardware
import networks
import prices
import rental
from files import File, by_day, by_month, returns
from output import Figure

MARKET = "BTC"
FEWEST = 60  # returns below which a token is not fitted
# The catalogue's name of a coin's network.
NETWORKS = {"BTC": "bitcoin", "ETC": "ethereum-classic", "KAS": "kaspa", "ERG": "ergo"}
# Ethereum's merge ended the mining of cards: the resale of cards is fitted on both sides.
MERGE = datetime.date(2022, 9, 15)


@dataclass
class Options:
    """What the command line chose."""

    source: str = "SOURCE"
    first: datetime.date | None = None
    last: datetime.date | None = None
    order: list[str] | None = None
    measure: str = "auto"
    gpu: str = "RTX 4090"
    bands: list[float] = field(default_factory=lambda: [0.30, 0.47, 0.60])
    most: float = rental.SENTINEL
    windows: dict[str, tuple[datetime.date | None, datetime.date | None]] = field(default_factory=dict)
    shifts: dict[str, int] = field(default_factory=dict)

    def window(self, name: str) -> tuple[datetime.date | None, datetime.date | None]:
        return self.windows.get(name, (self.first, self.last))


@dataclass
class Result:
    """Figures, and lines for the catalogue."""

    figures: list[Figure] = field(default_factory=list)
    toml: list[str] = field(default_factory=list)
    last_day: str = ""

    def source(self, options: Options, text: str) -> None:
        head = [f"[sources.{options.source}]", 'kind = "measured"', f"date = {self.last_day}", f'text = "{text}"', ""]
        self.toml = head + self.toml


def window(days) -> str:
    return f"{days[0]} to {days[-1]}"


def fit_prices(files: list[File], options: Options) -> Result:
    result = Result()
    tokens: dict[str, dict[datetime.date, float]] = {}
    closes: dict[str, tuple[str, float]] = {}
    for file in files:
        series = by_day(file, ["close_usd"], ["close_usd"]).shifted(options.shifts.get(file.name, 0)).between(*options.window(file.name))
        if len(series.dates) < 2:
            file.note("not fitted: fewer than two days in the window")
            continue
        days, steps = returns(series, "close_usd")
        if len(steps) < FEWEST:
            file.note(f"not fitted: {len(steps)} daily returns, fewer than {FEWEST}")
            continue
        tokens[file.name] = dict(zip(days, steps))
        closes[file.name] = (str(series.dates[-1]), float(series.columns["close_usd"][-1]))
    for file in files:
        if file.name in tokens and MARKET in tokens and file.name != MARKET:
            check_dates(file, tokens[file.name], tokens[MARKET])
    if not tokens:
        return result
    chosen = [name for name in options.order or [] if name in tokens]
    names = chosen + [name for name in tokens if name not in chosen]
    last = max(max(steps) for steps in tokens.values())
    result.last_day = str(last)
    known: dict[frozenset, float] = {}
    for name in names:
        days, steps = list(tokens[name]), np.array(list(tokens[name].values()))
        add = _adder(result, name, window(days), len(steps), "token")
        sd, sd_error = prices.volatility(steps)
        nu, nu_error = prices.student_t(steps)
        dynamic = prices.garch(steps)
        result.figures.append(Figure(name, "last close, USD", closes[name][1], None, closes[name][0], 1, f"tokens/{name}/usd"))
        add("volatility", sd, sd_error, f"tokens/{name}/price/*/volatility")
        add("log drift (not usable)", prices.DAYS * steps.mean(), sd / np.sqrt(len(steps) / prices.DAYS))
        add("Student-t nu", nu, nu_error)
        add("GARCH-t alpha", dynamic.alpha, dynamic.alpha_error, f"tokens/{name}/price/*/alpha")
        note = f"alpha + beta = {dynamic.alpha + dynamic.beta:.3f}" + (", at its bound" if dynamic.capped else "")
        add("GARCH-t beta", dynamic.beta, dynamic.beta_error, f"tokens/{name}/price/*/beta", note)
        add("GARCH-t nu of residuals", dynamic.nu, dynamic.nu_error, note=f"ln likelihood +{dynamic.gain:.1f} over constant variance")
        if name != MARKET and MARKET in tokens:
            common = [day for day in days if day in tokens[MARKET]]
            if len(common) >= FEWEST:
                own = np.array([tokens[name][day] for day in common])
                market = np.array([tokens[MARKET][day] for day in common])
                add = _adder(result, name, window(common), len(common), "token")
                slope, slope_error, rest = prices.market(own, market)
                add(f"beta to {MARKET}", slope, slope_error)
                add("idiosyncratic volatility", rest, None)
                known[frozenset((name, MARKET))] = _pair(result, MARKET, name, market, own, window(common))
        result.toml += [
            f"# {window(days)}, {len(steps)} daily returns. Standard errors: volatility {sd_error:.2f}, nu {nu_error:.1f}.",
            f"[tokens.{name}]",
            f'price.student_t = {{ drift = 0.0, volatility = {sd:.2f}, degrees_of_freedom = {nu:.1f}, source = "{options.source}" }}',
            f"# price.garch_t = {{ drift = 0.0, volatility = {sd:.2f}, alpha = {dynamic.alpha:.3f}, beta = {dynamic.beta:.3f}, "
            f'degrees_of_freedom = {dynamic.nu:.1f}, source = "{options.source}" }}',
            "",
        ]
    # Other pairs on the one window that all series share that are still running.
    live = [name for name in names if (last - max(tokens[name])).days <= 7]
    common = sorted(set.intersection(*(set(tokens[name]) for name in live)))
    if len(live) > 1 and len(common) >= FEWEST:
        for i, one in enumerate(live):
            for other in live[i + 1 :]:
                a, b = (np.array([tokens[name][day] for day in common]) for name in (one, other))
                if MARKET in (one, other):
                    continue
                known[frozenset((one, other))] = _pair(result, one, other, a, b, window(common))
    inside = chosen or names
    matrix = correlations.filled(inside, known, MARKET)
    smallest = correlations.smallest_eigenvalue(matrix)
    result.figures.append(Figure("matrix", "smallest eigenvalue", smallest, None, window(common) if common else "", len(inside), note="of " + " ".join(inside) + ": " + "pairs without a common window by the product rule"))
    result.toml += ["[correlation]", f'source = "{options.source}"', ""]
    for i, one in enumerate(names):
        pairs = [(other, known[frozenset((one, other))]) for other in names[i + 1 :] if frozenset((one, other)) in known]
        if pairs:
            result.toml += [f"[correlation.{one}]", *(f"{other} = {value:.2f}" for other, value in pairs), ""]
    result.source(options, f"Annual volatility and correlations of daily log returns to {last}; each token's window stands beside it.")
    return result


def _pair(result: Result, one: str, other: str, a: np.ndarray, b: np.ndarray, days: str) -> float:
    found = correlations.pair(a, b)
    subject = f"{one}-{other}"
    note = f"95 % {found.low:.2f} to {found.high:.2f}"
    key = f"correlation/{one}/{other}|correlation/{other}/{one}"
    result.figures.append(Figure(subject, "correlation", found.correlation, found.error, days, found.days, key, note, "pair"))
    tail = f"a normal copula: {found.normal_tail:.2f}"
    crashes = max(1.0, correlations.TAIL * found.days)
    error = np.sqrt(max(found.tail * (1 - found.tail), 0.01) / crashes)
    result.figures.append(Figure(subject, "joint worst 5 % of days", found.tail, error, days, found.days, note=tail, family="pair"))
    result.figures.append(Figure(subject, "Kendall's tau", found.kendall, None, days, found.days, family="pair"))
    return found.correlation


def _adder(result: Result, subject: str, days: str, n: int, family: str = ""):
    def add(name: str, value: float, error: float | None, key: str | None = None, note: str = "") -> None:
        result.figures.append(Figure(subject, name, float(value), None if error is None else float(error), days, n, key, note, family))

    return add


def check_dates(file: File, own: dict, market: dict) -> None:
    """Notes a series that goes with the market of another day: its dates are wrong."""

    def at(lag: int) -> float:
        pairs = [(step, market[day + datetime.timedelta(days=lag)]) for day, step in own.items() if day + datetime.timedelta(days=lag) in market]
        return float(np.corrcoef(np.array(pairs).T)[0, 1]) if len(pairs) >= FEWEST else 0.0

    found = {lag: at(lag) for lag in range(-3, 4)}
    best = max(found, key=lambda lag: abs(found[lag]))
    if best and abs(found[best]) > abs(found[0]) + 0.1:
        file.note(f"goes with {MARKET} of {best:+d} days ({found[best]:.2f}, same day {found[0]:.2f}): its dates are wrong; --shift {file.name}:{best} puts them right")


def fit_networks(files: list[File], options: Options) -> Result:
    result = Result()
    for file in files:
        header = list(file.rows[0]) if file.rows else []
        columns = [name for name in header if name in ("price_usd", "close_usd", "issuance_native") or name.startswith(("hashrate", "difficulty"))]
        series = by_day(file, columns, columns).between(*options.window(file.name))
        if len(series.dates) < 7 * 60:
            file.note(f"not fitted: {len(series.dates)} days, fewer than 60 weeks")
            continue
        found = networks.fit(series, options.measure)
        add = _adder(result, series.name, window(series.dates), found.weeks, "network")
        key = f"networks/{NETWORKS.get(series.name, series.name)}/chain/hashrate/response"
        residual = found.residual * np.sqrt(networks.WEEKS)
        add("growth of ln H a year", *found.growth, f"{key}/growth", f"from {found.measure}, weekly means")
        add("elasticity, 12 weeks", *found.elasticity)
        add("pull a week", *found.pull)
        if found.half_life:
            slow, fast = found.pull[0] - found.pull[1], found.pull[0] + found.pull[1]
            spread = (np.log(2) / slow - np.log(2) / fast) / 2
            add("half-life of hash price, weeks", found.half_life, spread, f"{key}/half_life_weeks")
        else:
            add("half-life of hash price, weeks", float("nan"), None, None, "none found: the pull is not above 2 errors")
        add("residual a week", found.residual, found.residual / np.sqrt(2 * found.weeks))
        add("volatility (residual a year)", residual, residual / np.sqrt(2 * found.weeks), f"{key}/volatility")
        result.last_day = max(result.last_day, str(series.window[1]))
        by_elasticity = -networks.LAGS * np.log(2) / np.log1p(-found.elasticity[0]) if 0 < found.elasticity[0] < 1 else float("nan")
        result.toml += [
            f"# {series.name}, {window(series.dates)}: elasticity over 12 weeks {found.elasticity[0]:.2f} ({found.elasticity[1]:.2f}), which a half-life of {by_elasticity:.0f} weeks gives.",
            f"[networks.{NETWORKS.get(series.name, series.name.lower())}.chain.hashrate.response]",
            f'source = "{options.source}"',
            f"growth = {found.growth[0]:.2f}",
            f"half_life_weeks = {found.half_life or by_elasticity:.0f}",
            f"volatility = {residual:.2f}",
            "",
        ]
    result.source(options, "Growth of ln H, its elasticity to price and weekly residual; each network's window stands beside it.")
    return result


def fit_rental(files: list[File], options: Options) -> Result:
    result = Result()
    for file in (file for file in files if file.kind == "offers"):
        moment = file.path.stem.split("_")[-1]
        readable = file.numbers(["gpus", "ask_usd_per_gpu_hour", "rented"], ["gpus", "ask_usd_per_gpu_hour"])
        if not readable:
            continue
        machines = np.array([file.rows[index].get("machine") or str(index) for index, _ in readable])
        cards = np.array([file.rows[index]["gpu"] for index, _ in readable])
        count, ask, rented = np.array([values for _, values in readable]).T
        sentinel = ask >= rental.SENTINEL
        if sentinel.any():
            file.note(f"{sentinel.sum()} asks of {rental.SENTINEL:.0f} and more left out: not on offer")
        seen = [tuple(file.rows[index].values()) for index, _ in readable]
        if len(set(seen)) < len(seen):
            file.note(f"{len(seen) - len(set(seen))} offers equal another in every column, kept")
        usual = ~sentinel & (ask < options.most)
        if (~sentinel & ~usual).any():
            file.note(f"{(~sentinel & ~usual).sum()} asks of {options.most} and more left out as --most says")
        other = sorted(set(cards[usual]), key=lambda card: -int((cards[usual] == card).sum()))
        for card in [options.gpu, *(card for card in other if card != options.gpu)]:
            of = usual & (cards == card)
            if of.sum() < 30:
                file.note(f"{card}: {of.sum()} offers, too few")
                continue
            add = _adder(result, card, moment, int(of.sum()))
            network = 'networks/vast.ai'
            main = card == options.gpu
            add("share of cards rented", *rental.share(rented[of], count[of], machines[of]), f"{network}/utilization/*/mean" if main else None, f"{count[of].sum():.0f} cards of {len(set(machines[of]))} machines")
            add("share of offers rented", *rental.share(rented[of], np.ones(of.sum()), machines[of]))
            taken = of & (rented == 1)
            add("median ask of the rented, USD/h", *rental.median(ask[taken]))
            add("median ask, USD/h", *rental.median(ask[of]))
            if 0 < rented[of].mean() < 1:
                slope = rental.logit_slope(ask[of], rented[of], machines[of])
                add("slope b of logit on ln ask", -slope.slope, slope.clustered_error, None, f"z = {slope.slope / slope.error:.1f}; {slope.slope / slope.clustered_error:.1f} clustered by machine")
                below = of & (ask < 1.0)
                if main and below.sum() < of.sum():
                    slope = rental.logit_slope(ask[below], rented[below], machines[below])
                    _adder(result, card, moment, int(below.sum()))("slope b, asks below 1 USD/h", -slope.slope, slope.clustered_error, None, f"z = {slope.slope / slope.error:.1f}; {slope.slope / slope.clustered_error:.1f} clustered by machine")
            if not main:
                continue
            single = of & (count == 1)
            add = _adder(result, card + ", single", moment, int(single.sum()))
            add("share of offers rented", *rental.share(rented[single], count[single], machines[single]))
            add("median ask of the rented, USD/h", *rental.median(ask[single & (rented == 1)]), f"{network}/usd_per_hour/rtx-4090")
            add("median ask, USD/h", *rental.median(ask[single]))
            for low, high in zip([0.0, *options.bands], [*options.bands, np.inf]):
                band = of & (ask >= low) & (ask < high)
                if band.sum() == 0:
                    continue
                label = f"rented at {low:.2f} to {high:.2f} USD/h" if np.isfinite(high) else f"rented at {low:.2f} USD/h and more"
                add = _adder(result, card, moment, int(band.sum()))
                add(label + ", cards", *rental.share(rented[band], count[band], machines[band]))
                add(label + ", offers", *rental.share(rented[band], np.ones(band.sum()), machines[band]))
            share, _ = rental.share(rented[of], count[of], machines[of])
            ask_of_rented, _ = rental.median(ask[single & (rented == 1)])
            result.toml += [
                '[networks."vast.ai"]',
                f'# utilization.logit_ou.mean = {{ value = {share:.2f}, source = "{options.source}" }}',
                f'# usd_per_hour.rtx-4090 = {{ value = {ask_of_rented:.2f}, source = "{options.source}" }}',
                "",
            ]
        result.last_day = moment
    for file in (file for file in files if file.kind == "quotes"):
        readable = file.numbers(["median", "offers", "available"], ["median", "offers"])
        for card in dict.fromkeys(file.rows[index]["gpu"] for index, _ in readable):
            mine = [(file.rows[index]["date"], values) for index, values in readable if file.rows[index]["gpu"] == card]
            quote = np.array([values for _, values in mine])
            add = _adder(result, card, window([day for day, _ in mine]), len(mine))
            add("median of daily median asks, USD/h", *rental.median(quote[:, 0]))
            add("share of offers not available", float(np.mean(1 - quote[:, 2] / quote[:, 1])), None)
    if result.last_day:
        result.source(options, f"Vast.ai's public offers at one moment, {result.last_day}.")
    return result


def fit_hardware(files: list[File], options: Options) -> Result:
    result = Result()
    for file in (file for file in files if file.kind == "resale"):
        readable = by_month(file, "mean_sold_usd")
        odd = [index + 2 for index, row in enumerate(file.rows) if not (row.get("sold") or "").strip().isdigit()]
        if odd:
            file.note(f"{len(odd)} rows with a count of sales that is no number; only the price is used, the rows are kept: lines {', '.join(map(str, odd[:6]))}")
        by_card: dict[str, list[tuple[float, float]]] = {}
        for index, _, years, price in readable:
            by_card.setdefault(file.rows[index]["gpu"], []).append((years, price))
        merge = MERGE.year + (MERGE.month - 0.5) / 12
        slopes = {"in the mining bust": [], "after the merge": []}
        for card, points in by_card.items():
            points.sort()
            parts = {"whole window": points, "in the mining bust": [p for p in points if p[0] <= merge + 0.01], "after the merge": [p for p in points if p[0] >= merge - 0.01]}
            for part, chosen in parts.items():
                if len(chosen) < 8 or (part != "whole window" and len(chosen) == len(points)):
                    continue
                years, paid = np.array(chosen).T
                slope, error, spread = hardware.decline(years, paid)
                if part in slopes:
                    slopes[part].append(slope)
                if card.removeprefix("GeForce ").removeprefix("Radeon ") not in CATALOGUE_CARDS:
                    continue
                first, last = (f"{int(y)}-{round((y % 1) * 12 + 0.5):02d}" for y in (years[0], years[-1]))
                add = _adder(result, card, f"{first} to {last}", len(chosen))
                key = f"gpus/{CATALOGUE_CARDS[card.removeprefix('GeForce ').removeprefix('Radeon ')]}/resale/*/decline"
                add(f"decline a year, {part}", -slope, error, key, f"from {paid[0]:.0f} to {paid[-1]:.0f} USD; volatility {spread:.2f}")
        for part, found in slopes.items():
            if len(found) >= 5:
                low, middle, high = np.quantile(found, [0.75, 0.5, 0.25])
                _adder(result, f"all {len(found)} cards", f"{'to' if part == 'in the mining bust' else 'from'} {MERGE:%Y-%m}", len(found))(f"median decline a year, {part}", -middle, None, None, f"quartiles {-low:.2f} and {-high:.2f}")
    for file in (file for file in files if file.kind == "lifetimes"):
        readable = file.numbers(["years_observed", "dead"], ["years_observed"])
        if not readable:
            continue
        batch = np.array([file.rows[index]["batch"] for index, _ in readable])
        ages, dead = np.array([values for _, values in readable]).T
        for one in dict.fromkeys(batch):
            of = batch == one
            if dead[of].sum() < 10:
                file.note(f"{one}: {dead[of].sum():.0f} deaths, fewer than 10, not fitted")
                continue
            found = hardware.weibull(ages[of], dead[of])
            add = _adder(result, f"{file.name}, {one}", f"{ages[of].max():.1f} years", found.units)
            add("deaths a unit and year", found.rate, found.rate_error, None, f"{found.deaths} deaths in {found.unit_years:,.0f} unit-years")
            add("Weibull shape", found.shape, found.shape_error)
            add("Weibull scale, years", found.scale, found.scale_error)
    return result


CATALOGUE_CARDS = {"RTX 3090": "rtx-3090", "RTX 4070 Ti": "rtx-4070-ti", "RTX 4080": "rtx-4080", "RTX 4090": "rtx-4090", "RX 7900 XTX": "rx-7900-xtx"}


def fit_electricity(files: list[File], options: Options) -> Result:
    result = Result()
    for file in files:
        points = sorted((years, month, tariff) for _, month, years, tariff in by_month(file, "usd_per_kwh"))
        if len(points) < 24:
            file.note(f"not fitted: {len(points)} months, fewer than 24")
            continue
        years, months, tariffs = (np.array(column) for column in zip(*points))
        steps = np.round(np.diff(years) * 12).astype(int)
        if (steps != 1).any():
            file.note(f"{int((steps - 1).sum())} months missing")
        last = years[-1]
        for label, first, end in (("whole window", years[0], last), ("since 2010", 2010.0, last), ("2010 to 2019", 2010.0, 2020.0), ("since 2020", 2020.0, last), ("last three years", last - 3.0, last)):
            inside = (years >= first - 1e-9) & (years <= end + 1e-9)
            if inside.sum() < 24:
                continue
            slope, error = electricity.growth(years[inside], tariffs[inside])
            ends = np.log(tariffs[inside][-1] / tariffs[inside][0]) / (years[inside][-1] - years[inside][0])
            _adder(result, "tariff", window(months[inside]), int(inside.sum()))(f"growth a year, {label}", slope, error, None, f"last over first month: {ends:.3f} a year")
        _adder(result, "tariff", str(months[-1]), 1)("USD/kWh in the last month", tariffs[-1], None, "site/electricity/*/usd_per_kwh")
    return result


# What each command fits, and the kinds of file it reads.
COMMANDS = {
    "prices": (fit_prices, ["prices"]),
    "networks": (fit_networks, ["network"]),
    "rental": (fit_rental, ["offers", "quotes"]),
    "hardware": (fit_hardware, ["resale", "lifetimes"]),
    "electricity": (fit_electricity, ["electricity"]),
}
