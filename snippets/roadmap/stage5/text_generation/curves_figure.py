import matplotlib.pyplot as plt

from hanli.projects.text_generation import load_log

log = load_log()  # a list of (epoch, training loss, validation loss) for each run
figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.4), layout="constrained")
epochs, training, validation = zip(*log["seven-0"], strict=True)
left.plot(epochs, training, "C0--", label="training")
left.plot(epochs, validation, "C1", label="validation")
left.set(title="5,545 poems", xlabel="epoch", ylabel="loss, nats a token")
left.legend()
epochs, training, _ = zip(*log["few-0"], strict=True)
right.plot(epochs, training, "C0--")
right.set(title="48 poems, training loss", xlabel="epoch")
figure.savefig("curves.svg")
