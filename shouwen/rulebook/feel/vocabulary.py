"""What names mean where a text stands: variables, entries of contexts, types; and whether it stands in a pack."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field

from shouwen.rulebook.feel.names import Names
from shouwen.rulebook.feel.parsing_types import PROPERTIES
from shouwen.rulebook.feel.types import Type


@dataclass(eq=False)
class Vocabulary:
    """What names mean where a text stands. `names`: variables; `members`: entries of contexts; `types`: by name.

    `simple` holds the text to S-FEEL as packs write it, with their short durations. Compared by identity.
    """

    names: Iterable[str] = ()
    members: Iterable[str] = ()
    types: Mapping[str, Type] = field(default_factory=dict)
    simple: bool = False

    def __post_init__(self) -> None:
        self.layers: tuple[Names, ...] = (Names(self.names),)
        self.entries = Names([*self.members, *PROPERTIES])

    def adding(self, names: Iterable[str]) -> "Vocabulary":
        """The same with more variables, in a layer of their own that may still grow (`declare`)."""
        grown = copy(self)
        grown.layers = (*self.layers, Names(names))
        return grown

    def declare(self, name: str) -> None:
        """From here on the name is known."""
        self.layers[-1].add(name)


PACK = Vocabulary(simple=True)
