import torch

from hanli.data import mnist_small
from hanli.projects.classification import load_data, load_ensemble

clothes = load_data("fashion").test[0][:1000]
digits = mnist_small()[0][::5]
model = load_ensemble()[0]
with torch.no_grad():
    confidence = [model(images).softmax(dim=1).max(dim=1).values for images in (clothes, digits)]
print("threshold  clothes answered  digits answered")
for threshold in (0.5, 0.9, 0.99):
    shares = [(one >= threshold).double().mean() for one in confidence]
    print(f"{threshold:9} {shares[0]:17.2f} {shares[1]:16.2f}")
