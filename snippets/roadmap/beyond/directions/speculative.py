from collections import Counter, defaultdict

import torch

from hanli.projects.text_generation import load_corpus, load_gpt

BEGIN, END = 1, 2
loaded, vocabulary = load_gpt()
model = loaded.double()
followers = defaultdict(Counter, {END: Counter([END])})
pairs = load_corpus("seven").training.unfold(1, 2, 1).flatten(0, 1)  # (N, 2)
for before, after in pairs.tolist():
    followers[before][after] += 1


def draft(row, count):
    for _ in range(count):
        row = [*row, followers[row[-1]].most_common(1)[0][0]]
    return row


@torch.no_grad()
def most_probable(row):
    return model(torch.tensor([row]))[0].argmax(dim=1).tolist()


def write(prompt, guesses):
    row, calls = [BEGIN, *vocabulary.encode(prompt)], 0
    while len(row) < 32 and END not in row:
        guessed, known = draft(row, guesses), len(row)
        wanted, calls = most_probable(guessed), calls + 1
        while known < len(guessed) and guessed[known] == wanted[known - 1]:
            known += 1
        row = [*guessed[:known], wanted[known - 1]]
    return vocabulary.decode(row[:32]).replace("\n", "/"), calls


for prompt in ("春风", "深山学剑二十年"):
    (text, calls), (same, fewer) = write(prompt, 0), write(prompt, 2)
    print(text, f"same: {text == same}, calls: {calls} and {fewer}")
