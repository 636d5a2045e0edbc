import torch

from hanli.projects.text_generation import Cache, load_gpt, pad_left, step

model, vocabulary = load_gpt()
model.double()
rows = [[1, *vocabulary.encode(prompt)] for prompt in ("春风", "白日依山尽黄河", "月")]
tokens, mask = pad_left(rows)  # (3, 8), (3, 8)
cache, equal = Cache(), []
for _ in range(20):
    logits = step(model, tokens, cache, mask)  # (3, 2699)
    with torch.no_grad():
        alone = [model(torch.tensor([row]))[0, -1] for row in rows]
    equal.append(torch.allclose(logits, torch.stack(alone), atol=1e-9))
    tokens = logits.argmax(dim=1, keepdim=True)  # (3, 1)
    mask = torch.ones_like(tokens, dtype=torch.bool)
    for row, token in zip(rows, tokens.tolist(), strict=True):
        row.extend(token)
print("equal at", sum(equal), "of", len(equal), "steps")
print(
    "positions computed for the longest row:",
    cache.length,
    "with the cache,",
    sum(range(8, 28)),
    "without",
)
