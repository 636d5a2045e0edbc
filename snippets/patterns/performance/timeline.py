import matplotlib.pyplot as plt

FETCH, STEP, BATCHES = 3, 2, 6  # one batch takes 3 ticks to prepare, one training step takes 2


def schedule(workers):
    """When each batch is prepared, when it is used, and who prepares it."""
    hands = max(workers, 1)
    free = [0] * hands  # when each hand is idle again; the last step's end is kept apart
    step_end, prepared, used = 0, [], []
    for batch in range(BATCHES):
        hand = batch % hands  # (1)!
        start = free[hand] if workers else step_end  # (2)!
        ready = start + FETCH
        free[hand] = ready
        begin = max(ready, step_end)
        step_end = begin + STEP
        prepared.append((hand, start))
        used.append(begin)
    return prepared, used, step_end


figure, axes = plt.subplots(3, 1, figsize=(7, 4.2), sharex=True, layout="constrained")
for axis, workers in zip(axes, (0, 1, 2), strict=True):
    prepared, used, end = schedule(workers)
    print(f"num_workers={workers}: {end} ticks, the step is idle for {end - BATCHES * STEP}")
    lanes = max(workers, 1)
    for batch, ((hand, start), begin) in enumerate(zip(prepared, used, strict=True)):
        lane = hand + 1 if workers else 0
        axis.broken_barh([(start, FETCH)], (lane, 0.8), color="C1", edgecolor="white")
        axis.broken_barh([(begin, STEP)], (0, 0.8), color="C0", edgecolor="white")
        axis.text(start + FETCH / 2, lane + 0.4, batch, ha="center", va="center")
        axis.text(begin + STEP / 2, 0.4, batch, ha="center", va="center", color="white")
    names = ["main"] + [f"worker {i}" for i in range(lanes if workers else 0)]
    axis.set(yticks=[i + 0.4 for i in range(len(names))], yticklabels=names)
    axis.set_title(f"num_workers={workers}", loc="left", fontsize=10)
axes[-1].set_xlabel("ticks (orange: prepare a batch, blue: train on it)")
figure.savefig("timeline.svg")
