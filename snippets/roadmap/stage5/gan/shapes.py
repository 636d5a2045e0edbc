import torch

from hanli.projects.gan import Discriminator, Generator

torch.manual_seed(0)
generator, discriminator = Generator(), Discriminator()
noise = torch.randn(16, 32)  # (16, 32)
pictures = generator(noise)  # (16, 1, 28, 28)
logits = discriminator(pictures)  # (16,)
print("pictures:", tuple(pictures.shape), "logits:", tuple(logits.shape))
for name, network in (("generator", generator), ("discriminator", discriminator)):
    print(f"{name}: {sum(parameter.numel() for parameter in network.parameters()):,} parameters")
try:
    discriminator(Generator(side=64)(noise))
except RuntimeError as error:
    print(error)
