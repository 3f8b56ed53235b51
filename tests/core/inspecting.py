"""What must be so in every state of an engagement, whatever was done before (issue 2, item 6)."""

from collections.abc import Sequence
from datetime import timedelta

from tasuki.core.engagement.assessment import Assessment
from tasuki.core.engagement.decisions import Refused
from tasuki.core.engagement.guidance import Guide
from tests.core.cast import AOI, BEN, TODAY, unanswered_mails
from tests.core.exploring import OVER, Act, Node, Step, World
from tests.core.oracle import breach, objections

NOBODY_HELPS = {
    *("not-allowed", "not-closed", "wrong-motion", "unknown-workload", "no-recipient", "already-manager", "own-waiver", "own-mail"),
    *("already-acknowledged", "no-answer-to-take-back", "not-in-a-queue", "review-not-due"),
    *("hand-over-begun", "no-open-objection", "already-rated", "mail-stands-otherwise"),
}
"""Refusals for which there is no command: another person, another engagement, or another word is needed; or it is done already."""

VALUES = ("too-few-", "attempts-", "text-", "date-", "number-", "unknown-", "value-")
"""Refusals of a value: the remedy is the same command with a better one."""


def inspect(world: World, node: Node, tried: Sequence[Step]) -> list[str]:
    """Everything at once; each sentence names the act and the newest facts."""
    where = " ".join(fact.kind for fact in node.history[-6:])
    said = [*consistent(world, node), *guided(world, node), *guarded(world, node), *answered(node, tried), *lawful(world, node, tried)]
    return [f"{what} [{where}]" for what in said]


def consistent(world: World, node: Node) -> list[str]:
    """A met criterion has evidence, a missing one a finding whose remedy names a command."""
    now = world.assess(node)
    guide = Guide(now, world.now(node))
    said = [f"{state.cell.key} is met without evidence" for state in now.cells if state.verdict == "met" and not state.evidence]
    said += [f"{s.cell.key} counts while it is blocked" for s in now.cells if s.blocked_by and (s.proof or s.verdict == "met")]
    for state in now.cells:
        if not state.satisfied:
            remedy = guide.finding(state).remedy
            if remedy is None or not remedy.command:
                said.append(f"{state.cell.key} is missing without a remedy")
    if now.state in OVER and now.manager is not None:
        said.append("closed, and still a manager")
    return said


def guided(world: World, node: Node) -> list[str]:
    """Every entry of next is accepted; it is empty only when all is over or somebody is awaited."""
    advice = world.next_acts(node)
    said = []
    for entry in advice:
        result = world.decide(node, world.advised(node, entry))
        if isinstance(result, Refused):
            said.append(f"next says {entry.command} {entry.workload} {entry.keys}, refused: {[f.code for f in result.findings]}")
    if not advice and not _may_be_empty(world, node, world.assess(node)):
        said.append("next is empty, and nobody is awaited")
    return said


def _may_be_empty(world: World, node: Node, now: Assessment) -> bool:
    awaited = Guide(now, world.now(node)).waiting()
    return now.state in OVER or bool(unanswered_mails(node.history)) or bool(awaited)


def guarded(world: World, node: Node) -> list[str]:
    """The release is accepted exactly when the oracle, who has never seen the rules, has nothing against it."""
    now = world.assess(node)
    if now.state in (*OVER, "on-hold"):
        return []
    manager = BEN if now.manager == BEN.login else AOI
    released = world.decide(node, Act(manager, "release-manager"))
    against = objections(node.history, TODAY + timedelta(days=node.late), world.circumstances.tenant.region)
    if isinstance(released, Node) and against:
        return [f"the manager may leave, but: {against}"]
    if isinstance(released, Refused) and not against:
        return [
            f"the manager may not leave, but nothing speaks against it: {[f.values.get('criterion', f.code) for f in released.findings]}"
        ]
    return []


def answered(node: Node, tried: Sequence[Step]) -> list[str]:
    """A refusal says what would help; an accepted act adds facts and leaves the others as they were."""
    said = []
    for what, result in tried:
        if isinstance(result, Node):
            if len(result.history) <= len(node.history) and not result.late:
                said.append(f"{what} was accepted and recorded nothing")
            if result.history[: len(node.history)] != node.history:
                said.append(f"{what} changed what had been recorded")
            continue
        helpless = [f.code for f in result.findings if f.remedy is None and f.code not in NOBODY_HELPS and not f.code.startswith(VALUES)]
        if not result.findings or helpless:
            said.append(f"{what} is refused without a remedy: {helpless}")
    return said


def lawful(world: World, node: Node, tried: Sequence[Step]) -> list[str]:
    """No accepted act is one that the process forbids."""
    day = TODAY + timedelta(days=node.late)
    said = []
    for what, result in tried:
        if isinstance(result, Node) and isinstance(what, Act):
            for fact in result.history[len(node.history) :]:
                if fact.kind != "note-recorded":
                    said += [f"{what}: {why}" for why in breach(node.history, fact, day, world.circumstances.tenant.region)]
    return said
