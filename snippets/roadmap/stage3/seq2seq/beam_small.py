import torch

EOS = 2
names = ["<pad>", "<bos>", "<eos>", "a", "b"]
probabilities = torch.tensor(  # (1)!
    [
        [1, 0, 0, 0, 0],
        [0, 0, 0, 0.6, 0.4],
        [1, 0, 0, 0, 0],
        [0, 0, 0.4, 0.3, 0.3],
        [0, 0, 0.9, 0, 0.1],
    ]
)  # (5, 5)


def beam_search(width, longest=4):
    beams = [(0.0, [1])]  # (2)!
    for _ in range(longest):
        candidates = []
        for score, tokens in beams:
            if tokens[-1] == EOS:
                candidates.append((score, tokens))
                continue
            following = probabilities[tokens[-1]].log()  # (5,)
            candidates += [(score + following[i].item(), [*tokens, i]) for i in range(5)]
        beams = sorted(candidates, reverse=True)[:width]
    return beams[0]


for width in (1, 2):
    score, tokens = beam_search(width)
    print("width", width, [names[i] for i in tokens[1:]], f"{torch.tensor(score).exp():.2f}")
