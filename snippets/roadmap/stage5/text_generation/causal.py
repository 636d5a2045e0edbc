import torch

from hanli.projects.text_generation import load_gpt

model, vocabulary = load_gpt()
first = torch.tensor([[1, *vocabulary.encode("春风又绿")]])
second = torch.tensor([[1, *vocabulary.encode("春风又到")]])  # another last character
for causal in (True, False):
    model.causal = causal  # (1)!
    with torch.no_grad():
        same = torch.allclose(model(first)[:, :4], model(second)[:, :4], atol=1e-5)
    print(f"causal={causal}: the last character changes no earlier prediction: {same}")
