from fractions import Fraction

import matplotlib.pyplot as plt

STAGES, MICRO = 4, 8
FORWARD, BACKWARD = 1, 2  # ticks that each takes


def order(kind, stage):  # what a stage does, in turn: ticks and micro-batch
    ahead = MICRO if kind == "GPipe" else STAGES - stage  # (1)!
    turns = [(FORWARD, micro) for micro in range(ahead)]
    for micro in range(MICRO):
        turns += [(BACKWARD, micro), (FORWARD, ahead + micro)][: 1 + (ahead + micro < MICRO)]
    return turns


def simulate(kind):  # when each task ends: it starts once its stage is free and its input there
    ends = {(FORWARD, micro, -1): 0 for micro in range(MICRO)}
    queues, clock = [order(kind, stage) for stage in range(STAGES)], [0] * STAGES
    while any(queues):
        for stage, queue in enumerate(queues):
            ticks, micro = queue[0] if queue else (0, 0)
            needs = (ticks, micro, stage - 1 if ticks == FORWARD else stage + 1)
            needs = (FORWARD, micro, stage) if needs[2] == STAGES else needs  # it turns round
            if queue and needs in ends:
                ends[*queue.pop(0), stage] = clock[stage] = max(clock[stage], ends[needs]) + ticks
    return {task: end for task, end in ends.items() if end}


figure, panels = plt.subplots(2, 1, figsize=(6.4, 4.2), sharex=True, layout="constrained")
for axes, kind in zip(panels, ("GPipe", "1F1B"), strict=True):
    for (ticks, micro, stage), end in (ends := simulate(kind)).items():
        axes.barh(stage, ticks, left=end - ticks, color=f"C{ticks - 1}", edgecolor="white")
        axes.text(end - ticks / 2, stage, micro, ha="center", va="center", color="white")
    idle = Fraction(max(ends.values()) - (FORWARD + BACKWARD) * MICRO, max(ends.values()))
    print(f"{kind}: {max(ends.values())} ticks, of which each stage idles {idle}")
    axes.set(ylabel="stage", yticks=range(STAGES), ylim=(STAGES - 0.5, -0.5), title=kind)
panels[1].set_xlabel("ticks; blue: forward, orange: backward, blank: the bubble")
figure.savefig("schedules.svg")
print("(stages - 1) / (micro-batches + stages - 1):", Fraction(STAGES - 1, MICRO + STAGES - 1))
