from hanli.lint import check

SCRIPT = """\
import torch
import torch.distributed as dist
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Dataset, random_split
from torchvision.transforms import v2

val_transform = v2.Compose([v2.RandomHorizontalFlip(), v2.ToImage()])

class Signals(Dataset):
    def __init__(self, values, transform=None):
        self.values, self.transform = torch.tensor(values), transform

    def __getitem__(self, index):
        signal = self.values[index]
        signal *= 1 + 0.1 * torch.randn_like(signal)
        return signal.to("cuda")

def main(rank, values, model):
    dist.init_process_group("nccl", rank=rank)
    values = StandardScaler().fit_transform(values)
    dataset = Signals(values)
    train_set, val_set = random_split(dataset, [0.8, 0.2])
    val_set.dataset.transform = val_transform
    loader = DataLoader(dataset, batch_size=32, num_workers=4)
    torch.save(model.state_dict(), "model.pt")
"""
for finding in check(SCRIPT, "data.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
