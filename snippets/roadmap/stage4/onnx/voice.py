from collections import Counter

import onnx
import onnxruntime

from hanli.data import voice_detector

model = onnx.load_from_string(voice_detector())
print("producer:", model.producer_name, " opset:", model.opset_import[0].version)


def all_nodes(graph):
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            yield from all_nodes(attribute.g)  # (1)!


print("at the top:", [node.op_type for node in model.graph.node])
print("in all:", Counter(node.op_type for node in all_nodes(model.graph)).most_common(4))
session = onnxruntime.InferenceSession(voice_detector(), providers=["CPUExecutionProvider"])
for part in (*session.get_inputs(), *session.get_outputs()):
    print(part.name, part.type, part.shape)
