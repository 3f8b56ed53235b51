"""Playbooks: show, lint, rules, compare, publish."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasuki.cli import exits
from tasuki.cli.output import Answer, Line, finding_lines
from tasuki.cli.session import Session, command
from tasuki.core.finding import Finding
from tasuki.core.playbook.difference import compare as compared
from tasuki.core.playbook.page import Item, Page
from tasuki.services import playbooks, starting_rules
from tasuki.services.refusal import Refusal
from tasuki.wording.documents import page_document
from tasuki.wording.findings import document

PUBLISHED = gettext_lazy("{slug}: version {version} is published.")
NO_DIFFERENCE = gettext_lazy("The two pages are built alike.")
CLEAN = gettext_lazy("Nothing to say about {count} pages.")

Pages = Annotated[list[Path], typer.Argument(metavar="PAGE...", help=_("Pages to read."))]


def register(root: typer.Typer) -> None:
    app = typer.Typer(no_args_is_help=True, help=_("Playbook pages and their rules."))
    root.add_typer(app, name="playbook")
    command(app, "show", help=_("Read pages, and print what was understood."))(show)
    command(app, "lint", help=_("Say what is odd about pages, or about pages and rules."))(lint)
    command(app, "rules", help=_("Write a rules file to start from, every criterion confirmed in somebody's own words."))(rules)
    command(app, "compare", help=_("Compare two languages, or two versions, of one page."))(compare)
    command(app, "publish", help=_("Publish pages in several languages as the next version of their playbook."))(publish)


def show(session: Session, pages: Pages) -> Answer:
    read = [playbooks.page_of(path) for path in pages]
    told = [page_document(page, session.tongue) for page in read]
    return Answer(document=told, lines=[line for page in read for line in _page_lines(page)])


def _page_lines(page: Page) -> Iterator[Line]:
    yield f"{page.title} ({page.path}, {page.language})"
    for step in page.steps:
        yield f"  {step.line}: {step.title} [{', '.join(step.roles)}]"
        for mark, items in ((">", step.inputs), ("<", step.outputs)):
            yield from (f"    {mark} {'  ' * (item.level - 1)}{item.text}" for item in items or ())
    for task in page.tasks:
        yield f"  {task.line}: {task.id} {task.requirement or '-'} {task.name}"
    yield from (f"  {item.line}: {item.text}" for item in _sections(page))


def _sections(page: Page) -> Iterator[Item]:
    for items in (page.key_inputs, page.key_outputs, page.next_steps):
        yield from items or ()


def lint(
    session: Session,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help=_("Pages, or folders of pages."))],
    rules: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Bind the pages to these rules as well."))] = None,
) -> Answer:
    pages = list(_files(paths))
    findings = [
        finding if finding.path else replace(finding, path=str(path)) for path in pages for finding in playbooks.page_of(path).findings
    ]
    if rules is not None:
        findings += _binding_findings(pages, rules)
    tongue = session.tongue
    told = [{"path": None, **document(finding, tongue)} for finding in findings]
    lines = finding_lines(findings, tongue) or [tongue.say(CLEAN, {"count": len(pages)})]
    return Answer(document=told, lines=lines, code=exits.of_errors(findings))


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """A file that is named is read whatever its ending; a folder gives its Markdown files."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.md"))
        else:
            yield path


def _binding_findings(pages: Sequence[Path], rules: Path) -> list[Finding]:
    try:
        return list(playbooks.bind_files(pages, rules)[0].findings)
    except Refusal as refusal:
        if exits.of(refusal.findings) == exits.NOT_READY:
            raise
        return list(refusal.findings)


def rules(session: Session, page: Annotated[Path, typer.Argument(metavar="PAGE", help=_("The page to write rules for."))]) -> Answer:
    read = playbooks.page_of(page)
    text = starting_rules.for_page(read)
    told = {"rules": text, "findings": [document(finding, session.tongue) for finding in read.findings]}
    return Answer(document=told, lines=[text.rstrip("\n")])


def compare(
    session: Session,
    one: Annotated[Path, typer.Argument(metavar="A", help=_("One page."))],
    other: Annotated[Path, typer.Argument(metavar="B", help=_("The other page."))],
) -> Answer:
    findings = compared(playbooks.page_of(one), playbooks.page_of(other))
    tongue = session.tongue
    return Answer(
        document=[document(finding, tongue) for finding in findings],
        lines=finding_lines(findings, tongue) or [tongue.say(NO_DIFFERENCE)],
    )


def publish(
    session: Session,
    pages: Pages,
    rules: Annotated[Path, typer.Option(metavar="FILE", help=_("The rules file that binds them."))],
) -> Answer:
    version, findings = playbooks.publish(pages, rules, by=session.by("publish-playbook"))
    told = {
        "slug": version.slug,
        "version": version.version,
        "rules_digest": version.rules_digest,
        "text_digest": version.text_digest,
        "findings": [document(finding, session.tongue) for finding in findings],
    }
    return Answer(document=told, lines=[session.tongue.say(PUBLISHED, told), *finding_lines(findings, session.tongue)])
