import matplotlib.pyplot as plt

from hanli.projects.recommender import load_data

counts = load_data("movielens").count_items().sort(descending=True).values
figure, axis = plt.subplots(figsize=(6, 3.4))
places = list(range(0, len(counts), 6))  # every sixth movie is enough for a curve
axis.fill_between(places, counts[places].numpy(), alpha=0.4, linewidth=0)
axis.plot(places, counts[places].numpy())
axis.axvline(len(counts) // 10, linestyle="--", color="0.5")
axis.text(len(counts) // 10 + 20, 450, "a tenth of the movies")
axis.set(xlabel="movies, the most rated first", ylabel="ratings", xlim=(0, 1682), ylim=(0, None))
figure.tight_layout()
figure.savefig("long_tail.svg")
