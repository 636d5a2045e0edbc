"""Fine-tune RoBERTa for toxic-comment detection (plain PyTorch loop)."""
import torch
from datasets import load_dataset
from torch.utils.data import DataLoader
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    get_linear_schedule_with_warmup,
    set_seed,
)

MODEL = "FacebookAI/roberta-base"
LR = 1e-5
EPOCHS = 3


def prepare(tokenizer):
    raw = load_dataset("csv", data_files={"train": "comments_train.csv", "dev": "comments_dev.csv"})
    encoded = raw.map(
        lambda rows: tokenizer(rows["text"], truncation=True, max_length=256), batched=True, remove_columns=["text"]
    )
    encoded = encoded.rename_column("toxic", "labels")
    collator = DataCollatorWithPadding(tokenizer)
    train = DataLoader(encoded["train"], batch_size=32, shuffle=True, collate_fn=collator)
    dev = DataLoader(encoded["dev"], batch_size=64, collate_fn=collator)
    return train, dev


def evaluate(model, loader, device):
    model.eval()
    tp = fp = fn = 0
    with torch.inference_mode(), torch.autocast("cuda", dtype=torch.bfloat16):
        for batch in loader:
            batch = batch.to(device)
            pred = model(**batch).logits.argmax(-1)
            gold = batch["labels"]
            tp += ((pred == 1) & (gold == 1)).sum().item()
            fp += ((pred == 1) & (gold == 0)).sum().item()
            fn += ((pred == 0) & (gold == 1)).sum().item()
    return 2 * tp / max(1, 2 * tp + fp + fn)


def main():
    set_seed(42)
    device = torch.device("cuda")
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    train_loader, dev_loader = prepare(tokenizer)

    model = AutoModelForSequenceClassification.from_pretrained(MODEL, num_labels=2, torch_dtype=torch.bfloat16)
    model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LR, weight_decay=0.01)
    total = len(train_loader) * EPOCHS
    scheduler = get_linear_schedule_with_warmup(optimizer, int(0.1 * total), total)

    for epoch in range(EPOCHS):
        model.train()
        for batch in train_loader:
            batch = batch.to(device)
            with torch.autocast("cuda", dtype=torch.bfloat16):
                loss = model(**batch).loss
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
        print(f"epoch {epoch} dev F1 {evaluate(model, dev_loader, device):.4f}")

    model.save_pretrained("toxic-roberta")
    tokenizer.save_pretrained("toxic-roberta")


if __name__ == "__main__":
    main()
