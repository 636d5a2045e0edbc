from hanli.models import lora_state_dict
from hanli.projects.text_generation import (
    character_loss,
    generate,
    load_corpus,
    load_five,
    load_gpt,
)

corpus = load_corpus("five")
before, after = load_gpt()[0], load_five()[0]
for name, model in (("before", before), ("with LoRA", after)):
    loss = character_loss(model, corpus.test, corpus.vocabulary)
    (text,) = generate(model, corpus.vocabulary, ["空山"], temperature=0.7, seed=2)
    print(f"{name}: loss {loss:.2f}", text.replace("\n", "/"))
numbers = sum(tensor.numel() for tensor in lora_state_dict(after).values())
print(
    f"LoRA has {numbers:,} numbers, the network {sum(one.numel() for one in before.parameters()):,}"
)
