def stops_at(losses, min_delta, patience=3):
    best, best_epoch, bad_epochs = float("inf"), None, 0
    for epoch, loss in enumerate(losses):
        if loss < best - min_delta:
            best, best_epoch, bad_epochs = loss, epoch, 0
        else:
            bad_epochs += 1
        if bad_epochs == patience:
            return f"stops at {epoch}, keeps epoch {best_epoch} with loss {best:.3f}"
    return f"never stops, keeps epoch {best_epoch} with loss {best:.3f}"


slow = [1.0, 0.6] + [0.5 - 0.002 * n for n in range(39)]
for min_delta in (0.0, 0.005, 0.01):
    print(f"min_delta {min_delta:<5} {stops_at(slow, min_delta)}")
