import torch

from hanli.memory import ReferenceTransformer, accumulate, checkpoint_blocks, saved_bytes

torch.manual_seed(1640)
net = ReferenceTransformer(layers=12, width=64, vocabulary=250)
tokens, targets = net.batch(samples=16, length=128)  # (16, 128), (16, 128)


def step(parts):
    net.zero_grad()
    with saved_bytes(net) as kept:
        accumulate(net, net.loss, tokens, targets, parts=parts)
    return kept.peak, torch.cat([parameter.grad.flatten() for parameter in net.parameters()])


plain, expected = step(parts=1)
with checkpoint_blocks(net, type(net.stack[0])) as handle:  # (1)!
    once, gradient = step(parts=1)
    both, close = step(parts=4)

print(f"blocks: {handle.names[0]} to {handle.names[-1]}")
print(f"kept for backward: {plain:,} bytes")
print(f"checkpointed:      {once:,} bytes, {plain / once:.1f} times less")
print(f"and in 4 parts:    {both:,} bytes, {plain / both:.1f} times less")
print("checkpointed, the gradient is equal to the bit:", torch.equal(gradient, expected))
distance = (close - expected).abs().max() / expected.abs().max()  # ()
print("in 4 parts it agrees to 2e-6:", bool(distance < 2e-6))
