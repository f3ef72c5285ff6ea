"""Static files under names that carry their content, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """The manifest storage, taught to follow the imports inside JavaScript modules (the map has two files)."""

    support_js_module_import_aggregation = True
