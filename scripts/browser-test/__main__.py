"""Opens reports in a headless Chromium and does what a reader does.

    python3 scripts/browser-test [--install] [--rigcast PATH] [--pictures DIR] [REPORT...]

Without reports it makes two: of a shipped scenario and of one whose title would like to be
markup. It needs Python and Chromium alone; --install fetches that (root on Debian).
"""

import argparse
import csv
import glob
import io
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(__file__))
import chromium
import colours

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCENARIOS = ["scenarios/home-rtx-4090.toml", "tests/report/hostile.toml"]
WIDE, PHONE = (1280, 900), (390, 844)


def check(holds, words):
    if not holds:
        raise AssertionError(words)
    print("  ok:", words)


def quiet(browser, address):
    check(browser.complaints() == [], f"nothing in the console {browser.complaints() or ''}")
    asked = [url for url in browser.requests() if not url.startswith(("blob:", "data:"))]
    check(asked == [address], f"no request but the file itself {asked[1:] or ''}")


def legend(browser, chart):
    """Names and values in the legend of the first such chart."""
    return browser.run(
        f"""[...document.querySelector('figure[data-chart={chart}] .u-legend').rows]
        .filter(row => getComputedStyle(row).display != 'none')
        .map(row => [row.querySelector('.u-label').textContent, row.querySelector('.u-value').textContent])"""
    )


def middle(browser, selector):
    """The middle of an element that is brought into sight."""
    browser.run(f"document.querySelector({selector!r}).scrollIntoView({{block: 'center'}})")
    browser.settle()
    return browser.run(
        f"""(box => [box.left + box.width / 2, box.top + box.height / 2])
        (document.querySelector({selector!r}).getBoundingClientRect())"""
    )


def click(browser, selector):
    x, y = middle(browser, selector)
    browser.mouse("mouseMoved", x, y)
    browser.mouse("mousePressed", x, y, button="left", clickCount=1)
    browser.mouse("mouseReleased", x, y, button="left", clickCount=1)
    browser.settle()


def hover(browser, chart):
    x, y = middle(browser, f"figure[data-chart={chart}] .u-over")
    browser.mouse("mouseMoved", 1, 1)
    browser.settle()
    before = legend(browser, chart)
    browser.mouse("mouseMoved", x - 5, y)
    browser.mouse("mouseMoved", x, y)
    browser.settle()
    after = legend(browser, chart)
    check(all(value == "–" for _, value in before), f"{chart}: no values before the mouse is there")
    check(all(value != "–" for _, value in after), f"{chart}: values under the mouse, {dict(after)}")


def switches(browser):
    shown = browser.run("[...document.querySelectorAll('input[data-venue]:checked')].map(box => box.dataset.venue)")
    name = browser.run("document.querySelector('input[data-venue]:checked').parentElement.textContent.trim()")
    names = lambda: [name for name, _ in legend(browser, "fans")]
    is_open = lambda: browser.run(f"document.querySelector('details[data-venue=\"{shown[0]}\"]').open")
    check(name in names() and is_open(), f"{name} is shown")
    click(browser, "input[data-venue]:checked")
    check(name not in names() and not is_open(), f"{name} is off after a click")
    click(browser, f"input[data-venue='{shown[0]}']")
    check(name in names() and is_open(), f"{name} is on after another")
    row = names().index(name)
    browser.run(
        f"""[...document.querySelectorAll('figure[data-chart=fans] .u-series')]
        .filter(row => getComputedStyle(row).display != 'none')[{row}].querySelector('th').click()"""
    )
    browser.settle()
    boxes = browser.run(f"document.querySelector('input[data-venue=\"{shown[0]}\"]').checked")
    check(name not in names() and not boxes, f"{name} is off after a click in the legend")
    click(browser, "button[data-pick=none]")
    check(len(names()) == 1, "none is shown")
    click(browser, "button[data-pick=all]")
    number = browser.run("document.querySelectorAll('input[data-venue]').length")
    check(len(names()) == number + 1, f"all {number} are shown")
    click(browser, "button[data-pick=best]")
    check(len(names()) == len(shown) + 1, "the best are shown again")


def rows_of(text):
    rows = list(csv.reader(io.StringIO(text)))
    check(len({len(row) for row in rows}) == 1, f"{len(rows) - 1} rows of CSV under {','.join(rows[0])}")
    return rows


def copies(browser):
    for chart in ["fan", "curve", "histogram"]:
        tools = f"figure[data-chart={chart}] .tools button"
        click(browser, tools)
        text = browser.run("navigator.clipboard.readText()")
        rows = rows_of(text)
        check(all(float(cell) == float(cell) for row in rows[1:] for cell in row), f"{chart}: copied numbers")
        click(browser, tools + ":nth-child(2)")
        check(saved(browser) == text, f"{chart}: the saved file has the same")
    click(browser, ".wide:has(.waterfall) + .tools button")
    rows = rows_of(browser.run("navigator.clipboard.readText()"))
    check(rows[-1][0] == "profit" and float(rows[-1][1]) is not None, "waterfall: copied numbers")


def saved(browser):
    """The one file that was downloaded, taken away."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = glob.glob(os.path.join(browser.downloads, "*.csv"))
        if found:
            with open(found[0]) as file:
                text = file.read()
            os.remove(found[0])
            return text
        time.sleep(0.1)
    return None


def every_chart(browser):
    browser.run("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    browser.settle()
    browser.size(WIDE[0], 40_000)
    for _ in range(4):
        browser.settle()
    missing = browser.run(
        """[...document.querySelectorAll('figure[data-chart]')]
        .filter(figure => !figure.hidden && !figure.querySelector('canvas')).length"""
    )
    drawn = browser.run("document.querySelectorAll('canvas').length")
    check(missing == 0, f"all {drawn} charts are drawn")
    browser.size(*WIDE)


def policy(browser):
    """The page's own policy forbids what a title could try."""
    browser.run(
        """document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.owned = 1' }))"""
    )
    check(browser.run("window.owned") is None, "another script does not run")
    refused = browser.run("fetch('https://example.com/').then(() => false, () => true)")
    check(refused, "nothing is fetched")
    sent = [url for url in browser.requests() if "example.com" in url]
    check(sent == [], "no request leaves")


def light(browser):
    """How light the paper is, 0 to 255."""
    colour = browser.run("getComputedStyle(document.documentElement).backgroundColor")
    return sum(int(part) for part in colour[4:-1].split(",")[:3]) / 3


def looks(browser):
    """Whether the venues' colours stand out from the paper, and from each other for everybody."""
    paper = colours.linear(browser.run("getComputedStyle(document.documentElement).backgroundColor"))
    inks = browser.run("[0, 1, 2, 3, 4, 5].map(index => getComputedStyle(document.documentElement).getPropertyValue('--c' + index))")
    inks = [colours.linear(ink) for ink in inks]
    least = min(colours.contrast(ink, paper) for ink in inks)
    # WCAG 2.2, 1.4.11: graphical objects.
    check(least >= 3, f"colours stand out from the paper, {least:.1f} at least")
    for sight in colours.SIGHTS:
        least = colours.least_distance(inks, sight)
        # Five times what is just noticeable, which is about 2.3.
        check(least >= 11.5, f"colours differ by {least:.0f} at least for {sight} sight")


def visit(browser, report, pictures):
    address = "file://" + os.path.abspath(report)
    name = os.path.basename(os.path.dirname(os.path.abspath(report)))
    picture = lambda what: os.path.join(pictures, f"{name}-{what}.png")
    print(report)
    check(os.path.getsize(report) <= 300_000, f"{os.path.getsize(report):,} bytes")

    browser.open(address, *WIDE)
    check("owned" in browser.run("document.title") or "rigcast" in browser.run("document.title"), "it has its title")
    check(browser.run("document.title") != "owned", "the title did nothing")
    check(browser.run("document.querySelectorAll('img, iframe, object').length") == 0, "no element came out of a text")
    lead = browser.run("document.querySelector('.lead').getBoundingClientRect().bottom")
    check(lead < WIDE[1] / 2, "the verdict is seen first")
    browser.picture(picture("first"))
    for chart in ["fans", "curves", "fan", "curve", "histogram"]:
        hover(browser, chart)
    browser.picture(picture("hover"))
    switches(browser)
    copies(browser)
    every_chart(browser)
    looks(browser)
    quiet(browser, address)
    browser.paper(os.path.join(pictures, f"{name}.pdf"))
    browser.settle()
    quiet(browser, address)
    policy(browser)

    browser.open(address, *WIDE)
    browser.size(WIDE[0], 4_000)
    browser.settle()
    browser.settle()
    browser.picture(picture("wide"))
    browser.open(address, *WIDE, dark=True)
    check(light(browser) < 60, "it is dark where the system is")
    looks(browser)
    browser.size(WIDE[0], 4_000)
    browser.settle()
    browser.settle()
    browser.picture(picture("dark"))
    quiet(browser, address)

    browser.open(address, *PHONE, phone=True)
    check(browser.run("document.documentElement.scrollWidth") <= PHONE[0], "a phone need not scroll sideways")
    middle(browser, "figure[data-chart=fans]")
    x, y = middle(browser, "figure[data-chart=fans] .u-over")
    browser.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
    browser.settle()
    check(all(value != "–" for _, value in legend(browser, "fans")), "a finger shows values")
    browser.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    browser.run("scrollTo(0, 0)")
    browser.size(PHONE[0], 5_000, phone=True)
    browser.settle()
    browser.settle()
    browser.picture(picture("phone"))
    quiet(browser, address)

    browser.open(address, *WIDE, script=False)
    shown = browser.run("[...document.querySelectorAll('#verdict li, table')].filter(part => part.innerText.trim()).length")
    check(shown > 5, f"{shown} sentences and tables without JavaScript")
    browser.picture(picture("plain"))


def reports(rigcast, folder):
    """Reports of the scenarios, made now."""
    made = []
    for scenario in SCENARIOS:
        output = os.path.join(folder, os.path.splitext(os.path.basename(scenario))[0])
        command = [rigcast, "run", os.path.join(ROOT, scenario), "--runs", "4096", "--quiet", "--output", output]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        made.append(os.path.join(output, "report.html"))
    return made


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("reports", nargs="*", metavar="REPORT")
    arguments.add_argument("--install", action="store_true", help="install Chromium first, where there is none")
    arguments.add_argument("--rigcast", default=os.path.join(ROOT, "target/release/rigcast"), metavar="PATH")
    arguments.add_argument("--pictures", metavar="DIR", help="where pictures go [default: a temporary folder]")
    options = arguments.parse_args()
    path = chromium.find()
    if path is None and options.install:
        subprocess.run(["apt-get", "update", "--quiet"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["apt-get", "install", "--yes", "--quiet", "chromium"], check=True, stdout=subprocess.DEVNULL)
        path = chromium.find()
    if path is None:
        sys.exit("there is no chromium: install it, or let --install do so")
    with tempfile.TemporaryDirectory(prefix="reports-") as folder:
        pictures = options.pictures or folder
        os.makedirs(pictures, exist_ok=True)
        browser = chromium.Browser(path)
        try:
            for report in options.reports or reports(options.rigcast, folder):
                visit(browser, report, pictures)
        except AssertionError as failed:
            sys.exit(f"  NOT: {failed}")
        finally:
            browser.close()


if __name__ == "__main__":
    main()
