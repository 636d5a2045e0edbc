import torch

from hanli.projects.text_generation import Cache, keep_top_k, keep_top_p, load_gpt, step

model, vocabulary = load_gpt()
tokens = torch.tensor([[1, *vocabulary.encode("春风")]])
logits = step(model, tokens, Cache())  # (1, 2699)
order = logits[0].argsort(descending=True)
print("most probable:", vocabulary.decode(order[:8]))
for temperature in (0.5, 1.0, 2.0):
    probabilities = (logits / temperature).softmax(dim=1)[0, order]  # (2699,)
    shown = " ".join(f"{value:.3f}" for value in probabilities[:5].tolist())
    kept = keep_top_p(logits / temperature, 0.9).isfinite().sum().item()
    print(f"temperature {temperature}: {shown}, top-p 0.9 keeps {kept:,}")
print("top-k 50 keeps", keep_top_k(logits, 50).isfinite().sum().item())
