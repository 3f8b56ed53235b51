"""The tenants' list: views that are kept, sheets, and one act on many engagements (services.views, sheets, bulk)."""

from django.utils.translation import gettext_lazy as _

from tasuki.wording.words import Words

SENTENCES = {
    "view-without-name": Words(_("The view has no name."), _("Give it a name by which you will find it again.")),
    "view-not-shared": Words(
        _("You cannot make views for others."), _("Save it for yourself, or ask a lead or the assignment team to share it.")
    ),
    "too-many-rows": Words(
        _("The list has {rows} lines, and a sheet holds at most {most}."), _("Narrow the list, or take it along as CSV, which has no end.")
    ),
    "bulk-too-many": Words(
        _("{rows} engagements are too many for one act; at most {most} go at once."), _("Narrow the list, and do it in parts.")
    ),
    "bulk-nothing": Words(_("No engagement was chosen."), _("Mark at least one line of the list, then choose what to do.")),
    "not-reversible": Words(
        _("There is no way back from this act."), _("What was recorded stays on record. Correct it in the engagement.")
    ),
}
