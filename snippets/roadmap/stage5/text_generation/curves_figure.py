import matplotlib.pyplot as plt

from hanli.projects.text_generation import load_log

log = load_log()  # a list of (epoch, training loss, validation loss) for each run
figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.4), layout="constrained")
for seed in range(3):
    epochs, training, validation = zip(*log[f"seven-{seed}"], strict=True)
    left.plot(epochs, training, "C0--", label="training" if seed == 0 else None)
    left.plot(epochs, validation, "C1", label="validation" if seed == 0 else None)
left.set(title="5,545 poems, three seeds", xlabel="epoch", ylabel="loss, nats a token")
left.legend()
epochs, training, _ = zip(*log["few-0"], strict=True)
right.plot(epochs, training, "C0--")
right.set(title="48 poems, training loss", xlabel="epoch")
figure.savefig("curves.svg")
