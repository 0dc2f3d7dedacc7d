"""Staff pages of cases: fetch, form, one action, render. Each module brings its own addresses."""
