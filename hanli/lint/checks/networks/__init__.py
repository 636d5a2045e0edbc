"""Networks: layers, parameters, attention, shapes, and tensors that they keep."""
