import torch

from hanli.projects.text_generation import Cache, load_gpt, step

model, _ = load_gpt()
cache = Cache()
tokens = torch.ones(2, 8, dtype=torch.int64)  # (2, 8)
step(model, tokens, cache, torch.ones_like(tokens, dtype=torch.bool))
stored = cache.keys + cache.values
print(len(stored), "tensors of shape", tuple(stored[0].shape), stored[0].dtype)
print("bytes in the cache", sum(tensor.nbytes for tensor in stored))


def cache_bytes(layers, heads, head_dim, batch, length, bytes_per_number):
    return 2 * layers * batch * heads * length * head_dim * bytes_per_number


_, heads, _, head_dim = stored[0].shape
print("by the formula    ", cache_bytes(len(stored) // 2, heads, head_dim, 2, 8, 4))
for heads in (32, 8):
    size = cache_bytes(32, heads, 128, batch=1, length=8192, bytes_per_number=2)
    print(f"{heads:2} heads for keys and values: {size / 2**30:.0f} GiB for 8,192 tokens")
