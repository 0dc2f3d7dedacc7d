"""Simulated vendors for a demo: they call our door with real signatures, and answer what our adapters ask.

Nothing of this runs outside a demo: `wire.ask` and the pages look at `settings.DEMO`.
"""
