"""The programming interface under /api/v1: the same queries, permissions, verbs and gates as the pages."""
