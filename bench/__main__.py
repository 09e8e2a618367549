"""`python -m bench [--json] [--size N] [--faults | --scale 1m]`: measure and print every figure.

It asserts nothing and always ends with 0: a missed aim is shown as missed. Each row says how it was measured.
"""

import argparse
import os
import sys
from pathlib import Path

from bench import (
    archive,
    bombs,
    deadlines,
    drafts,
    export,
    fetching,
    first_message,
    grades,
    guide,
    impact,
    intake,
    lint,
    lists,
    mail,
    memory,
    million,
    people,
    proof,
    scale,
    spikes,
    start,
    trust,
    upkeep,
    watch,
    workspace,
)
from bench.rows import Row, as_json, as_table, below, plain
from cmworkstation.services.workstation import Services

LINT_AIM_MS = 2.0
LINT_WORST_MS = 5
CONTEXT_AIM_MS = 50


def measure(size: int) -> list[Row]:
    """Return all rows; each part says on the error stream when it begins."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = workspace.kept(size)
    workspace.say("Intake …")
    rows = intake.measure(folder, size)
    workspace.say("Export and import …")
    rows += export.measure(folder, size)
    with workspace.copied(folder) as copy:
        rows += over(copy, size)
    workspace.say("Mail …")
    rows += mail.measure()
    workspace.say("Archives …")
    rows += archive.measure()
    workspace.say("Fetching …")
    rows += fetching.measure()
    rows += first_message.measure()
    workspace.say("Bombs …")
    return rows + bombs.measure()


def over(folder: Path, size: int) -> list[Row]:
    """Return the rows of everything that is measured over one workspace, which changes."""
    workspace.say("Start …")
    rows = start.measure(folder)
    workspace.say("Memory …")
    rows += memory.measure(folder)
    services = workspace.opened(folder)
    workspace.say("Lists …")
    rows += lists.measure(services)
    workspace.say("Drafts …")
    rows += drafts.measure(services)
    rows += in_window(size, services)
    workspace.say("Upkeep …")
    rows += upkeep.measure(services)
    services.close()
    workspace.say("Lint …")
    how = f"median, {lint.RULES} rules, {len(lint.DRAFT)} characters"
    rows.append(below("lint of a draft", lint.lint_ms(), "ms CPU", LINT_AIM_MS, how))
    worst = "99 of 100 lints"
    rows.append(below("lint at worst", lint.lint_worst_ms(), "ms CPU", LINT_WORST_MS, worst))
    rows.append(plain("compile a charter", lint.compile_ms(), "ms CPU", f"{lint.RULES} rules"))
    around = "a message of four questions, forty repeats"
    rows.append(below("context ring", lint.context_ms(), "ms CPU", CONTEXT_AIM_MS, around))
    workspace.say("Deadlines …")
    rows += deadlines.measure()
    workspace.say("Guide …")
    rows += guide.measure()
    workspace.say("Impact …")
    rows += impact.measure()
    workspace.say("Watch …")
    rows += watch.measure()
    workspace.say("Spikes …")
    rows += spikes.measure()
    workspace.say("People …")
    rows += people.measure()
    workspace.say("Proof …")
    return rows + proof.measure()


def in_window(size: int, services: Services) -> list[Row]:
    """Return the rows that need the window."""
    from bench import (  # noqa: PLC0415 - Qt, after the platform was chosen
        editor,
        freeze,
        hostile,
        monsters,
        paint,
        plans,
        stall,
        typing,
    )

    workspace.say("Painting …")
    rows = paint.measure(services)
    workspace.say("Stalls …")
    rows += stall.measure(services, size)
    workspace.say("Typing …")
    rows += typing.measure(services)
    workspace.say("Freezing …")
    rows += freeze.measure()
    workspace.say("Hostile messages …")
    rows += hostile.measure()
    workspace.say("The charter's forms …")
    rows += editor.measure()
    workspace.say("Plans …")
    rows += plans.measure()
    workspace.say("Very much of everything …")
    return rows + monsters.measure()


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--json", action="store_true", help="rows as JSON")
    parser.add_argument(
        "--size", type=int, default=workspace.SIZE, help="messages, for a quick look"
    )
    parser.add_argument(
        "--faults", action="store_true", help="also count lost and doubled replies: twenty minutes"
    )
    parser.add_argument(
        "--scale", choices=tuple(million.SCALES), help="the figures of a workspace at scale instead"
    )
    parser.add_argument("--only", nargs="+", choices=scale.PARTS, default=(), help="with --scale")
    options = parser.parse_args()
    if options.scale:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        found = scale.measure(million.SCALES[options.scale], options.only)
        print(grades.as_json(found) if options.json else grades.as_table(found))
        return 0
    rows = measure(options.size)
    if options.faults:
        workspace.say("Faults …")
        rows += trust.counted()
    print(as_json(rows) if options.json else as_table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
