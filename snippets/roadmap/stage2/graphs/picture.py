import matplotlib.pyplot as plt
import torch


def levels(node, depth=0, found=None):
    """Each node of the graph with the longest way to it."""
    found = {} if found is None else found
    found[node] = max(depth, found.get(node, 0))
    for child, _ in node.next_functions:
        if child is not None:  # (1)!
            levels(child, depth + 1, found)
    return found


def draw(axes, output, names):
    depth, rows, place = levels(output.grad_fn), {}, {}
    for node in depth:
        rows.setdefault(depth[node], []).append(node)
    for level, row in rows.items():
        for i, node in enumerate(row):
            place[node] = (2.4 * (i - (len(row) - 1) / 2), -1.3 * level)
    for node, spot in place.items():
        leaf = names.get(id(getattr(node, "variable", None)))  # (2)!
        text = leaf or node.name().removesuffix("Backward0")
        box = {"boxstyle": "round,pad=0.4", "fc": "#dcfce7" if leaf else "#dbeafe"}
        axes.text(*spot, text, ha="center", va="center", fontsize=12, bbox=box, zorder=4)
        for child, _ in node.next_functions:
            if child is not None:
                bend = "arc3,rad=0.6" if depth[child] - depth[node] > 1 else "arc3"  # (3)!
                arrow = {"arrowstyle": "-|>", "shrinkB": 14, "connectionstyle": bend}
                axes.annotate("", place[child], spot, arrowprops=arrow)
    axes.set(xlim=(-3.2, 3.2), ylim=(-1.3 * max(rows) - 0.8, 0.8))
    axes.axis("off")


w, x, b = (torch.tensor(v, requires_grad=True) for v in (0.5, 2.0, 1.0))
figure, axes = plt.subplots(figsize=(5, 5.5))
draw(axes, (torch.tanh(w * x) + b) * w, {id(w): "w", id(x): "x", id(b): "b"})
figure.savefig("graph.svg", bbox_inches="tight")
