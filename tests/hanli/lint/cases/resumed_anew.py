"""An optimizer that is made anew behind its state."""

import torch

from networks import Classifier

model = Classifier()
optimizer = torch.optim.Adam(model.parameters())
checkpoint = torch.load("last.pt")
optimizer.load_state_dict(checkpoint["optimizer"])
model.load_state_dict(checkpoint["model"])
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)  # expect: unresumed-state
