def stops_at(losses, is_worse, patience=3):
    best, bad_epochs, saves = float("inf"), 0, 0
    for epoch, loss in enumerate(losses):
        if is_worse(loss, best):
            bad_epochs += 1
            if bad_epochs == patience:
                return f"stops at {epoch:3}, best {best:.2f}, saves {saves:3}"
        else:
            best, bad_epochs, saves = loss, 0, saves + 1
    return f"never stops,  best {best:.2f}, saves {saves:3}"


nan = float("nan")
cases = {
    "rising": [1.0, 0.5] + [0.6] * 100,
    "constant": [1.0] + [0.5] * 101,
    "nan": [1.0, 0.5, nan] + [9.0 - 0.01 * n for n in range(99)],
}
for name, losses in cases.items():
    print(f"{name:8} loss > best:       {stops_at(losses, lambda loss, best: loss > best)}")
    print(f"{name:8} not (loss < best): {stops_at(losses, lambda loss, best: not (loss < best))}")
