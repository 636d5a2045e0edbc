stages = {"stage 1": (1, 7), "stage 2": (8, 14), "stage 3": (14, 24)}

before, ends = "the start", 0
for name, (first, last) in stages.items():
    if first != ends + 1:
        raise ValueError(f"{name} begins on day {first}, but {before} ends on day {ends}")
    print(f"{name}: days {first} to {last}")
    before, ends = name, last
