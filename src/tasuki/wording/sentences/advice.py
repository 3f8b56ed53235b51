"""What stops nobody, but should be seen (core.engagement.advice)."""

from django.utils.translation import gettext_lazy as _

from tasuki.wording.words import Words

SENTENCES: dict[str, Words] = {
    "holidays-unknown": Words(
        _("The public holidays of {country} in {year} are not known here, so only week-ends and the site's own closing days are left out."),
        _("Until a newer version knows them, write the holidays that matter into closing-days of site.yaml."),
    ),
    "contact-not-verified": Words(
        _("{name} was not verified as a contact in the last {limit} days."),
        _("Ask whether the details are still right, and record it."),
    ),
    "no-entitlements": Words(
        _("The reading of {date} for {workload} shows no seats."),
        _("Find out whether the customer still has the service before the status is set."),
    ),
    "no-blocker-without-usage": Words(
        _("{workload} goes on without the milestone, on the customer's word that nothing technical is in the way."),
        _("The lead should know of it; nothing is stopped."),
    ),
    "usage-below-now": Words(
        _("{workload} has fallen below the milestone again: {active_users} active users on {date}, {required} required. It stays reached."),
        _("Talk about it in the discussion."),
    ),
    "active-above-seats": Words(
        _("{workload} counts more active users ({active_users}) than seats ({seats})."),
        _("Check the figures with the source; the milestone counts all the same."),
    ),
    "evidence-old": Words(
        _("{workload} reached the milestone on {date}, {days} days ago, and no discussion was held."),
        _("Hold the discussion, or look at a newer reading first."),
    ),
    "satisfaction-low": Words(
        _("The customer is not satisfied with {workload}: {satisfaction}."),
        _("Tell the lead, and settle what can be settled before the hand-over."),
    ),
    "account-team-told-late": Words(
        _("The account team was told of {workload} only {apart} business days before the discussion of {day}; {limit} are usual."),
        _("Ask whether they can be there, or move the discussion."),
    ),
}
