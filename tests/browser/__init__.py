"""The product as people use it, in Chromium."""
