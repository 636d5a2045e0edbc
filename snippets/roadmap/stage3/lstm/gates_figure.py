import matplotlib.pyplot as plt

colours = {"sigmoid": "#dbeafe", "tanh": "#fef3c7", "×": "#f1f5f9", "+": "#f1f5f9"}
figure, axes = plt.subplots(figsize=(7.4, 3.6))
axes.set(xlim=(-1.1, 8.6), ylim=(-0.3, 3.5))
axes.axis("off")


def arrow(start, end, shrink_start, shrink_end):
    style = {"arrowstyle": "->", "color": "#64748b", "lw": 1.5}
    style |= {"shrinkA": shrink_start, "shrinkB": shrink_end}
    axes.annotate("", end, start, arrowprops=style)


def put(x, y, kind, name=""):
    shape = "circle,pad=0.2" if kind in "×+" else "round,pad=0.4"
    box = {"boxstyle": shape, "fc": colours[kind]} if kind in colours else None
    axes.text(x, y, kind + name, ha="center", va="center", fontsize=11, bbox=box, zorder=3)


gates = (("f", 1.5, "sigmoid"), ("i", 2.9, "sigmoid"), ("g", 4.1, "tanh"), ("o", 5.5, "sigmoid"))
ends = {"f": (1.5, 3), "i": (3.5, 2), "g": (3.5, 2), "o": (6.7, 1)}
for name, x, kind in gates:
    arrow((x, 0), (x, 1), 0, 20)
    arrow((x, 1), ends[name], 24 if name == "o" else 20, 12)
    put(x, 1, kind, f"\n${name}$")
axes.plot([0, 5.5], [0, 0], color="#64748b", lw=1.5)
arrow((0, 3), (1.5, 3), 0, 12)
arrow((1.5, 3), (3.5, 3), 12, 12)
arrow((3.5, 2), (3.5, 3), 12, 12)
arrow((3.5, 3), (8, 3), 12, 0)
arrow((6.7, 3), (6.7, 2), 0, 12)
arrow((6.7, 2), (6.7, 1), 12, 12)
arrow((6.7, 1), (8, 1), 12, 0)
for x, y, text in ((1.5, 3, "×"), (3.5, 2, "×"), (3.5, 3, "+"), (6.7, 2, "tanh"), (6.7, 1, "×")):
    put(x, y, text)
for x, y, text in ((-0.4, 3, "$c_{t-1}$"), (-0.6, 0, "$x_t, h_{t-1}$"), (8.25, 3, "$c_t$")):
    put(x, y, text)
put(8.25, 1, "$h_t$")
figure.savefig("gates.svg", bbox_inches="tight")
