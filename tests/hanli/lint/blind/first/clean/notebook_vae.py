#!/usr/bin/env python
# coding: utf-8

# # Variational autoencoder on FashionMNIST

# In[1]:


import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
torch.manual_seed(42)
print(torch.__version__, device)


# In[2]:


tfm = transforms.ToTensor()
train_ds = datasets.FashionMNIST("data", train=True, transform=tfm, download=True)
test_ds = datasets.FashionMNIST("data", train=False, transform=tfm, download=True)
train_loader = DataLoader(train_ds, batch_size=128, shuffle=True)
test_loader = DataLoader(test_ds, batch_size=500, shuffle=False)


# In[3]:


images, labels = next(iter(train_loader))
print(images.shape, images.min().item(), images.max().item())
fig, axes = plt.subplots(2, 8, figsize=(10, 3))
for ax, im in zip(axes.flat, images):
    ax.imshow(im.squeeze(), cmap="gray")
    ax.axis("off")
plt.show()


# In[4]:


class VAE(nn.Module):
    def __init__(self, latent=20):
        super().__init__()
        self.enc = nn.Sequential(nn.Flatten(), nn.Linear(784, 400), nn.ReLU())
        self.mu = nn.Linear(400, latent)
        self.logvar = nn.Linear(400, latent)
        self.dec = nn.Sequential(nn.Linear(latent, 400), nn.ReLU(), nn.Linear(400, 784))

    def encode(self, x):
        h = self.enc(x)
        return self.mu(h), self.logvar(h)

    def sample(self, mu, logvar):
        if not self.training:
            return mu
        return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)

    def forward(self, x):
        mu, logvar = self.encode(x)
        return self.dec(self.sample(mu, logvar)), mu, logvar


def elbo(logits, x, mu, logvar, beta=1.0):
    rec = F.binary_cross_entropy_with_logits(logits, x.flatten(1), reduction="sum")
    kl = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return rec + beta * kl


# In[5]:


vae = VAE().to(device)
optimizer = torch.optim.Adam(vae.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.5)
sum(p.numel() for p in vae.parameters())


# In[6]:


train_curve, test_curve = [], []
for epoch in range(15):
    vae.train()
    total = 0.0
    for x, _ in train_loader:
        x = x.to(device)
        logits, mu, logvar = vae(x)
        loss = elbo(logits, x, mu, logvar)
        optimizer.zero_grad()
        (loss / x.size(0)).backward()
        optimizer.step()
        total += loss.item()
    train_curve.append(total / len(train_ds))
    scheduler.step()

    vae.eval()
    total = 0.0
    with torch.no_grad():
        for x, _ in test_loader:
            x = x.to(device)
            logits, mu, logvar = vae(x)
            total += elbo(logits, x, mu, logvar).item()
    test_curve.append(total / len(test_ds))
    print(f"epoch {epoch + 1}: train {train_curve[-1]:.2f} test {test_curve[-1]:.2f}")


# In[7]:


plt.plot(train_curve, label="train")
plt.plot(test_curve, label="test")
plt.legend()
plt.show()


# In[8]:


codes, classes = [], []
with torch.no_grad():
    for x, y in test_loader:
        codes.append(vae.encode(x.to(device))[0].cpu())
        classes.append(y)
codes, classes = torch.cat(codes).numpy(), torch.cat(classes).numpy()
centred = codes - codes.mean(0)
_, _, vt = np.linalg.svd(centred, full_matrices=False)
xy = centred @ vt[:2].T
plt.scatter(xy[:, 0], xy[:, 1], c=classes, s=2, cmap="tab10")
plt.show()


# In[9]:


with torch.no_grad():
    pics = torch.sigmoid(vae.dec(torch.randn(16, 20, device=device))).view(-1, 28, 28).cpu()
plt.imshow(torch.cat(list(pics), dim=1), cmap="gray")
plt.show()


# In[10]:


torch.save(vae.state_dict(), "vae.pt")
