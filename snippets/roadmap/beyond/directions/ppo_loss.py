import torch


def advantages(rewards, values, over, gamma=0.99, decay=0.95):
    """GAE: rewards and over are (T, B), values are (T + 1, B)."""
    surprises = rewards + gamma * values[1:] * (1 - over) - values[:-1]
    result, later = torch.empty_like(surprises), torch.zeros_like(surprises[0])
    for t in reversed(range(len(rewards))):
        later = surprises[t] + gamma * decay * (1 - over[t]) * later
        result[t] = later
    return result


def clipped_loss(new, old, advantage, clip=0.2):
    ratio = (new - old).exp()  # (N,)
    return -torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage).mean()


if __name__ == "__main__":
    ratio = torch.tensor([0.5, 1.0, 1.5, 0.5, 1.0, 1.5], dtype=torch.float64)  # (6,)
    advantage = torch.tensor([1, 1, 1, -1, -1, -1]).double()  # (6,)
    new = ratio.log().requires_grad_()  # (6,)
    clipped_loss(new, torch.zeros_like(ratio), advantage).backward()
    for row in zip(advantage.tolist(), ratio.tolist(), (6 * new.grad).tolist(), strict=True):
        print("advantage {:4.0f}   ratio {:.1f}   gradient {:4.1f}".format(*row))
