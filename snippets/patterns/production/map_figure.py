import matplotlib.pyplot as plt

GREY, BLUE, ORANGE, GREEN = "#666666", "#0072B2", "#D55E00", "#00745A"
figure, axes = plt.subplots(figsize=(6.8, 3.4), layout="constrained")


def box(x, y, width, height, colour, text):
    axes.add_patch(plt.Rectangle((x, y), width, height, facecolor=colour))
    axes.text(x + width / 2, y + height / 2, text, ha="center", va="center", color="white")


def arrow(start, end, text="", style="-"):
    axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "linestyle": style})
    axes.text((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + 0.15, text, ha="center")


box(0, 2, 1.6, 1.2, GREY, "client\n(curl)")
box(3, 1.2, 2.2, 2.8, BLUE, "proxy\n(nginx)\n\nTLS, tokens,\nlimits, retry")
box(6.8, 3.2, 2.4, 1.2, ORANGE, "hanli.serve\nport 8001")
box(6.8, 0.8, 2.4, 1.2, ORANGE, "hanli.serve\nport 8002")
box(10.8, 1.4, 2.2, 2.4, GREEN, "site/\nregistry\nlive.json")
box(10.8, 5.2, 2.2, 1.1, GREY, "hanli.deploy")
box(6.8, 5.2, 2.4, 1.1, GREY, "supervisor")
arrow((1.65, 2.6), (2.95, 2.6), "HTTPS")
for y in (3.8, 1.4):
    arrow((5.25, 2.6), (6.75, y))
    arrow((10.75, 2.6), (9.25, y), style=":")
axes.text(6.0, 3.55, "HTTP", ha="center")
axes.text(10.0, 3.75, "follow", ha="center")
arrow((11.9, 5.15), (11.9, 3.85))
axes.text(12.05, 4.4, "publish", ha="left")
arrow((8.0, 5.15), (8.0, 4.45))
axes.text(8.15, 4.7, "start, SIGTERM", ha="left")
axes.set(xlim=(-0.2, 13.6), ylim=(0.5, 6.5))
axes.axis("off")
figure.savefig("map.svg")
