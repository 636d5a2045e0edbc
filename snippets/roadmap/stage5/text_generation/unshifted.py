import torch

from hanli.projects.text_generation import GPT, TokenBatches, load_corpus, next_token_loss

corpus = load_corpus("five")


def train(shifted: bool, steps: int = 60) -> float:
    torch.manual_seed(0)
    model = GPT(len(corpus.vocabulary), embed_dim=64, num_layers=1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    batches = iter(TokenBatches(corpus.training).loader(16, shuffle=True))
    for _ in range(steps):
        inputs, targets = next(batches)  # (16, 24), (16, 24)
        loss = next_token_loss(model(inputs), targets if shifted else inputs)  # (1)!
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


print("targets one token further, loss above 5:", train(shifted=True) > 5)
print("targets equal to the inputs, loss below 1:", train(shifted=False) < 1)
