from hanli.projects.named_entities import load_data

found = load_data("three_kingdoms")
for name in ("training", "validation", "test"):
    sentences = getattr(found, name)
    print(f"{name:10} {len(sentences):6,} sentences")
tokens, tags = next(pair for pair in found.test if "".join(pair[0]).startswith("孔明大喜"))
for token, tag in zip(tokens[:12], tags[:12], strict=True):
    print(token, tag)
