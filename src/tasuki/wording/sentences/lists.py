"""Lists that are taken along as sheets (services.sheets)."""

from django.utils.translation import gettext_lazy as _

from tasuki.wording.words import Words

SENTENCES = {
    "too-many-rows": Words(
        _("The list has {rows} lines, and a sheet holds at most {most}."), _("Narrow the list, or take it along as CSV, which has no end.")
    ),
}
