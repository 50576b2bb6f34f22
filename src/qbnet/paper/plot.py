#!/usr/bin/python3
"""Draw the paper's panels from their data files: plot.py DATA_DIR OUT_DIR [--only 2a ...].

Reads DATA_DIR/fig2a.csv ... fig4d.csv (lines of '# ' comments, a header row, numbers) and writes
OUT_DIR/fig2a.svg and .png ..., and fig2, fig3, fig4 with every panel of the figure. With --charts
NAME ... it draws DATA_DIR/figNAME.csv as its comment "draw: {...}" says instead. The same data
give the same bytes. Needs matplotlib 3.6 and nothing else. Exit codes are qbnet's: 0 ok, 2 usage,
3 bad data, 6 a file that can't be read or written, 9 matplotlib missing.
"""

import argparse
import io
import json
import logging
import multiprocessing
import os
import re
import sys

try:
    import numpy as np

    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # an unwritable HOME is no news here
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.patheffects import withStroke
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator
    from PIL import Image  # matplotlib's own way to write a PNG
except ImportError as error:
    sys.stderr.write(f"plot.py: python3-matplotlib must be installed, but is not ({error})\n")
    sys.exit(9)

# Okabe and Ito's colours, each with a line style of its own: the cases differ in grey too.
STYLE = {
    "nr": {"color": "#D55E00", "linestyle": "-", "linewidth": 1.6},
    "r1": {"color": "#0072B2", "linestyle": (0, (5, 1.6)), "linewidth": 1.3},
    "r2": {"color": "#009E73", "linestyle": (0, (5, 1.2, 1.2, 1.2)), "linewidth": 1.3},
}
# What belongs to a case beside its first curve: the same colour, dotted.
for case in ("nr", "r1"):
    STYLE[case + "_second"] = {**STYLE[case], "linestyle": (0, (1, 1.2))}
MARKER = {"nr": "o", "r1": "s", "r2": "^"}
# Inches: one column of a two-column page. Every panel has the same frame, so that nothing has to be
# laid out by trial drawing, and panels put side by side line up.
WIDTH, HEIGHT = 3.4, 2.65
LEFT, RIGHT, BOTTOM, TOP = 0.60, 0.17, 0.46, 0.27
DPI = 220
COUPLING = r"Coupling strength $g_b/\gamma$"


class Refused(Exception):
    """A sentence for the user, and the exit code that goes with it."""

    def __init__(self, code, sentence):
        super().__init__(code, sentence)  # both, so that it can travel between processes
        self.code = code

    def __str__(self):
        return self.args[1]


class Table:
    """One data file: named columns and comment lines."""

    def __init__(self, path):
        try:
            with open(path, encoding="utf-8") as file:
                lines = file.read().splitlines()
        except OSError as error:
            raise Refused(6, f"{path} must be readable, but is not ({error.strerror})") from None
        self.path = path
        self.comments = [line[1:].strip() for line in lines if line.startswith("#")]
        rows = [line for line in lines if line.strip() and not line.startswith("#")]
        if len(rows) < 2:
            raise Refused(3, f"{path} must hold a header row and data, but has {len(rows)} rows")
        self.names = rows[0].split(",")
        try:
            cells = [[float(cell or "nan") for cell in row.split(",")] for row in rows[1:]]
        except ValueError as error:
            raise Refused(3, f"{path} must hold numbers, but does not ({error})") from None
        if any(len(row) != len(self.names) for row in cells):
            raise Refused(3, f"{path} must have {len(self.names)} cells in every row, but has not")
        self.values = np.array(cells)

    def __getitem__(self, name):
        if name not in self.names:
            raise Refused(3, f"{self.path} must have a column {name}, but has {self.names}")
        return self.values[:, self.names.index(name)]

    def maxima(self):
        """(theta1, theta2) of every '# maximum:' line."""
        found = []
        for comment in self.comments:
            if comment.startswith("maximum:"):
                pairs = dict(re.findall(r"(\w+)=([^,\s]+)", comment))
                found.append((float(pairs["theta1"]), float(pairs["theta2"])))
        return found

    def drawing(self):
        """What the 'draw:' line says."""
        for comment in self.comments:
            if comment.startswith("draw:"):
                return json.loads(comment[len("draw:"):])
        raise Refused(3, f"{self.path} must have a comment 'draw:', but has none")


def positive(values):
    """Zeros and gaps left out, for a logarithmic axis."""
    return np.where(values > 0, values, np.nan)


def scale_x(axes, x):
    """A logarithmic axis if the points are spaced so, else a linear one; no margin."""
    if len(x) > 3 and x[0] > 0 and np.allclose(np.diff(np.log(x)), np.log(x[1] / x[0]), rtol=1e-6):
        axes.set_xscale("log")
        axes.set_xlim(x[0], x[-1])
    else:
        axes.set_xlim(min(0.0, x[0]), x[-1])


SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def powers_of(base):
    """Ticks as plain text: matplotlib takes 15 ms to typeset one formula, and there are many."""
    return FuncFormatter(lambda value, _:
                         f"{base}" + f"{round(np.log(value) / np.log(base))}".translate(SUPERSCRIPT))


def log_limits(axes, low, high):
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    axes.yaxis.set_major_formatter(powers_of(10))
    axes.yaxis.set_minor_formatter(NullFormatter())


def heat_map(axes, table, circle):
    theta1, theta2 = np.unique(table["theta1"]), np.unique(table["theta2"])
    if len(theta1) < 2 or len(theta2) < 2 or len(theta1) * len(theta2) != len(table.values):
        raise Refused(3, f"{table.path} must hold a full grid of theta1 and theta2, but does not")
    energy = table["energy"].reshape(len(theta1), len(theta2)).T
    half1, half2 = (theta1[1] - theta1[0]) / 2, (theta2[1] - theta2[0]) / 2
    extent = (theta1[0] - half1, theta1[-1] + half1, theta2[0] - half2, theta2[-1] + half2)
    image = axes.imshow(energy, origin="lower", extent=extent, cmap="viridis", vmin=0,
                        interpolation="nearest", aspect="equal")
    axes.set_xlim(theta1[0], theta1[-1])
    axes.set_ylim(theta2[0], theta2[-1])
    for x, y in table.maxima():
        if circle:
            axes.plot(x + 0.3 * np.cos(np.linspace(0, 2 * np.pi, 121)),
                      y + 0.3 * np.sin(np.linspace(0, 2 * np.pi, 121)),
                      color="black", linestyle="--", linewidth=1.2)
        axes.plot(x, y, marker="+", color="black", markersize=8, markeredgewidth=1.3,
                  path_effects=[withStroke(linewidth=2.8, foreground="white")])
    axes.set_xlabel(r"$\theta_1/\pi$")
    axes.set_ylabel(r"$\theta_2/\pi$")
    ticks = [-1, -0.5, 0, 0.5, 1]
    axes.set_xticks(ticks)
    axes.set_yticks(ticks)
    side = HEIGHT - BOTTOM - TOP
    axes.set_position([LEFT / WIDTH, BOTTOM / HEIGHT, side / WIDTH, side / HEIGHT])
    beside = axes.figure.add_axes(
        [(LEFT + side + 0.1) / WIDTH, BOTTOM / HEIGHT, 0.1 / WIDTH, side / HEIGHT])
    bar = axes.figure.colorbar(image, cax=beside)
    bar.set_label(energy_label(2))


def energy_label(n):
    return rf"Stored energy $E_{n}/\omega$"


def case_label(symbol, n, case):
    return rf"${symbol}_{n}^{{\mathrm{{{case}}}}}$"


def energies(axes, table, n):
    x = table["g_over_gamma"]
    scale_x(axes, x)
    top = 0.0
    first = []
    for case in ("nr", "r1", "r2"):
        values = positive(table[case])
        axes.plot(x, values, label=case_label("E", n, case), **STYLE[case])
        top = max(top, np.nanmax(values))
        first.append(np.nanmin(values))
    # The rise from g = 0 spans any number of decades: show the weak end, not all of it.
    log_limits(axes, max(min(first) / 2, top * 1e-8), top * 3)
    axes.set_xlabel(COUPLING)
    axes.set_ylabel(energy_label(n))
    axes.legend(loc="lower right")


def gains(axes, table, n):
    x = table["g_over_gamma"]
    scale_x(axes, x)
    first, second = positive(table["G1"]), positive(table["G2"])
    axes.plot(x, first, label=rf"$G_{{{n}1}}$ (over {case_label('E', n, 'r1')})", **STYLE["r1"])
    axes.plot(x, second, label=rf"$G_{{{n}2}}$ (over {case_label('E', n, 'r2')})", **STYLE["r2"])
    axes.axhline(1, color="0.55", linewidth=0.7, zorder=0)
    low = min(np.nanmin(first), np.nanmin(second), 1.0)
    high = max(np.nanmax(first), np.nanmax(second))
    # Room above the curves: for the inset on the right, for the legend on the left.
    along = (x - axes.get_xlim()[0]) / (x[-1] - axes.get_xlim()[0])
    if axes.get_xscale() == "log":
        along = np.log(x / x[0]) / np.log(x[-1] / x[0])
    right = along > 0.3
    crest = max(np.nanmax(first[right]), np.nanmax(second[right]))
    bottom = low / 1.25
    span = max(np.log(crest / bottom) / 0.44, np.log(high / bottom) / 0.72)
    axes.set_yscale("log", base=2)  # the bounds of both gains are powers of 2
    axes.set_ylim(bottom, bottom * np.exp(span))
    octaves = np.arange(np.ceil(np.log2(bottom)), np.floor(np.log2(high * 1.15)) + 1)
    axes.yaxis.set_major_locator(FixedLocator(2.0 ** octaves[:: 1 + len(octaves) // 12]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlabel(COUPLING)
    axes.set_ylabel("Energy gain")
    axes.legend(loc="upper left", handlelength=2.2)
    weak = x < 0.12
    if np.count_nonzero(weak) > 1:
        inset(axes, table, n, weak)


def inset(axes, table, n, weak):
    """Energies at weak coupling."""
    small = axes.inset_axes([0.55, 0.565, 0.39, 0.40])
    x = table["g_over_gamma"][weak]
    low, high = np.inf, 0.0
    for case in ("nr", "r1", "r2"):
        values = positive(table["energy_" + case])[weak]
        small.plot(x, values, **{**STYLE[case], "linewidth": 1.0},
                   label=case_label("E", n, case))
        low, high = min(low, np.nanmin(values)), max(high, np.nanmax(values))
    log_limits(small, max(low, high * 1e-8), high * 4)
    small.set_xlim(0, 0.12)
    small.set_xticks([0, 0.04, 0.08, 0.12])
    small.tick_params(labelsize=5.5, pad=1.5, length=2)
    small.yaxis.set_minor_locator(NullLocator())
    small.set_xlabel(r"$g_b/\gamma$", fontsize=6, labelpad=0)
    small.set_ylabel(rf"$E_{n}/\omega$", fontsize=6, labelpad=1)
    small.legend(loc="lower right", fontsize=5.5, handlelength=2.2, labelspacing=0.15,
                 borderpad=0.2)


def optimum(axes, table):
    n = table["N"]
    width = WIDTH - LEFT - RIGHT - 0.48
    axes.set_position([LEFT / WIDTH, BOTTOM / HEIGHT, width / WIDTH, 1 - (BOTTOM + TOP) / HEIGHT])
    other = axes.twinx()
    colour, second, third = "#0072B2", "#D55E00", "0.25"
    lines = axes.plot(n, table["g_opt_over_gamma"], color=colour, marker="s", linestyle=":",
                      markersize=4, label=r"$g_b^{\mathrm{opt}}/\gamma$ (left)")
    lines += other.plot(n, table["ratio"], color=second, marker="o", linestyle="none",
                        markersize=4.5, markerfacecolor="white", markeredgewidth=1.2,
                        label=r"$E_{\max}^{\mathrm{nr}}/E_{\max}^{\mathrm{r1}}$ (right)")
    lines += other.plot(n, table["fit"], color=third, linestyle="--", linewidth=1.1, zorder=1,
                        label=r"$1+0.062\,\ln N$ (right)")
    axes.set_xlim(0, n[-1] + 1)
    step = max(2, 2 * int(np.ceil(len(n) / 14)))
    axes.set_xticks(np.arange(n[0], n[-1] + 1, step))
    axes.set_ylim(0, np.nanmax(table["g_opt_over_gamma"]) * 1.06)
    top = max(np.nanmax(table["ratio"]), np.nanmax(table["fit"]))
    other.set_ylim(1 - 0.6 * (top - 1), top + 0.06 * (top - 1))
    axes.set_xlabel("Number of batteries $N$ (odd)")
    axes.set_ylabel(r"Optimal coupling $g_b^{\mathrm{opt}}/\gamma$", color=colour)
    other.set_ylabel(r"Ratio $E_{\max}^{\mathrm{nr}}/E_{\max}^{\mathrm{r1}}$", color=second)
    axes.tick_params(axis="y", colors=colour, which="both", right=False)
    other.tick_params(axis="y", colors=second, which="both")
    other.legend(handles=lines, loc="lower right")


def over_time(axes, table, symbol, label):
    t = table["t"]
    scale_x(axes, t)
    peaks = {case: int(np.nanargmax(table[case])) for case in ("nr", "r1", "r2")}
    top = max(table[case][at] for case, at in peaks.items())
    low = min(table[case][at] for case, at in peaks.items())
    logarithmic = symbol == "P" and top > 12 * low
    for case in ("nr", "r1", "r2"):
        values = positive(table[case]) if logarithmic else table[case]
        axes.plot(t, values, label=case_label(symbol, 4, case), **STYLE[case])
        if symbol == "P" and 0 < peaks[case] < len(t) - 1:
            axes.plot(t[peaks[case]], table[case][peaks[case]], marker=MARKER[case], markersize=4,
                      color=STYLE[case]["color"], markerfacecolor="white", linestyle="none",
                      zorder=5)
    if logarithmic:
        log_limits(axes, low / 30, top * 2)
    else:
        axes.set_ylim(0, top * 1.06)
    if np.nanmax(t) >= 1e4 and axes.get_xscale() == "linear":
        axes.ticklabel_format(axis="x", style="sci", scilimits=(0, 3), useMathText=True)
    axes.set_xlabel(r"Time $\omega t$")
    axes.set_ylabel(label)
    if symbol == "E":  # rises from 0: the upper left is free
        axes.legend(loc="upper left")
    else:
        axes.legend(loc="lower right" if logarithmic else "upper right")


def power_gains(axes, table):
    x = table["g_over_gamma"]
    scale_x(axes, x)
    for column, case in (("eta1", "r1"), ("eta2", "r2")):
        ratio = rf"P_{{4,\max}}^{{\mathrm{{nr}}}}/P_{{4,\max}}^{{\mathrm{{{case}}}}}"
        axes.plot(x, table[column], label=rf"$\eta_{{4{column[-1]}}}={ratio}$", **STYLE[case])
    high = max(np.nanmax(table["eta1"]), np.nanmax(table["eta2"]))
    low = min(np.nanmin(table["eta1"]), np.nanmin(table["eta2"]))
    axes.set_yscale("log", base=2)
    bottom, top = np.floor(np.log2(low) + 0.02), np.ceil(np.log2(high) - 0.02)
    axes.set_ylim(2 ** (bottom - 0.12 * (top - bottom)), 2 ** (top + 0.12 * (top - bottom)))
    if top - bottom < 3:  # two octaves hold too few powers of two to read a curve by
        ticks = np.arange(2**bottom, 2**top + 0.25, 0.5)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    else:
        ticks = 2 ** np.arange(bottom, top + 1)
        axes.yaxis.set_major_formatter(powers_of(2))
    axes.yaxis.set_major_locator(FixedLocator(ticks))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(axis="y", color="0.9", linewidth=0.6)
    axes.set_xlabel(COUPLING)
    axes.set_ylabel("Gain in maximal power")
    axes.legend(loc="upper right")


def chart(axes, table, drawing):
    """Curves over the first column, as the data file says."""
    x = table[table.names[0]]
    for name, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        spec = drawing[name]
        if spec["log"]:
            getattr(axes, f"set_{name}scale")("log")
            axis.set_minor_formatter(NullFormatter())
        getattr(axes, f"set_{name}label")(spec["label"])
    for curve in drawing["curves"]:
        style = dict(STYLE[curve["style"]])
        if curve["dots"]:
            style.update(marker=MARKER[curve["style"]], markersize=3.5, markerfacecolor="white",
                         linewidth=0.8)
        values = table[curve["column"]]
        axes.plot(x, positive(values) if drawing["y"]["log"] else values, label=curve["label"],
                  **style)
    for level in drawing["levels"]:
        axes.axhline(level, color="0.55", linewidth=0.7, zorder=0)
    axes.set_xlim(x[0], x[-1])
    for name in "xy":
        if "limits" in drawing[name]:
            getattr(axes, f"set_{name}lim")(*drawing[name]["limits"])
    if drawing["y"]["log"]:
        log_limits(axes, *axes.get_ylim())
    if drawing["x"]["log"]:
        axes.xaxis.set_major_formatter(powers_of(10))
    axes.legend(loc=drawing["legend"])


# Panel: (what stands above it, how it is drawn).
PANELS = {
    "2a": ("cascade, $N=2$", lambda axes, table: heat_map(axes, table, circle=True)),
    "2b": ("cascade, $N=3$", lambda axes, table: energies(axes, table, 3)),
    "2c": ("cascade, $N=4$", lambda axes, table: energies(axes, table, 4)),
    "2d": ("cascade, $N=3$", lambda axes, table: gains(axes, table, 3)),
    "2e": ("cascade, $N=4$", lambda axes, table: gains(axes, table, 4)),
    "2f": ("cascade, odd $N$", optimum),
    "3a": ("parallel, $N=2$", lambda axes, table: heat_map(axes, table, circle=False)),
    "3b": ("parallel, $N=2$", lambda axes, table: energies(axes, table, 2)),
    "3c": ("parallel, $N=2$", lambda axes, table: gains(axes, table, 2)),
    "3d": ("parallel, $N=4$", lambda axes, table: over_time(axes, table, "E", energy_label(4))),
    "4a": ("cascade, $N=4$",
           lambda axes, table: over_time(axes, table, "P", r"Charging power $P_4/\omega^2$")),
    "4b": ("parallel, $N=4$",
           lambda axes, table: over_time(axes, table, "P", r"Charging power $P_4/\omega^2$")),
    "4c": ("cascade, $N=4$", power_gains),
    "4d": ("parallel, $N=4$", power_gains),
}


def draw(name, data):
    """One panel: its SVG text and its pixels."""
    matplotlib.rcdefaults()  # the picture is the same whatever the user's matplotlibrc says
    matplotlib.rcParams.update({
        "font.family": "DejaVu Sans", "font.size": 8, "axes.titlesize": 7.5,
        "axes.labelsize": 8, "legend.fontsize": 7, "legend.framealpha": 0.9,
        "legend.edgecolor": "0.8", "legend.handlelength": 2.8, "legend.borderpad": 0.35,
        "xtick.labelsize": 7, "ytick.labelsize": 7, "xtick.direction": "in",
        "ytick.direction": "in", "xtick.top": True, "ytick.right": True,
        "axes.linewidth": 0.7, "axes.titley": 1.0, "svg.hashsalt": "qbnet", "svg.fonttype": "path",
    })
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI)
    axes = figure.add_axes([LEFT / WIDTH, BOTTOM / HEIGHT, 1 - (LEFT + RIGHT) / WIDTH,
                            1 - (BOTTOM + TOP) / HEIGHT])
    table = Table(os.path.join(data, f"fig{name}.csv"))
    if name in PANELS:
        above, plot = PANELS[name]
        plot(axes, table)
    else:
        drawing = table.drawing()
        above = drawing["above"]
        chart(axes, table, drawing)
    axes.set_title(f"({name[-1]})", loc="left", fontweight="bold", fontsize=9)
    axes.set_title(above, loc="right")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[:, :, :3].copy()
    text = io.StringIO()
    FigureCanvasSVG(figure).print_svg(text, metadata={"Date": None, "Creator": "qbnet"})
    # Names of a panel's own, so that panels can share one page.
    svg = re.sub(r'(\bid="|"#|url\(#)', rf"\g<1>fig{name}-", text.getvalue())
    return svg, pixels


def combine(panels):
    """Panels in two columns: SVG text and pixels."""
    rows = -(-len(panels) // 2)
    height, width = panels[0][1].shape[:2]
    pixels = np.full((rows * height, 2 * width, 3), 255, dtype=np.uint8)
    wide, high = 72 * WIDTH, 72 * HEIGHT
    svg = ['<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" '
           f'width="{2 * wide:g}pt" height="{rows * high:g}pt" '
           f'viewBox="0 0 {2 * wide:g} {rows * high:g}" version="1.1">\n']
    for at, (text, picture) in enumerate(panels):
        row, column = divmod(at, 2)
        pixels[row * height:(row + 1) * height, column * width:(column + 1) * width] = picture
        nested = text[text.index("<svg "):]
        size = f'width="{wide:g}" height="{high:g}" x="{column * wide:g}" y="{row * high:g}"'
        svg.append(re.sub(r'width="[^"]*" height="[^"]*"', size, nested, count=1))
    return "".join(svg) + "</svg>\n", pixels


def save(picture, out, stem):
    svg, pixels = picture
    write(os.path.join(out, stem + ".svg"), svg.encode())
    png = io.BytesIO()
    Image.fromarray(pixels).save(png, format="png", dpi=(DPI, DPI))
    write(os.path.join(out, stem + ".png"), png.getvalue())


def write(path, content):
    """Under a temporary name first: nothing half-written is left behind."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except OSError as error:
        raise Refused(6, f"{path} must be writable, but is not ({error.strerror})") from None
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def attempt(task):
    """The picture of one panel, saved; or what is wrong with it."""
    name, data, out = task
    try:
        picture = draw(name, data)
        save(picture, out, "fig" + name)
        return picture
    except Refused as refused:
        return refused


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", metavar="DATA_DIR")
    parser.add_argument("out", metavar="OUT_DIR")
    parser.add_argument("--only", nargs="+", choices=sorted(PANELS), default=sorted(PANELS),
                        metavar="PANEL", help="2a ... 4d; a figure is drawn when all of it is")
    parser.add_argument("--charts", nargs="+", metavar="NAME", help="these data files instead")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    try:
        os.makedirs(options.out, exist_ok=True)
    except OSError as error:
        sys.stderr.write(f"plot.py: {options.out} must be a directory, but is not "
                         f"({error.strerror})\n")
        return 6
    names = sorted(set(options.charts or options.only))
    tasks = [(name, options.data, options.out) for name in names]
    jobs = max(1, min(options.jobs, len(tasks)))
    if jobs == 1:
        pictures = dict(zip(names, map(attempt, tasks)))
    else:
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            pictures = dict(zip(names, pool.map(attempt, tasks, chunksize=1)))
    refused = [picture for picture in pictures.values() if isinstance(picture, Refused)]
    for figure in "234":
        panels = [pictures.get(name) for name in sorted(PANELS) if name[0] == figure]
        if all(isinstance(panel, tuple) for panel in panels):
            try:
                save(combine(panels), options.out, "fig" + figure)
            except Refused as sentence:
                refused.append(sentence)
    for sentence in refused:
        sys.stderr.write(f"plot.py: {sentence}\n")
    return refused[-1].code if refused else 0


if __name__ == "__main__":
    sys.exit(main())
