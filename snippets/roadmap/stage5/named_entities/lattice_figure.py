import matplotlib.pyplot as plt
import torch

from hanli.projects.named_entities import forbidden_transitions, load_recognizer

text = "孔明引兵出汉中"
recognizer = load_recognizer()
tokens = recognizer.vocabulary.encode(text)[None]  # (1, 7)
with torch.no_grad():
    emissions, mask = recognizer.model((tokens, torch.tensor([len(text)])))  # (1, 7, 7), (1, 7)
(path,) = recognizer.model.decode((emissions, mask))
forbidden = forbidden_transitions(recognizer.tags)[1:] < 0  # (7, 7)
figure, axes = plt.subplots(figsize=(8, 4.2))
across, down = [], []
for step in range(len(text) - 1):
    for last, tag in (~forbidden).nonzero().tolist():
        across += [step, step + 1, float("nan")]  # nan lifts the pen
        down += [last, tag, float("nan")]
axes.plot(across, down, color="0.5", linewidth=0.4)
axes.plot(range(len(text)), path, color="C1", linewidth=3)
for step, scores in enumerate(emissions[0].softmax(dim=1)):
    axes.scatter([step] * 7, range(7), s=20 + 200 * scores, color="C0", zorder=3)
names = ["Kong", "ming", "lead", "troops", "leave", "Han", "zhong"]
axes.set_xticks(range(len(text)), names)
axes.set_yticks(range(7), recognizer.tags)
axes.set(xlabel="character", ylabel="tag", ylim=(6.5, -0.5))
figure.tight_layout()
figure.savefig("lattice.svg")
