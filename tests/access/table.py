TABLE: dict[str, dict[str, frozenset[str]]] = {}
