import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.projects.text_classification import BPE, TextBatches, build_network, encode, load_data
from hanli.train import fit

found = load_data("mails")
texts, labels = found.training[0][:600], found.training[1][:600]
bpe = BPE.learn(texts, size=1000)
torch.manual_seed(0)
model = build_network("bag", len(bpe.tokens), num_classes=2)
training = TextBatches(encode(bpe, texts), labels, batch_size=50, shuffle=True)
validation = TextBatches(encode(bpe, found.validation[0]), found.validation[1], batch_size=200)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
loss = nn.functional.cross_entropy
history = fit(model, training, loss=loss, epochs=20, optimizer=optimizer, val_loader=validation)

figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
epochs = range(1, 21)
axes.plot(epochs, [epoch.train_loss for epoch in history.epochs], label="training")
axes.plot(epochs, [epoch.validation.loss for epoch in history.epochs], label="validation")
axes.set(xlabel="epoch", ylabel="loss", ylim=(0, None), xticks=range(0, 21, 5))
axes.legend()
figure.savefig("curves.svg")
