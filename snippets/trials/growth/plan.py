from datetime import date, timedelta
from itertools import combinations

PLAN = {  # name: first day, weeks, what must be done before
    "text": (date(2027, 1, 4), 6, []),
    "dialogue": (date(2027, 2, 15), 6, ["text"]),
    "detection": (date(2027, 4, 5), 6, []),
    "captions": (date(2027, 5, 17), 6, ["text", "detection"]),
    "bandits": (date(2027, 7, 5), 4, []),
    "games": (date(2027, 8, 2), 7, ["bandits", "detection"]),
}


def faults(plan):
    end = {name: start + timedelta(weeks=weeks) for name, (start, weeks, _) in plan.items()}
    by_start = sorted(plan, key=lambda name: plan[name][0])
    for name, later in combinations(by_start, 2):
        if plan[later][0] < end[name]:
            yield f"{name} and {later} overlap"
    for name, (start, _, needs) in plan.items():
        for need in needs:
            if need not in plan:
                yield f"{name} needs {need}, which is not planned"
            elif start < end[need]:
                yield f"{name} begins before {need} is done"


print("faults:", list(faults(PLAN)))
print("weeks of work:", sum(weeks for _, weeks, _ in PLAN.values()))

longer = PLAN | {"detection": (date(2027, 4, 5), 9, ["geometry"])}  # (1)!
print(*faults(longer), sep="\n")
