from hanli.projects.named_entities import load_recognizer

recognizer = load_recognizer()
for text in ("却说王小明引兵三万，来攻荆州。", "韩立拜见孔明，说东吴必退。"):
    print(text)
    for name, kind in recognizer.find(text):
        print("   ", name, kind)
