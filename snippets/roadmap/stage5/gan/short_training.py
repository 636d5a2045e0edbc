import torch

from hanli.projects import gan

found = gan.load_data("digits")
real_features = gan.extract_features(found.judge, found.test[:500])  # (500, 128)


def measure(pictures):
    return gan.frechet_distance(gan.extract_features(found.judge, pictures), real_features)


torch.manual_seed(0)
generator, discriminator = gan.Generator(width=8), gan.Discriminator(width=8)
untrained, noise = measure(gan.generate(generator, 500)), measure(torch.rand(500, 1, 28, 28))
optimizers = [
    torch.optim.Adam(network.parameters(), lr=0.002, betas=(0.5, 0.999))
    for network in (generator, discriminator)
]
for _ in range(2):
    for chosen in torch.randperm(3500).split(32)[:-1]:
        real = found.training[chosen] * 2 - 1  # (32, 1, 28, 28)
        generated = generator(torch.randn(32, 32))  # (32, 1, 28, 28)
        optimizers[1].zero_grad()
        judged = discriminator(real), discriminator(generated.detach())
        gan.discriminator_loss(*judged).backward()
        optimizers[1].step()
        optimizers[0].zero_grad()
        gan.generator_loss(discriminator(generated)).backward()
        optimizers[0].step()
trained = measure(gan.generate(generator, 500))
print("Fréchet distance below 40:", trained < 40)
print("half of the untrained generator's at most:", trained <= untrained / 2)
print("below that of noise:", trained < noise)
