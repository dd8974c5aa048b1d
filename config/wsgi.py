"""The WSGI entry point: Django, and in front of it the bytes of published pages."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

_django = get_wsgi_application()  # sets Django up, which the imports below need

from budgets.freshness import current_mark  # noqa: E402
from config.serving import BoundedBodies, PublishedBytes  # noqa: E402

application = PublishedBytes(
    BoundedBodies(_django, slots=settings.CONCURRENT_BODIES),
    mark=current_mark,
    limit=settings.PUBLISHED_BYTES_LIMIT,
    # Behind a proxy that ends TLS, this header decides what Django takes for the scheme.
    key_headers=settings.SECURE_PROXY_SSL_HEADER[:1] if settings.SECURE_PROXY_SSL_HEADER else (),
)

# What is loaded by now stays for good. Looking through all of it for garbage again and again would
# hold up an editor's cell for a quarter of a second now and then.
gc.collect()
gc.freeze()
