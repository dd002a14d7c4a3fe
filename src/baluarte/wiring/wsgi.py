"""The door through which the HTTP server calls us."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baluarte.wiring.settings")
application = get_wsgi_application()
