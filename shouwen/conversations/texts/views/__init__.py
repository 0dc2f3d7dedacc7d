"""Pages of messages: the vendors' door, lines and templates, and in a demo the simulated telephone."""
