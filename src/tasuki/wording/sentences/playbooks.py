"""What is wrong with rules files, and with publishing (core.playbook, services.playbooks)."""

from django.utils.translation import gettext_lazy as _

from tasuki.wording.words import Words

SENTENCES: dict[str, Words] = {
    "rules-unreadable": Words(
        _("The rules file is not YAML here: {problem}"),
        _("Mend this line; often a quotation mark or an indentation is missing."),
    ),
    "rules-key-twice": Words(
        _("{key} stands twice in the same place ({where}); YAML would silently keep the last."),
        _("Remove one of the two."),
    ),
    "rules-not-a-map": Words(
        _("The rules file is not a mapping of keys to values."),
        _("Begin with “playbook: …”; tasuki playbook rules PAGE writes one to start from."),
    ),
    "rules-too-large": Words(
        _("The rules file is deeper than {depth} levels, or holds more than {most} values."),
        _("Write it out more simply; an alias that holds itself has no end."),
    ),
    "rules-slug-unusable": Words(
        _("{slug} cannot be the name of a playbook: it stands in addresses."),
        _("Use letters without accents, digits and hyphens only, at most 100."),
    ),
    "rules-unknown-key": Words(
        _("{word} is not a key that can stand at {where}."),
        _("Did you mean {nearest}? Otherwise remove it."),
    ),
    "rules-key-missing": Words(
        _("The rules file has no {key}."),
        _("Add {key}: …."),
    ),
    "rules-catalogue-version": Words(
        _("The file is written for checks of version {found}; this program knows version {supported}."),
        _("Update the file, or the program."),
    ),
    "rules-unknown-word": Words(
        _("{word} is not a word that can stand at {where}."),
        _("Did you mean {nearest}?"),
    ),
    "rules-unknown-check": Words(
        _("There is no check {word} ({where})."),
        _("Did you mean {nearest}?"),
    ),
    "rules-unknown-parameter": Words(
        _("{word} is not a parameter of this check ({where})."),
        _("Did you mean {nearest}?"),
    ),
    "rules-unknown-criterion": Words(
        _("There is no criterion or step {word} ({where})."),
        _("Did you mean {nearest}?"),
    ),
    "rules-check-parameter": Words(
        _("The check {check} takes other parameters ({where}); expected: {shape}."),
        _("Look at the catalogue of checks, and write what it takes."),
    ),
    "rules-criterion-twice": Words(
        _("The criterion {criterion} stands twice in the file."),
        _("Give one of the two another key."),
    ),
    "rules-criterion-without-text": Words(
        _("No page says {criterion}, and the rules file gives no text for it."),
        _("Quote the page under says, or write text: {{…}}."),
    ),
    "rules-cycle": Words(
        _("The criterion {criterion} comes after itself."),
        _("Remove one word of the after lists that lead back to it."),
    ),
    "rules-two-rests": Words(
        _("{one} and {other} both come after the rest, and neither says which is last."),
        _("Name one of them in the other's after."),
    ),
    "rules-not-a-number": Words(
        _("“{value}” at {where} is not a whole number."),
        _("Write digits."),
    ),
    "rules-reference-page-missing": Words(
        _("The reference language is {language}, and no page in it was given; given: {languages}."),
        _("Give the page in that language too."),
    ),
    "rules-quote-not-found": Words(
        _("The page {page} does not say “{quote}”."),
        _("Quote the page's own words; the nearest it says is “{nearest}” (line {nearest_line})."),
    ),
    "rules-step-ambiguous": Words(
        _("Several headings hold “{quote}”, and the first was taken: {titles}"),
        _("Quote the whole heading."),
    ),
    "rules-checks-off": Words(
        _("Policies switch off everything that would prove {criterion} ({checks}), so somebody confirms it in his own words."),
        _("Nothing need be done, if that is meant; otherwise add another check, or take the policy away."),
    ),
    "rules-derived-detail": Words(
        _("This item stands below a criterion, so it is only a detail of it: {text}"),
        _("Nothing need be done; quote it if it is a criterion of its own."),
    ),
    "page-item-unbound": Words(
        _("Nothing tells which criterion this item states: {text}"),
        _("Quote it in the rules file under its criterion, in {language}."),
    ),
    "page-list-not-aligned": Words(
        _("The list ({list}) has another outline than the page in {reference}, so it borrows nothing from there."),
        _("Quote this page ({language}) in the rules file."),
    ),
    "page-unreadable": Words(
        _("The file cannot be read."),
        _("Check the path, and that you may read it."),
    ),
    "page-not-utf8": Words(
        _("The page is not UTF-8; what could not be read is shown as a replacement mark."),
        _("Save the page as UTF-8."),
    ),
    "pages-of-one-language": Words(
        _("Several pages are in the same language ({language}): {paths}"),
        _("Give one page for each language."),
    ),
    "base-not-published": Words(
        _("The rules build on {base}, which is not published."),
        _("Publish {base} first."),
    ),
    "playbook-not-published": Words(
        _("The playbook {slug} is not published."),
        _("Run tasuki init, or publish it."),
    ),
    "pages-differ-in-steps": Words(
        _("This page ({language}) has {here} steps, {other_path} ({other_language}) has {there}."),
        _("Look at the headings of both pages; the steps that stand on one only are listed too."),
    ),
    "pages-differ-in-count": Words(
        _("{place}: {here} items here, {there} in {other_path}:{other_line}."),
        _("Look whether an item was lost, added or split."),
    ),
    "pages-differ-in-outline": Words(
        _("{place}: as many items as in {other_path}:{other_line}, but indented differently."),
        _("Indent both lists alike."),
    ),
    "pages-differ-in-part": Words(
        _("{place}: {count} items here, and no such list in {missing_on}."),
        _("Add it where it is missing, or take it away."),
    ),
    "pages-differ-in-value": Words(
        _("{place}: “{here}” here, “{there}” in {other_path}:{other_line}."),
        _("Decide which is right, and mend the other."),
    ),
    "step-on-one-page": Words(
        _("The step “{step}” is not on {missing_on}."),
        _("Add it there, or take it away here."),
    ),
    "task-on-one-page": Words(
        _("The task {task} is not on {missing_on}."),
        _("Add its row there, or take it away here."),
    ),
    "page-has-no-step": Words(
        _("The page has no step, so no rules file can be written for it."),
        _("Give it a step: a heading with a role line."),
    ),
}
