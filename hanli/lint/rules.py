"""The rules of `hanli.lint`: what each one says, and why, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        name: As it stands in `--select` and in `# hanli: ignore[...]`.
        page: Where the site explains it, from the root of one language.
        what: What was found, by language; `{subject}` and `{instead}` are filled in by the finding.
        why: What it costs, and what to do, by language.
    """

    name: str
    page: str
    what: dict[str, str]
    why: dict[str, str]


_ANTIPATTERNS = {
    "training": "missing-zero-grad missing-eval softmax-before-cross-entropy step-order clip-before-unscale",
    "models": "data-attribute module-list mean-of-means set-epoch-forgotten",
    "time": "tensor-in-loop cat-in-loop ndarray-list item-each-step mask-each-forward",
    "memory": "keep-graph missing-no-grad empty-cache-each-step",
    "breakage": "in-place-leaf pickled-model dead-api",
}
_PAGES = {
    name: f"patterns/antipatterns/{page}/#{name}" for page, names in _ANTIPATTERNS.items() for name in names.split()
}


def _make_rule(name: str, zh: str, en: str, why_zh: str, why_en: str, page: str | None = None) -> Rule:
    return Rule(name, page or _PAGES[name], {"zh": zh, "en": en}, {"zh": why_zh, "en": why_en})


_MUST_PAGE = "patterns/checklists/#must"
_PERFORMANCE_PAGE = "patterns/checklists/#performance"

RULES = {
    rule.name: rule
    for rule in (
        _make_rule(
            "tensor-in-loop",
            "在循环里一个一个地造张量",
            "tensors are made one by one in a loop",
            "每次 torch.tensor() 都有固定的开销，元素再小也照付。先攒成列表，再造一次；或直接用 torch.arange 这类整批运算。",
            "Each torch.tensor() has a fixed cost, however small the value. Make one tensor of the whole list, or use torch.arange and its like.",
        ),
        _make_rule(
            "cat-in-loop",
            "在循环里用 {subject} 让张量越接越长",
            "a tensor grows by {subject} in a loop",
            "每接一次都把前面的整份重抄一遍，总开销按平方增长。先放进列表，循环之后接一次。",
            "Every turn copies all that came before, so the cost is quadratic. Collect in a list and join once after the loop.",
        ),
        _make_rule(
            "ndarray-list",
            "从一列 NumPy 数组造张量",
            "a tensor is made from a list of NumPy arrays",
            "它逐个元素读取，PyTorch 自己也警告说极慢。先 np.stack，再 torch.from_numpy。",
            "It reads element by element, and PyTorch itself warns that it is extremely slow. np.stack first, then torch.from_numpy.",
        ),
        _make_rule(
            "item-each-step",
            "每一步都取好几次数值：{subject}",
            "several values are fetched at every step: {subject}",
            "每取一次，CPU 都要等加速器算完。先在张量里累加，隔若干步再取一次。",
            "Each one makes the CPU wait for the accelerator. Add up in a tensor and fetch it once every so many steps.",
        ),
        _make_rule(
            "keep-graph",
            "循环里留下了带计算图的 {subject}",
            "{subject} is kept with its computation graph",
            "只要留着它，它背后的计算图就不能释放，内存一步步上涨。存 .detach() 或 .item()。",
            "As long as it is kept, the graph behind it cannot be freed, and memory grows step by step. Keep .detach() or .item().",
        ),
        _make_rule(
            "missing-zero-grad",
            "循环里有 backward() 和 step()，却{subject}清零梯度",
            "backward() and step() in a loop, and the gradients are {subject}",
            "梯度会累加：每一步都带着以前所有步的旧账。在 backward() 之前调用 optimizer.zero_grad()。",
            "Gradients add up: every step carries all the steps before. Call optimizer.zero_grad() before backward().",
        ),
        _make_rule(
            "missing-eval",
            "评估时没有切到评估模式",
            "the model is evaluated without evaluation mode",
            "Dropout 还在丢，批归一化还在用本批的统计量，分数不可信。先 model.eval()，之后再 model.train()。",
            "Dropout still drops and batch normalization still uses the batch, so the score is wrong. Call model.eval() before, model.train() after.",
        ),
        _make_rule(
            "missing-no-grad",
            "评估时仍在记录计算图",
            "the model is evaluated while the graph is recorded",
            "中间结果都为用不到的反向传播留着，内存峰值数倍于需要。包在 torch.inference_mode() 里。",
            "Every intermediate result is kept for a backward that never comes. Wrap it in torch.inference_mode().",
        ),
        _make_rule(
            "softmax-before-cross-entropy",
            "交给 {instead} 的已经过了 {subject}",
            "what goes into {instead} has been through {subject}",
            "损失函数自己会做这一步，做两次梯度就被压扁，学得很慢。直接交 logits。",
            "The loss does that step itself; done twice it flattens the gradients. Pass the logits.",
        ),
        _make_rule(
            "in-place-leaf",
            "原地改了要求梯度的叶子张量",
            "a leaf tensor that requires gradients is changed in place",
            "PyTorch 会报错。手工更新参数要放在 torch.no_grad() 里。",
            "PyTorch raises an error. Update parameters by hand inside torch.no_grad().",
        ),
        _make_rule(
            "mask-each-forward",
            "每次前向传播都重造同一张掩码",
            "the same mask is made again at every forward pass",
            "它只由长度决定，造一次就够：在 __init__ 里 register_buffer，用时切片。",
            "It depends on the length only, so make it once: register_buffer in __init__, and slice it.",
        ),
        _make_rule(
            "module-list",
            "把层或参数放进了普通的{subject}",
            "layers or parameters are kept in a plain {subject}",
            "parameters() 看不见它们，优化器不训练它们，state_dict 也不存它们。改用 nn.ModuleList 或 nn.ModuleDict；参数用 nn.ParameterList。",
            "parameters() does not see them, so they are neither trained nor saved. Use nn.ModuleList or nn.ModuleDict, for parameters nn.ParameterList.",
        ),
        _make_rule(
            "empty-cache-each-step",
            "每一步都清空显存缓存",
            "the memory cache is emptied at every step",
            "还在用的张量一个字节也不会少，下一步却要重新向驱动申请。删掉这一行；显存真不够，就减小批量。",
            "Tensors in use do not lose a byte, and the next step has to ask the driver again. Delete the line; use a smaller batch.",
        ),
        _make_rule(
            "data-attribute",
            "用了 .data",
            ".data is used",
            "它绕过自动微分的检查，改错了也不报错。只读用 .detach()，要改放在 torch.no_grad() 里。",
            "It goes past autograd's checks, so a mistake stays silent. Use .detach() to read and torch.no_grad() to write.",
        ),
        _make_rule(
            "clip-before-unscale",
            "没有还原缩放就裁剪梯度",
            "gradients are clipped before they are unscaled",
            "GradScaler 把梯度放大了几万倍，此时裁剪几乎次次都裁。先 scaler.unscale_(optimizer)。",
            "GradScaler has multiplied them by tens of thousands, so nearly every step is clipped. Call scaler.unscale_(optimizer) first.",
        ),
        _make_rule(
            "step-order",
            "次序错了：{subject} 应在 {instead} 之后",
            "wrong order: {subject} belongs after {instead}",
            "一步训练的次序是 zero_grad、backward、optimizer.step，然后才是 scheduler.step。",
            "A training step is zero_grad, backward, optimizer.step, and only then scheduler.step.",
        ),
        _make_rule(
            "pickled-model",
            "存取的是整个模型对象：{subject}",
            "the whole model object is saved or loaded: {subject}",
            "这样的文件绑死在类的代码上，默认的 weights_only=True 读不了，改成 False 则会执行文件里的代码。存 model.state_dict()。",
            "Such a file is tied to the class's code; weights_only=True refuses it, and False runs what it contains. Save model.state_dict().",
        ),
        _make_rule(
            "set-epoch-forgotten",
            "用了 DistributedSampler，却从不调用 set_epoch",
            "DistributedSampler is used and set_epoch is never called",
            "每一轮的打乱次序都一样。每轮开头调用 sampler.set_epoch(epoch)。",
            "Every epoch is shuffled the same way. Call sampler.set_epoch(epoch) at the start of each.",
        ),
        _make_rule(
            "mean-of-means",
            "把各批的平均值 {subject} 再平均",
            "the means of the batches, {subject}, are averaged",
            "最后一批往往较短，却与别的批一样重，结果随批量大小而变。按样本数加权，最后除以样本总数。",
            "The last batch is often shorter and weighs as much, so the result depends on the batch size. Weigh by samples.",
        ),
        _make_rule(
            "dead-api",
            "{subject} 已经{gone}，改用 {instead}",
            "{subject} {gone}: use {instead}",
            "在 PyTorch 2.14 里逐条运行过：已移除的会报错，已弃用的会警告。",
            "Each was run on PyTorch 2.14: what is removed raises, what is deprecated warns.",
        ),
        _make_rule(
            "tensor-of-tensor",
            "用 torch.tensor() 抄一个张量",
            "torch.tensor() copies a tensor",
            "PyTorch 会警告，而且计算图在此断开。要副本就写 .detach().clone()。",
            "PyTorch warns, and the graph is cut here. For a copy write .detach().clone().",
            _MUST_PAGE,
        ),
        _make_rule(
            "requires-grad-typo",
            "{subject} 不起作用，要写 {instead}",
            "{subject} has no effect: write {instead}",
            "它只是给对象挂上一个没人读的属性，既不报错，也没有冻住或放开任何参数。",
            "It sets an attribute that nobody reads: no error, and no parameter is frozen or freed.",
            _MUST_PAGE,
        ),
        _make_rule(
            "missing-super-init",
            "nn.Module 的 __init__ 没有先调用 super().__init__()",
            "__init__ of an nn.Module does not call super().__init__() first",
            "给 self 挂上第一个层时就会报错 AttributeError。",
            "The first layer that is assigned to self raises an AttributeError.",
            _MUST_PAGE,
        ),
        _make_rule(
            "plateau-metric",
            "ReduceLROnPlateau.step() 没有给指标",
            "ReduceLROnPlateau.step() gets no metric",
            "它看着一个数来调学习率，不给就报错 TypeError。写 scheduler.step(validation_loss)。",
            "It watches a number and raises a TypeError without one. Write scheduler.step(validation_loss).",
            _MUST_PAGE,
        ),
        _make_rule(
            "loader-options",
            "没有工作进程，却给了 {subject}",
            "{subject} is given without workers",
            "DataLoader 会报错 ValueError。先让 num_workers 大于 0，或去掉这个选项。",
            "DataLoader raises a ValueError. Let num_workers be above 0, or leave the option out.",
            _PERFORMANCE_PAGE,
        ),
    )
}
"""All rules by name, in the order in which the pages treat them."""

STATUS_WORDS = {"zh": {True: "移除", False: "弃用"}, "en": {True: "is removed", False: "is deprecated"}}
WHY_LABEL = {"zh": "为什么：", "en": "why: "}
SEE_LABEL = {"zh": "详见：", "en": "see: "}
SUBJECT_WORDS = {
    "zh": {"list": "列表", "dict": "字典", "tuple": "元组", "never": "从不", "outside": "只在它之外"},
    "en": {"never": "never cleared", "outside": "cleared only outside it"},
}
