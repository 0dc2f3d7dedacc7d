"""The vendors' own formats, as their public documentation describes them."""
