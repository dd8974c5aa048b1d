"""The workplace of finance staff: upload, look, explain, publish, and manage what that needs.

Views ask and show; importing.py, publishing.py, explaining.py and catalogues.py decide and store.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from budgets.admin import codes, disclosures, journal, lineage, own_standards, places, words

__all__ = ["codes", "disclosures", "journal", "lineage", "own_standards", "places", "words"]

admin.site.site_header = _("明账工作台")
admin.site.site_title = _("明账工作台")
admin.site.index_title = _("办理预决算公开")
admin.site.empty_value_display = "—"
# The tables of a disclosure need the width.
admin.site.enable_nav_sidebar = False
