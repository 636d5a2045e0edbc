import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hanli.projects.classification import calibration_error, fit_temperature, load_data

found = load_data("fashion")
parts = (found.training, found.validation, found.test)
(few, few_labels), (checked, checked_labels), (test, labels) = (
    (images[:1000].flatten(1).double(), labels[:1000]) for images, labels in parts
)
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10)).double()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.003, fused=True)
print("epochs  accuracy  calibration error  temperature  error after scaling")
for epoch in range(1, 51):
    for chosen in torch.randperm(1000).split(50):
        optimizer.zero_grad()
        cross_entropy(model(few[chosen]), few_labels[chosen]).backward()
        optimizer.step()
    if epoch in (5, 20, 50):
        with torch.no_grad():
            logits, checked_logits = model(test), model(checked)  # (1000, 10), (1000, 10)
        temperature = fit_temperature(checked_logits, checked_labels)
        before, after = (
            calibration_error((logits / one).softmax(dim=1), labels) for one in (1, temperature)
        )
        accuracy = (logits.argmax(dim=1) == labels).double().mean()
        print(f"{epoch:6} {accuracy:9.2f} {before:18.2f} {temperature:12.1f} {after:20.2f}")
