def triage(training, held_out, chance, gradient_norms, waiting):
    """Name the problem that a few measured numbers of one training point to.

    `training`, `held_out` and `chance` are accuracies, the norms are those of the first and last
    layer, and `waiting` is the share of the time that passes before the batches are there.
    """
    first, last = gradient_norms
    if not first < 1e3:
        return "exploding gradients"
    if first < 1e-4 * last:
        return "vanishing gradients"
    if training < chance + 0.1:
        return "it does not learn: check the program first"
    if training - held_out > 0.1:
        return "overfitting"
    if waiting > 0.5:
        return "slow: the data"
    return "none of these"


measured = {
    "default": (0.10, 0.09, 0.1, (6e-9, 6e-3), 0.1),
    "std 0.3": (0.10, 0.09, 0.1, (2e4, 2e4), 0.1),
    "200 labels": (1.00, 0.85, 0.1, (0.1, 0.2), 0.1),
    "PNG files": (0.95, 0.93, 0.1, (0.1, 0.2), 0.8),
    "nan": (0.10, 0.09, 0.1, (float("nan"), 1.0), 0.1),
}
for name, numbers in measured.items():
    print(f"{name:11}", triage(*numbers))
