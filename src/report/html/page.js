// The charts of the report, the switches of its venues, and the copies of its numbers.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const data = JSON.parse(document.getElementById("data").textContent);
  const venues = data.venues;
  const unit = data.currency.toLowerCase();
  const COLOURS = 6;
  const DASHES = [[], [9, 4], [2, 3]];
  const BORDERS = ["solid", "dashed", "dotted"];
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const colour = name => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const clear = (hex, share) => hex + Math.round(share * 255).toString(16).padStart(2, "0");
  const venueColour = index => colour("c" + (index % COLOURS));
  const dashOf = index => Math.floor(index / COLOURS) % DASHES.length;
  const venueDash = index => DASHES[dashOf(index)];

  // Figures as the tables have them.
  const grouped = text => text.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const money = value => {
    if (value == null) return "–";
    const size = Math.abs(value);
    const digits = size < 99.995 ? size.toFixed(2) : grouped(size.toFixed(0));
    return (value < 0 && !/^[0.]*$/.test(digits) ? "-" : "") + digits;
  };
  const percent = value => value == null ? "–" : (100 * value).toFixed(100 * value < 1 ? 2 : 1) + " %";
  const axisMoney = values => values.map(value => {
    const size = Math.abs(value);
    const sign = value < 0 ? "-" : "";
    if (size >= 1e6) return sign + +(size / 1e6).toFixed(2) + "M";
    if (size >= 1e4) return sign + +(size / 1e3).toFixed(1) + "k";
    return sign + grouped(String(+size.toFixed(2)));
  });
  const axisPercent = values => values.map(value => +(100 * value).toFixed(2) + " %");

  // What all charts have in common.
  const axis = more => ({
    stroke: colour("soft"),
    font: "12px system-ui, sans-serif",
    grid: { stroke: colour("grid"), width: 1 },
    ticks: { stroke: colour("grid"), width: 1, size: 5 },
    ...more,
  });
  const days = () => axis({ size: 36, space: 60, values: (u, values) => values.map(value => grouped(String(value))) });
  const height = width => Math.round(Math.max(220, Math.min(300, width * 0.6)));
  const options = (width, more) => ({
    width,
    height: height(width),
    padding: [10, 14, 0, 0],
    legend: { live: true, markers: { dash: (u, series) => more.dashes?.[series] ?? "solid" } },
    ...more,
    cursor: { y: false, points: { size: 7 }, drag: { x: true, y: false }, ...more.cursor },
  });
  const dayLabel = { label: "day", value: (u, value) => value == null ? "–" : grouped(String(value)) };
  const line = (u, x0, y0, x1, y1, dash) => {
    const { ctx } = u;
    ctx.save();
    ctx.strokeStyle = colour("ink");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(dash.map(part => part * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.lineTo(x1, y1);
    ctx.stroke();
    ctx.restore();
  };
  const label = (u, words, x, y, align, fill) => {
    const { ctx } = u;
    ctx.save();
    ctx.font = 12 * devicePixelRatio + "px system-ui, sans-serif";
    ctx.fillStyle = fill;
    ctx.textAlign = align;
    ctx.textBaseline = "middle";
    ctx.fillText(words, x, y);
    ctx.restore();
  };
  // A level that the lines should be seen against.
  const level = (u, value, words) => {
    const y = u.valToPos(value, "y", true);
    const { left, top, width, height } = u.bbox;
    if (y < top || y > top + height) return;
    line(u, left, y, left + width, y, [5, 4]);
    label(u, words, left + 6 * devicePixelRatio, y - 8 * devicePixelRatio, "left", colour("ink"));
  };
  const padded = (low, high) => {
    const margin = (high - low || Math.abs(high) || 1) * 0.04;
    return [low - margin, high + margin];
  };

  // Percentiles of one venue. A run begins with nothing on day 0.
  function fan(place, index, width) {
    const venue = venues[index];
    if (!venue.fan) return null;
    const hue = venueColour(index);
    const rows = venue.fan.percentiles.map(values => values.length ? [0, ...values] : null);
    const names = ["5 %", "25 %", "median", "75 %", "95 %"];
    const kept = [0, 1, 2, 3, 4].filter(row => rows[row]);
    const at = row => kept.indexOf(row) + 1;
    const bands = [{ series: [at(4), at(0)], fill: clear(hue, 0.16) }];
    if (rows[1] && rows[3]) bands.push({ series: [at(3), at(1)], fill: clear(hue, 0.28) });
    const table = [[0, ...venue.fan.day], ...kept.map(row => rows[row])];
    const series = kept.map(row => ({
      label: names[row],
      stroke: row === 2 ? hue : clear(hue, 0.55),
      width: row === 2 ? 2.5 : 1,
      dash: row === 2 ? [] : row % 4 ? [4, 3] : [],
      points: { show: false },
      value: (u, value) => money(value),
    }));
    const chart = new uPlot(options(width, {
      scales: { x: { time: false }, y: { range: (u, low, high) => padded(Math.min(low, 0), Math.max(high, venue.outlay)) } },
      axes: [days(), axis({ size: 58, values: (u, values) => axisMoney(values) })],
      series: [dayLabel, ...series],
      bands,
      cursor: { sync: { key: "venue " + index } },
      hooks: { draw: [u => { if (venue.outlay > 0) level(u, venue.outlay, "outlay " + money(venue.outlay)); }] },
    }), table, place);
    const header = ["day", ...kept.map(row => "p" + [5, 25, 50, 75, 95][row] + "_" + unit)];
    return { chart, name: venue.name + " cumulative net income", csv: () => columns(header, table) };
  }

  // The break-even curve of one venue.
  function curve(place, index, width) {
    const venue = venues[index];
    if (!venue.curve) return null;
    const hue = venueColour(index);
    const { day, probability, low, high } = venue.curve;
    const table = [day, low, probability, high];
    const edge = { stroke: clear(hue, 0.5), width: 1, points: { show: false }, value: (u, value) => percent(value) };
    const chart = new uPlot(options(width, {
      scales: { x: { time: false }, y: { range: (u, least, most) => [0, Math.min(1, Math.max(0.01, most * 1.08))] } },
      axes: [days(), axis({ size: 58, values: (u, values) => axisPercent(values) })],
      series: [dayLabel, { ...edge, label: "from" }, { ...edge, label: "broken even", stroke: hue, width: 2.5 }, { ...edge, label: "to" }],
      bands: [{ series: [3, 1], fill: clear(hue, 0.22) }],
      cursor: { sync: { key: "venue " + index } },
    }), table, place);
    const csv = () => columns(["day", "probability", "ci_low", "ci_high"], [day, probability, low, high]);
    return { chart, name: venue.name + " break-even", csv };
  }

  // Profit of one venue, with what was laid out and the value at risk.
  function histogram(place, index, width) {
    const venue = venues[index];
    const { edge, count } = venue.histogram;
    if (!count.length) return null;
    const hue = venueColour(index);
    const inner = count.length > 2 ? [1, count.length - 1] : [0, count.length];
    const usual = (edge[inner[1]] - edge[inner[0]]) / (inner[1] - inner[0]) || 1;
    // Bins may be wider than others: what is drawn is the density.
    const share = count.map(runs => runs / data.runs);
    const dense = share.map((part, bin) => part * usual / (edge[bin + 1] - edge[bin] || usual));
    const marks = [{ at: 0, words: "zero", dash: [], bare: true }, { at: -venue.at_risk, words: "worst 5 %", dash: [5, 4] }];
    if (venue.outlay > 0) marks.push({ at: -venue.outlay, words: "capex lost", dash: [2, 3] });
    const ends = [edge[inner[0]], edge[inner[1]], ...marks.map(mark => mark.at)];
    const range = padded(Math.min(...ends), Math.max(...ends));
    const shown = bin => bin != null && bin < count.length;
    const chart = new uPlot(options(width, {
      padding: [50, 14, 0, 0],
      scales: { x: { time: false, range: () => range }, y: { range: (u, low, high) => [0, (high || 1) * 1.05] } },
      axes: [axis({ size: 36, space: 60, values: (u, values) => axisMoney(values) }), axis({ size: 58, values: (u, values) => axisPercent(values) })],
      series: [
        { label: "profit", value: (u, value, series, bin) => shown(bin) ? money(edge[bin]) + " to " + money(edge[bin + 1]) : "–" },
        {
          label: "share of the futures",
          stroke: hue,
          width: 1.5,
          fill: clear(hue, 0.3),
          paths: uPlot.paths.stepped({ align: 1 }),
          points: { show: false },
          value: (u, value, series, bin) => shown(bin) ? percent(share[bin]) : "–",
        },
      ],
      // The bin under the cursor, not the nearest edge.
      cursor: { dataIdx: (u, series, nearest, value) => nearest == null || value == null ? nearest : Math.max(0, edge[nearest] > value ? nearest - 1 : nearest) },
      hooks: {
        draw: [u => {
          const { left, top, width, height } = u.bbox;
          marks.forEach((mark, row) => {
            const x = u.valToPos(mark.at, "x", true);
            const y = top - (10 + 14 * row) * devicePixelRatio;
            line(u, x, top + height, x, y + 7 * devicePixelRatio, mark.dash);
            const isRight = x > left + width * 0.75;
            label(u, mark.bare ? mark.words : mark.words + " " + money(mark.at), x + (isRight ? 4 : -4) * devicePixelRatio * (x < left + width * 0.25 || isRight ? -1 : 0), y, isRight ? "right" : x < left + width * 0.25 ? "left" : "center", colour("ink"));
          });
        }],
      },
    }), [edge, [...dense, null]], place);
    const csv = () => columns(["bin_low_" + unit, "bin_high_" + unit, "count"], [edge.slice(0, -1), edge.slice(1), count]);
    return { chart, name: venue.name + " profit", csv };
  }

  // Width from which there is room for names beside the lines.
  const NAMES_FROM = 420;
  // Names at the right ends of the lines that are shown, moved apart.
  function ends(u, lines) {
    const { left, top, width, height } = u.bbox;
    if (u.width <= NAMES_FROM) return;
    const shown = lines.filter(found => u.series[found.series].show).map(found => {
      const values = u.data[found.series];
      return { ...found, y: u.valToPos(values[values.length - 1], "y", true) };
    }).sort((one, other) => one.y - other.y);
    const gap = 14 * devicePixelRatio;
    let free = -Infinity;
    for (const found of shown) {
      found.y = Math.max(found.y, free);
      free = found.y + gap;
    }
    let limit = top + height;
    for (const found of shown.reverse()) {
      found.y = Math.min(found.y, limit);
      limit = found.y - gap;
      label(u, found.name, left + width + 6 * devicePixelRatio, found.y, "left", venueColour(found.index));
    }
  }
  const room = width => [10, width > NAMES_FROM ? 112 : 14, 0, 0];

  // Medians and outer bands of all venues that are shown.
  function fans(place, _, width) {
    const there = venues.map((venue, index) => index).filter(index => venues[index].fan);
    if (!there.length) return null;
    const table = [[0, ...venues[there[0]].fan.day]];
    const series = [dayLabel];
    const bands = [];
    const lines = [];
    for (const index of there) {
      const venue = venues[index];
      const hue = venueColour(index);
      const [low, , middle, , high] = venue.fan.percentiles.map(values => [0, ...values]);
      const first = table.length;
      table.push(low, middle, high);
      const edge = { class: "edge", stroke: clear(hue, 0.35), width: 1, points: { show: false }, show: venue.on };
      series.push({ ...edge, label: venue.name + " 5 %" }, {
        label: venue.name,
        stroke: hue,
        width: 2.5,
        dash: venueDash(index),
        points: { show: false },
        show: venue.on,
        value: (u, value, number, day) => value == null ? "–" : money(value) + " (" + money(low[day]) + " to " + money(high[day]) + ")",
      }, { ...edge, label: venue.name + " 95 %" });
      bands.push({ series: [first + 2, first], fill: clear(hue, 0.1) });
      lines.push({ index, series: first + 1, name: venue.name });
    }
    const chart = new uPlot(options(width, {
      padding: room(width),
      dashes: Object.fromEntries(lines.map(found => [found.series, BORDERS[dashOf(found.index)]])),
      scales: { x: { time: false }, y: { range: (u, low, high) => padded(Math.min(low ?? 0, 0), Math.max(high ?? 1, 0)) } },
      axes: [days(), axis({ size: 58, values: (u, values) => axisMoney(values) })],
      series,
      bands,
      cursor: { sync: { key: "all" } },
      hooks: { draw: [u => { level(u, 0, ""); ends(u, lines); }], setSeries: [followed(lines)] },
    }), table, place);
    const show = index => {
      const found = lines.find(found => found.index === index);
      if (found) for (const offset of [-1, 0, 1]) chart.setSeries(found.series + offset, { show: venues[index].on });
    };
    const csv = () => long(there, ["day", "p5_" + unit, "p50_" + unit, "p95_" + unit], index => {
      const { day, percentiles } = venues[index].fan;
      return [day, percentiles[0], percentiles[2], percentiles[4]];
    });
    return { chart, show, name: "cumulative net income", csv };
  }

  // Break-even curves of all venues that are shown.
  function curves(place, _, width) {
    const there = venues.map((venue, index) => index).filter(index => venues[index].curve);
    if (!there.length) return null;
    const table = [venues[there[0]].curve.day];
    const series = [dayLabel];
    const bands = [];
    const lines = [];
    for (const index of there) {
      const venue = venues[index];
      const hue = venueColour(index);
      const { low, probability, high } = venue.curve;
      const first = table.length;
      table.push(low, probability, high);
      const edge = { class: "edge", stroke: "transparent", width: 0, points: { show: false }, show: venue.on };
      series.push({ ...edge, label: venue.name + " from" }, {
        label: venue.name,
        stroke: hue,
        width: 2.5,
        dash: venueDash(index),
        points: { show: false },
        show: venue.on,
        value: (u, value, number, day) => value == null ? "–" : percent(value) + " (" + percent(low[day]) + " to " + percent(high[day]) + ")",
      }, { ...edge, label: venue.name + " to" });
      bands.push({ series: [first + 2, first], fill: clear(hue, 0.2) });
      lines.push({ index, series: first + 1, name: venue.name });
    }
    const chart = new uPlot(options(width, {
      padding: room(width),
      dashes: Object.fromEntries(lines.map(found => [found.series, BORDERS[dashOf(found.index)]])),
      scales: { x: { time: false }, y: { range: (u, low, high) => [0, Math.min(1, Math.max(0.01, (high ?? 1) * 1.08))] } },
      axes: [days(), axis({ size: 58, values: (u, values) => axisPercent(values) })],
      series,
      bands,
      cursor: { sync: { key: "all" } },
      hooks: { draw: [u => ends(u, lines)], setSeries: [followed(lines)] },
    }), table, place);
    const show = index => {
      const found = lines.find(found => found.index === index);
      if (found) for (const offset of [-1, 0, 1]) chart.setSeries(found.series + offset, { show: venues[index].on });
    };
    const csv = () => long(there, ["day", "probability", "ci_low", "ci_high"], index => {
      const { day, probability, low, high } = venues[index].curve;
      return [day, probability, low, high];
    });
    return { chart, show, name: "break-even", csv };
  }

  // A name in a legend switches the venue everywhere.
  const followed = lines => (u, series, change) => {
    const found = lines.find(found => found.series === series);
    if (found && change.show != null && change.show !== venues[found.index].on) turn(found.index, change.show);
  };

  // Numbers as CSV.
  const cell = value => {
    const text = value == null ? "" : String(value);
    return /[",\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  };
  const csv = rows => rows.map(row => row.map(cell).join(",")).join("\n") + "\n";
  const columns = (header, table) => csv([header, ...table[0].map((_, row) => table.map(values => values[row]))]);
  const long = (there, header, of) => csv([["venue", ...header], ...there.filter(index => venues[index].on).flatMap(index => {
    const table = of(index);
    return table[0].map((_, row) => [venues[index].name, ...table.map(values => values[row])]);
  })]);
  // A column of bars has no numbers of its own.
  const barColumn = table => table.querySelector(".bar")?.cellIndex;
  const ofTable = table => csv(all("tr", table).map(row => [...row.cells]
    .filter(found => found.cellIndex !== barColumn(table))
    .map(found => found.textContent.trim().replace(/\u00a0/g, " ").replace(/(\d),(?=\d{3})/g, "$1"))));
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }
  function save(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = name.replace(/[^A-Za-z0-9._-]+/g, "-") + ".csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  function tools(name, text) {
    const place = document.createElement("div");
    place.className = "tools";
    const button = (words, work) => {
      const found = document.createElement("button");
      found.type = "button";
      found.textContent = words;
      found.title = name;
      found.addEventListener("click", () => work(found));
      place.append(found);
    };
    button("copy numbers", async found => {
      await copy(text());
      found.textContent = "copied";
      setTimeout(() => { found.textContent = "copy numbers"; }, 1500);
    });
    button("save as CSV", () => save(name, text()));
    return place;
  }

  // Two charts stand beside each other on paper.
  const PAPER = 350;
  const widthOf = figure => root.classList.contains("print") ? PAPER : figure.clientWidth;
  // Charts are made when they come into sight.
  const makers = { fan, curve, histogram, fans, curves };
  const made = new Map();
  function make(figure) {
    if (made.has(figure) || !figure.clientWidth) return;
    const place = document.createElement("div");
    figure.append(place);
    const found = makers[figure.dataset.chart](place, Number(figure.dataset.venue), widthOf(figure));
    made.set(figure, found);
    if (!found) {
      figure.hidden = true;
      return;
    }
    const canvas = place.querySelector("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", found.name);
    followTouch(found.chart);
    if (!figure.querySelector(".tools")) figure.append(tools(found.name, () => made.get(figure).csv()));
    else place.after(figure.querySelector(".tools"));
  }
  function remake(figure) {
    made.get(figure)?.chart.destroy();
    figure.querySelector(":scope > div:not(.tools)")?.remove();
    made.delete(figure);
    make(figure);
  }
  // A finger shows values as a mouse does.
  function followTouch(chart) {
    const follow = event => {
      const box = chart.over.getBoundingClientRect();
      chart.setCursor({ left: event.touches[0].clientX - box.left, top: event.touches[0].clientY - box.top });
    };
    chart.over.addEventListener("touchstart", follow, { passive: true });
    chart.over.addEventListener("touchmove", follow, { passive: true });
  }
  function turn(index, on) {
    venues[index].on = on;
    for (const box of all(`input[data-venue="${index}"]`)) box.checked = on;
    for (const part of all(`details[data-venue="${index}"]`)) part.open = on;
    for (const found of made.values()) found?.show?.(index);
  }

  const figures = all("figure[data-chart]");
  const sight = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) make(entry.target);
  }, { rootMargin: "300px" });
  const size = new ResizeObserver(entries => {
    for (const { target } of entries) {
      const found = made.get(target);
      const width = widthOf(target);
      if (found && width && width !== found.chart.width) remake(target);
    }
  });
  for (const figure of figures) {
    sight.observe(figure);
    size.observe(figure);
  }
  for (const box of all("input[data-venue]")) {
    box.checked = venues[box.dataset.venue].on;
    box.addEventListener("change", () => turn(Number(box.dataset.venue), box.checked));
  }
  const first = venues.map(venue => venue.on);
  for (const button of all("button[data-pick]")) {
    button.addEventListener("click", () => venues.forEach((venue, index) => {
      const pick = button.dataset.pick;
      turn(index, pick === "all" || (pick === "best" && first[index]));
    }));
  }
  for (const table of all("table[data-csv]")) {
    table.parentElement.after(tools(table.dataset.csv, () => ofTable(table)));
  }

  // Colours follow the system; on paper everything is open and light.
  const redraw = () => { for (const figure of [...made.keys()]) if (made.get(figure)) remake(figure); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  let closed = [];
  addEventListener("beforeprint", () => {
    root.classList.add("print");
    closed = all("details:not([open])");
    for (const part of closed) part.open = true;
    redraw();
    figures.forEach(make);
  });
  addEventListener("afterprint", () => {
    root.classList.remove("print");
    for (const part of closed) part.open = false;
    redraw();
  });
})();
