"""Pages often leave the imports out; the customary names are understood."""

total_loss = 0
for epoch in range(epochs):
    for inputs, labels in train_loader:
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        loss.backward()  # expect: missing-zero-grad
        optimizer.step()
        total_loss += loss  # expect: keep-graph
    with torch.cuda.amp.autocast():  # expect: dead-api
        pass
torch.save(model, "model.pth")  # expect: pickled-model
head = nn.Softmax()  # expect: dead-api
