LAYERS, WIDTH, TOKENS, BATCH, PROCESSES = 24, 2048, 1024, 32, 4
GIB = 2**30

weights = 12 * WIDTH**2 * LAYERS * 4  # (1)!
held = 4 * weights  # (2)!
activation = BATCH * TOKENS * WIDTH * 4  # (3)!


def gathered(size):  # (4)!
    return size * (PROCESSES - 1) / PROCESSES


rows = [
    ("data", held, 2 * gathered(weights), "1 all-reduce of the gradients"),
    ("sharded", held / PROCESSES, 3 * gathered(weights), "3 collectives a layer"),
    (
        "tensor",
        held / PROCESSES,
        4 * LAYERS * 2 * gathered(activation),
        "4 all-reduces a layer, waited for",
    ),
    ("pipeline", held / PROCESSES, 2 * activation, "2 messages a micro-batch"),
]
print("          GiB held  GiB sent  how")
for name, kept, sent, how in rows:
    print(f"{name:9} {kept / GIB:8.2f} {sent / GIB:9.2f}  {how}")
