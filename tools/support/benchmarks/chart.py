"""Bar charts of results as SVG: one for each suite, time relative to the first
candidate, shorter is better. Nothing but text is written, so that no library is
needed; a chart has a background of its own and colours for dark pages."""
import json
import math
import os
import statistics
from xml.sax.saxutils import escape

from .suites import suites

WIDTH = 760
FONT, SMALL = 12, 10  # Sizes of text: of labels, and at the ends of bars.
BAR, BAR_GAP, GROUP_GAP = 10, 1, 8  # Heights.
MARGIN = 12
LINE = 20  # Of title and legend.
MOST_TICKS = 10
# Of bars, in order; apart from each other for those who confuse red and green.
COLOURS = ("#3b8fd4", "#e69f00", "#1fa37c", "#cc79a7", "#d55e00", "#56b4e9",
           "#999999", "#f0e442")
STYLE = """
text { font-family: sans-serif; fill: #1f2328 }
.page { fill: #ffffff }
.grid { stroke: #d8dee4 }
.one { stroke: #1f2328 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .page { fill: #0d1117 }
  .grid { stroke: #30363d }
  .one { stroke: #e6edf3 }
}
"""
STYLE += "\n".join(f".c{i} {{ fill: {colour} }}"
                   for i, colour in enumerate(COLOURS))
MEAN = "geometric mean"


def text_width(text, size):
    """At least: fonts differ, and no letters are wider on average."""
    return len(text) * size * 0.62


class Drawing:
    def __init__(self):
        self.parts = []
        self.height = 0

    def add(self, name, content=None, **attributes):
        text = "".join(
            f' {key.strip("_").replace("_", "-")}="{number(value)}"'
            for key, value in attributes.items())
        self.parts.append(f"<{name}{text}/>" if content is None else
                          f"<{name}{text}>{content}</{name}>")

    def text(self, x, y, content, size=FONT, **attributes):
        self.add("text", escape(content), x=x, y=y, font_size=size,
                 **attributes)

    def line(self, x1, y1, x2, y2, kind):
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)

    def finish(self, title):
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
            f'height="{number(self.height)}" viewBox="0 0 {WIDTH} '
            f'{number(self.height)}" role="img">',
            f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>",
            f'<rect class="page" width="{WIDTH}" '
            f'height="{number(self.height)}"/>', *self.parts, "</svg>", ""])


def number(value):
    """In an attribute: text that is ours, or a coordinate."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return escape(str(value), {'"': "&quot;"})


def tick_step(largest):
    """1, 2 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(largest / MOST_TICKS))
    return next(step * power for step in (1, 2, 5, 10)
                if largest / (step * power) <= MOST_TICKS)


def add_mean(rows, names):
    """Of those that all rows have."""
    if len(rows) < 2:
        return rows
    means = {name: statistics.geometric_mean(row[name] for _, row in rows)
             for name in names if all(name in row for _, row in rows)}
    return rows + [(MEAN, means)] if means else rows


def draw_legend(drawing, names):
    """In as many lines as it takes."""
    x, y = MARGIN, drawing.height
    for index, name in enumerate(names):
        width = BAR + 4 + text_width(name, FONT) + 12
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = MARGIN, y + LINE
        drawing.add("rect", x=x, y=y, width=BAR, height=BAR,
                    class_=f"c{index % len(COLOURS)}")
        drawing.text(x + BAR + 4, y + BAR, name)
        x += width
    drawing.height = y + LINE


def draw_bars(drawing, label, row, names, place, left):
    """A group: one bar for each name, in its own line also when it is
    missing."""
    top = drawing.height
    for index, name in enumerate(names):
        y = top + index * (BAR + BAR_GAP)
        if name not in row:
            continue
        ratio, end = row[name], place(row[name])
        drawing.add("rect", f"<title>{escape(f'{label}, {name}')}: "
                    f"{ratio:.2f}</title>", x=left, y=y, width=end - left,
                    height=BAR, class_=f"c{index % len(COLOURS)}")
        # Not across the line at 1.
        value, at = f"{ratio:.2f}", end + 3
        if at - 2 <= place(1) <= at + text_width(value, SMALL):
            at = place(1) + 3
        drawing.text(at, y + BAR - 1.5, value, SMALL)
    used = max(len(names) * (BAR + BAR_GAP), FONT)
    drawing.text(left - 6, top + used / 2 + FONT * 0.35, label,
                 text_anchor="end")
    drawing.height = top + used + GROUP_GAP


def bar_chart(title, names, rows):
    """`rows` has pairs of a label and a dictionary from names to ratios."""
    rows = add_mean(rows, names)
    drawing = Drawing()
    drawing.height = MARGIN
    drawing.text(MARGIN, drawing.height + FONT, title, font_weight="bold")
    drawing.height += LINE + 4
    draw_legend(drawing, names)
    left = MARGIN + 6 + max(text_width(label, FONT) for label, _ in rows)
    right = WIDTH - MARGIN - text_width("00.00", SMALL) - 3
    largest = max([1] + [ratio for _, row in rows for ratio in row.values()])

    def place(ratio):
        return left + (right - left) * ratio / largest

    top = drawing.height + SMALL + 4
    bottom = top + GROUP_GAP + len(rows) * (
        max(len(names) * (BAR + BAR_GAP), FONT) + GROUP_GAP)
    step = tick_step(largest)
    for i in range(math.floor(largest / step + 1e-9) + 1):
        drawing.text(place(i * step), top - 4, f"{i * step:g}", SMALL,
                     text_anchor="middle")
        drawing.line(place(i * step), top, place(i * step), bottom, "grid")
    drawing.height = top + GROUP_GAP
    for label, row in rows:
        if label == MEAN:
            y = drawing.height - GROUP_GAP / 2
            drawing.line(MARGIN, y, right, y, "grid")
        draw_bars(drawing, label, row, names, place, left)
    drawing.line(place(1), top, place(1), bottom, "one")
    drawing.height = bottom + MARGIN
    return drawing.finish(title)


def suites_of(data):
    """Files of earlier versions do not say which suite a benchmark is of."""
    return data.get("suites") or {
        suite: [name for name in names if name in data["run"]]
        for suite, names in suites().items()}


def charts(data):
    """SVG by suite, of what --json writes. Bars are relative to the first
    candidate, which has none: it is the line at 1."""
    found = {}
    for suite, benchmarks in suites_of(data).items():
        names, rows, base = [], [], None
        for benchmark in benchmarks:
            times = {name: statistics.median(candidate["times"])
                     for name, candidate in data["run"][benchmark].items()
                     if candidate["times"]}
            if len(times) < 2:
                continue
            first, *others = times
            base = base or first
            names += [name for name in others if name not in names]
            rows.append((benchmark, {name: times[name] / times[first]
                                     for name in others}))
        if rows:
            found[suite] = bar_chart(
                f"{suite}: time relative to {base}, shorter is better", names,
                rows)
    return found


def write(folder, data):
    os.makedirs(folder, exist_ok=True)
    for suite, svg in charts(data).items():
        with open(os.path.join(folder, suite + ".svg"), "w",
                  encoding="utf-8") as file:
            file.write(svg)


def write_from(path, folder):
    with open(path, encoding="utf-8") as file:
        write(folder, json.load(file))
