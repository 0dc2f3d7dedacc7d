"""Staff pages about people. Each module brings its own addresses."""
