import torch
from torch import nn

from hanli.projects.text_classification import (
    BPE,
    TextBatches,
    accuracy,
    build_network,
    encode,
    load_data,
)
from hanli.projects.text_classification.command import predict
from hanli.train import fit

found = load_data("mails")
texts, labels = found.training[0][:600], found.training[1][:600]
bpe = BPE.learn(texts, size=1000)  # (1)!
torch.manual_seed(0)
model = build_network("bag", len(bpe.tokens), num_classes=2)
training = TextBatches(encode(bpe, texts), labels, batch_size=50, shuffle=True)
validation = TextBatches(encode(bpe, found.validation[0]), found.validation[1], batch_size=200)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
loss = nn.functional.cross_entropy
fit(model, training, loss=loss, epochs=8, optimizer=optimizer, val_loader=validation)
model.eval()
answers = found.test[1]
rate = accuracy(predict(model, bpe, found.test[0]).argmax(1), answers)
always = accuracy(torch.zeros_like(answers), answers)
print(f"above the majority by 0.1: {rate > always + 0.1}")
