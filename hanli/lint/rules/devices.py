"""Rules of devices: precision, compilation, several processes."""

from __future__ import annotations

from hanli.lint.rules.rule import MUST, make_rule

RULES = (
    make_rule(
        "bypassed-wrapper",
        "训练时绕过了 DistributedDataParallel：{subject}",
        "the training goes past DistributedDataParallel: {subject}",
        "只有通过包装后的模型做前向传播，各进程的梯度才会求平均。绕过它，每个进程就各自训练一份不同的模型。直接调用包装后的模型。",
        "Gradients are averaged over the processes only if the forward pass goes through the wrapper. Past it, each process trains a model of its own. Call the wrapped model.",
        page=MUST,
    ),
    make_rule(
        "one-rank-collective",
        "只有一个进程调用 {subject}：{instead}",
        "only one process calls {subject}: {instead}",
        "集合通信要等所有进程都调用才会完成，所以这个进程一直等待，或者与别的集合通信错误地配对。让所有进程都调用它，只把打印和保存留给一个进程。",
        "A collective operation ends only when every process calls it, so this one waits for ever or is paired with another operation. Let all processes call it, and leave only printing and saving to one.",
        page=MUST,
    ),
    make_rule(
        "low-precision-weights",
        "{instead} 直接更新低精度的参数：{subject}",
        "{instead} changes parameters of low precision: {subject}",
        "bfloat16 只有 8 位有效数字（二进制），小于参数千分之几的更新会被舍入掉，参数不再变化，程序却不报错；float16 有 11 位，但 Adam 的 eps 在其中是 0，除以 0 得到 NaN。参数用 float32，只让计算在 torch.autocast 里用低精度。",
        "bfloat16 has 8 significant bits, so an update below a few thousandths of a parameter is rounded away and the parameter stays, without an error; float16 has 11, but Adam's eps is 0 in it, and a division by 0 gives NaN. Keep parameters in float32, and compute in low precision under torch.autocast.",
        page=MUST,
        severity="warning",
    ),
    make_rule(
        "traced-branch",
        "跟踪 {subject} 时，条件 {instead} 固定成了样例的结果",
        "tracing {subject} fixes {instead} to what the example gave",
        "torch.jit.trace 只记录样例经过的运算，取决于张量数值的分支和循环次数不会记录下来，别的输入也照样例的路径计算，没有报错。用 torch.export，把分支写成 torch.where 或 torch.cond。",
        "torch.jit.trace records only the operations that the example went through. Branches and numbers of turns that depend on values are gone, and other inputs take the example's way, without an error. Use torch.export, with torch.where or torch.cond for the branch.",
        page=MUST,
    ),
    make_rule(
        "unscaled-half",
        "{subject} 用 float16 训练，却没有 GradScaler",
        "{subject} trains in float16 without a GradScaler",
        "float16 最小只到 6e-8，更小的梯度变成 0，参数不再更新。用 torch.amp.GradScaler 放大损失，或者写 dtype=torch.bfloat16。",
        "float16 ends at 6e-8, so smaller gradients become 0 and parameters stop changing. Scale the loss with torch.amp.GradScaler, or use dtype=torch.bfloat16.",
        page=MUST,
        severity="warning",
    ),
    make_rule(
        "missing-sampler",
        "多进程训练，{subject} 的加载器却没有 DistributedSampler",
        "several processes train, and the loader of {subject} has no DistributedSampler",
        "每个进程都遍历全部数据，进程再多，一轮也不会更快，同样的样本重复了几遍。传入 sampler=DistributedSampler(数据集)，并去掉 shuffle=True。",
        "Each process goes through all of the data, so an epoch gets no faster and takes every sample several times. Pass sampler=DistributedSampler(dataset), and leave shuffle=True out.",
        page=MUST,
        severity="warning",
    ),
    make_rule(
        "compiled-in-loop",
        "{subject} 在每一步都执行",
        "{subject} runs at every step",
        "编译、跟踪和导出都很慢，每次都要重做，至少要重新检查。在循环之前或 __init__ 里做一次。",
        "Compiling, tracing and exporting are slow, and are done or at least checked anew each time. Do it once, before the loop or in __init__.",
        page=MUST,
        severity="warning",
    ),
    make_rule(
        "unregistered-tensor",
        "{subject} 只是普通属性，模块移到 GPU 时还留在 CPU 上",
        "{subject} is a plain attribute, and stays on the CPU when the module moves",
        "to() 和 state_dict() 只处理参数和缓冲区。写 self.register_buffer(名字, 张量)，要训练的则用 nn.Parameter。",
        "to() and state_dict() know only parameters and buffers. Use self.register_buffer(name, tensor), or nn.Parameter for what is trained.",
        page=MUST,
        severity="warning",
    ),
    make_rule(
        "cpu-state",
        "forward 里的 {subject} 总在 CPU 上",
        "{subject} in forward is always on the CPU",
        "模型移到 GPU 以后，两个设备上的张量不能一起运算，程序报错。写 device=x.device。",
        "Once the model is on a GPU, tensors of two devices do not compute with each other, and there is an error. Pass device=x.device.",
        page=MUST,
        severity="warning",
    ),
    make_rule(
        "unregistered-parameter",
        "{subject} 要求梯度，却不是 nn.Parameter",
        "{subject} asks for gradients and is no nn.Parameter",
        "模块的 parameters() 里没有普通的张量，所以优化器不更新它，state_dict() 也不保存它，而且不报错。写 nn.Parameter(张量)。",
        "parameters() of the module does not list a plain tensor, so no optimizer changes it and state_dict() does not save it, without an error. Use nn.Parameter(tensor).",
        page=MUST,
    ),
)
