patience, best, bad_epochs = 2, float("inf"), 0
for epoch, loss in enumerate([1.0, 0.6, 0.5, 0.55, 0.45, 0.5, 0.48, 0.4]):
    if loss < best:
        best, best_epoch, bad_epochs = loss, epoch, 0
    else:
        bad_epochs += 1
    print(f"epoch {epoch}: loss {loss:.2f}, best {best:.2f}, bad epochs {bad_epochs}")
    if bad_epochs == patience:
        break
print("keep epoch", best_epoch)
