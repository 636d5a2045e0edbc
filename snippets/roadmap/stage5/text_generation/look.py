from hanli.projects.text_generation import load_poems

poems = load_poems("seven")
authors = {author for author, _ in poems}
characters = {character for _, text in poems for character in text} - {"\n"}
print(f"{len(poems):,} poems, {len(authors):,} authors, {len(characters):,} characters")
author, text = next(poem for poem in poems if poem[1].startswith("朝辞白帝"))
print(author)
print(text)
