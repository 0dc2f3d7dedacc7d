"""Django's door."""

import os
import sys

from shouwen.kernel.sqlite import use_bundled_library

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.site.settings")
    use_bundled_library()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
