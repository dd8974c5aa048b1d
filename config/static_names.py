"""Static files under names with a hash of their content, so that browsers keep them for good."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Modules import each other by these names too: no page mixes those of two releases."""

    support_js_module_import_aggregation = True
