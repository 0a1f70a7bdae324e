"""What YAML shares (aliases, merged mappings) written out where it is used, and what other tools' tags stand for.

Flink, kubectl and docker compose read both, so a file with them is no broken one; a profile has `extends` instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from advisor.errors import BadInput
from advisor.profile.yaml_text import line_of

_TEXT = "tag:yaml.org,2002:str"
_MERGE = "<<"
# As lint reads what is put in later: a value that is not known.
_PUT_IN_LATER = "${tag}"


def written_out(root: Node | None, file: str, most: int) -> Node | None:
    """The document without anything shared. Raises BadInput for what holds itself, or has more than `most` nodes."""
    return None if root is None else _Copier(file, most).copy(root)


@dataclass
class _Copier:
    file: str
    left: int
    inside: set[int] = field(default_factory=set)

    def copy(self, node: Node) -> Node:
        self.left -= 1
        if self.left < 0 or id(node) in self.inside:
            why = "has more YAML aliases than any configuration" if self.left < 0 else "has a YAML alias of itself"
            raise BadInput(f"{self.file}:{line_of(node)}: {why}; write the values out")
        self.inside.add(id(node))
        copied = self._copied(node)
        self.inside.discard(id(node))
        return copied

    def _copied(self, node: Node) -> Node:
        # `!vault` and the like; what YAML itself defines begins with "tag:".
        if str(node.tag).startswith("!"):
            return ScalarNode(_TEXT, _PUT_IN_LATER, node.start_mark, node.end_mark)
        if isinstance(node, MappingNode):
            pairs = [(self.copy(key), self.copy(value)) for key, value in node.value]
            return MappingNode(node.tag, _merged(pairs), node.start_mark, node.end_mark)
        if isinstance(node, SequenceNode):
            below = [self.copy(each) for each in node.value]
            return SequenceNode(node.tag, below, node.start_mark, node.end_mark)
        style = node.style if isinstance(node, ScalarNode) else None
        return ScalarNode(node.tag, node.value, node.start_mark, node.end_mark, style=style)


def _merged(pairs: list[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    """With the pairs of the mappings under `<<`; the mapping's own win, then those of the first."""
    own = [(key, value) for key, value in pairs if not _is_merge(key, value)]
    names = {key.value for key, _ in own if isinstance(key, ScalarNode)}
    for key, value in pairs:
        if not _is_merge(key, value):
            continue
        for each in value.value if isinstance(value, SequenceNode) else [value]:
            for name, inherited in each.value:
                if name.value not in names:
                    names.add(name.value)
                    own.append((name, inherited))
    return own


def _is_merge(key: Node, value: Node) -> bool:
    if not isinstance(key, ScalarNode) or key.value != _MERGE or key.style is not None:
        return False
    merged = value.value if isinstance(value, SequenceNode) else [value]
    return all(isinstance(each, MappingNode) and _has_text_keys(each) for each in merged)


def _has_text_keys(node: MappingNode) -> bool:
    return all(isinstance(key, ScalarNode) for key, _ in node.value)
