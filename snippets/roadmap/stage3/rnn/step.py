import torch

w_input, w_hidden = 1.0, 0.5
hidden = torch.tensor(0.0, dtype=torch.float64)  # ()
for x in (1.0, 0.0, 0.0):
    hidden = torch.tanh(w_input * x + w_hidden * hidden)  # ()
    print(f"input {x}  hidden state {hidden:.4f}")
