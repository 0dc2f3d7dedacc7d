"""The door for a plain WSGI server."""

import os

from shouwen.kernel.sqlite import use_bundled_library

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.site.settings")
use_bundled_library()

from django.core.wsgi import get_wsgi_application  # noqa: E402  after the library swap

application = get_wsgi_application()
