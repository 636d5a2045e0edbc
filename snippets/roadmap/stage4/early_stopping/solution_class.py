class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, maximize=False):
        self.patience, self.min_delta = patience, min_delta
        self.sign = -1 if maximize else 1
        self.best, self.best_epoch, self.bad_epochs, self.epoch = float("inf"), None, 0, -1

    def update(self, score):
        self.epoch += 1
        loss = self.sign * score
        if loss < self.best - self.min_delta:
            self.best, self.best_epoch, self.bad_epochs = loss, self.epoch, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


for name, scores, maximize in (
    ("nan", [1.0, 0.5, float("nan"), 0.6, 0.7], False),
    ("constant", [0.5] * 6, False),
    ("accuracy", [0.6, 0.8, 0.9, 0.85, 0.9, 0.88], True),
):
    stopping = EarlyStopping(patience=3, maximize=maximize)
    stops = next((epoch for epoch, score in enumerate(scores) if stopping.update(score)), None)
    print(f"{name:8} stops after epoch {stops}, best epoch {stopping.best_epoch}")
