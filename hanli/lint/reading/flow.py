"""Which bindings of a name may be in force where the name is used: the last ones before the use.

`x = model(x)` and then `x = x.softmax(1)` bind one name twice, and what a line uses is what the line before it has bound.
The statements of a scope are followed in their order; the branches of an `if` are followed apart and joined, a loop's body
is followed twice, so that what its end binds is seen at its start. Where control flow is not followed (a closure, a
`match`), all bindings of the name count.

Source: <https://en.wikipedia.org/wiki/Reaching_definition>
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

State = dict[str, frozenset[int]] | None
"""By name, which of the scope's bindings may be in force; None where the code cannot be reached."""

_CLOSED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class Flow:
    """Follow the statements of one scope.

    Args:
        bound_by: Gives, for a node that binds names, their names with the number of each binding.

    Attributes:
        reaching: For every name that is read, the numbers of the bindings that may be in force there.
    """

    def __init__(self, bound_by: Callable[[ast.AST], Iterable[tuple[str, int]]]) -> None:
        self.reaching: dict[ast.Name, frozenset[int]] = {}
        self._bound_by = bound_by
        self._exits: list[tuple[list[State], list[State]]] = []  # of the loops around: after `continue`, after `break`

    def follow(self, body: Iterable[ast.stmt], state: State) -> State:
        """Follow statements from a state; returns the state behind them."""
        for statement in body:
            state = self._follow_statement(statement, state)
        return state

    def bind(self, node: ast.AST, state: State) -> State:
        """The state once a node has bound its names: each has only this binding now."""
        if state is None:
            return None
        return {**state, **{name: frozenset([number]) for name, number in self._bound_by(node)}}

    def _follow_statement(self, node: ast.stmt, state: State) -> State:
        """The state after a statement, with the branches of it joined."""
        match node:
            case ast.If(test=test, body=body, orelse=orelse):
                state = self._read(test, state)
                return _join(self.follow(body, state), self.follow(orelse, state))
            case ast.For() | ast.AsyncFor() | ast.While():
                return self._follow_loop(node, state)
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                for item in items:
                    state = self._read(item.context_expr, state)
                    state = self._bind_targets(item.optional_vars, state)
                return self.follow(body, state)
            case ast.Try() | ast.TryStar():
                return self._follow_try(node, state)
            case ast.Match(subject=subject, cases=cases):
                state = self._read(subject, state)
                return _join(state, *(self.follow(case.body, state) for case in cases))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                for part in [*node.decorator_list, *getattr(node, "bases", [])]:
                    state = self._read(part, state)
                return self.bind(node, state)
            case ast.Import() | ast.ImportFrom():
                return self.bind(node, state)
            case ast.AugAssign(target=target, value=value):
                before = state = self._read(value, state)
                if isinstance(target, ast.Name) and state is not None:  # what it was goes into what it is
                    self._note(target, state)
                    return _join(before, self.bind(target, state))
                return self._bind_targets(target, state)
            case ast.Assign(targets=targets, value=value):
                state = self._read(value, state)
                for one in targets:
                    state = self._bind_targets(one, state)
                return state
            case ast.AnnAssign(target=target, value=value):
                return self._bind_targets(target, self._read(value, state)) if value is not None else state
            case ast.Return() | ast.Raise():
                self._read(node, state)
                return None
            case ast.Continue() | ast.Break() if self._exits:
                self._exits[-1][isinstance(node, ast.Break)].append(state)
                return None
        return self._read(node, state)

    def _follow_loop(self, node: ast.For | ast.AsyncFor | ast.While, state: State) -> State:
        """A loop: what its end binds is in force at its start too, so its body is followed twice."""
        if not isinstance(node, ast.While):
            state = self._read(node.iter, state)
        head, after = state, [state]
        for _ in range(2):
            self._exits.append(([], []))
            start = (
                self._read(node.test, head) if isinstance(node, ast.While) else self._bind_targets(node.target, head)
            )
            end = self.follow(node.body, start)
            again, out = self._exits.pop()
            head = _join(head, end, *again)
            after = [head, *out]
        return _join(self.follow(node.orelse, after[0]), *after[1:])

    def _follow_try(self, node: ast.Try | ast.TryStar, state: State) -> State:
        """`try`: a handler starts from anywhere in the body."""
        done = self.follow(node.body, state)
        ends = [self.follow(node.orelse, done)]
        for handler in node.handlers:
            ends.append(self.follow(handler.body, self.bind(handler, _join(state, done))))
        end = _join(*ends)
        return self.follow(node.finalbody, end) if end is not None else self.follow(node.finalbody, state) and None

    def _bind_targets(self, target: ast.expr | None, state: State) -> State:
        """Bind what stands left of an assignment; what a subscript or an attribute there reads is read."""
        for one in ast.walk(target) if target is not None else ():
            if isinstance(one, ast.Name):
                if isinstance(one.ctx, ast.Store):
                    state = self.bind(one, state)
                else:
                    self._note(one, state)
        return state

    def _read(self, node: ast.AST, state: State) -> State:
        """Note what an expression reads, and bind what `:=` in it binds."""
        waiting: list[ast.AST] = [node]
        while waiting:
            one = waiting.pop()
            if isinstance(one, _CLOSED):
                continue  # it runs later: all bindings count
            if isinstance(one, ast.NamedExpr):
                state = self.bind(one.target, self._read(one.value, state))
                continue
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
                self._note(one, state)
            waiting.extend(reversed(list(ast.iter_child_nodes(one))))
        return state

    def _note(self, name: ast.Name, state: State) -> None:
        if state is not None and name.id in state:
            self.reaching[name] = self.reaching.get(name, frozenset()) | state[name.id]


def _join(*states: State) -> State:
    """What may be in force where several ways meet."""
    alive = [one for one in states if one is not None]
    if not alive:
        return None
    names = {name for one in alive for name in one}
    return {name: frozenset().union(*(one.get(name, frozenset()) for one in alive)) for name in names}
