import torch

from hanli.projects.text_generation import Cache, load_gpt, pad_left, step

PROMPTS = ["春风", "白日依山尽黄河"]


def write(use_mask: bool, keep_position: bool) -> str:
    model, vocabulary = load_gpt()
    for layer in model.encoder.layers:
        if not keep_position:
            turn = layer.attention.rotary.forward
            layer.attention.rotary.forward = lambda vectors, first=0, turn=turn: turn(
                vectors
            )  # (1)!
    tokens, mask = pad_left([[1, *vocabulary.encode(prompt)] for prompt in PROMPTS])
    cache, written = Cache(), []
    for _ in range(16):
        tokens = step(model, tokens, cache, mask if use_mask else None).argmax(dim=1, keepdim=True)
        mask = torch.ones_like(tokens, dtype=torch.bool)
        written.append(tokens[0].item())
    return vocabulary.decode(written).replace("\n", "/")


print("right:                 ", write(use_mask=True, keep_position=True))
print("padding is read:       ", write(use_mask=False, keep_position=True))
print("position begins at 0:  ", write(use_mask=True, keep_position=False))
