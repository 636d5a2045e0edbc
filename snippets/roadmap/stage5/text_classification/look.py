from collections import Counter

from hanli.data import spam_mails

mails = spam_mails()
for group, count in sorted(Counter(group for group, _ in mails).items()):
    print(f"{group}: {count}")
spam = [text for group, text in mails if group.startswith("spam")]
wanted = [text for group, text in mails if not group.startswith("spam")]
print(f"wanted {len(wanted)}, spam {len(spam)}, share of wanted {len(wanted) / len(mails):.3f}")
