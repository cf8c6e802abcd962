"""Who stands with whom, and the sentence that says so.

`kb.open()` gives the knowledge base; everything else is imported where it is used, so that `import kb` costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.knowledge import KnowledgeBase as KnowledgeBase
    from kb.knowledge import open as open

__all__ = ["KnowledgeBase", "open"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from kb import knowledge

        return getattr(knowledge, name)
    raise AttributeError(f"module 'kb' has no attribute {name!r}")
