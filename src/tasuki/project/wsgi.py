"""What granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasuki.project.settings")

application = get_wsgi_application()

# What every request needs is loaded now, and kept out of the collector's rounds, which would look through it again and again.
get_resolver().url_patterns  # noqa: B018 - asking for the addresses loads the screens
gc.collect()
gc.freeze()
