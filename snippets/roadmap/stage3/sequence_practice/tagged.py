from hanli.data import cantonese_conversations

conversations = cantonese_conversations()
print(len(conversations), "conversations")
print(sum(len(conversation) for conversation in conversations), "utterances")
for utterance in conversations[0][:2]:
    print(utterance)
