"""The house rules that no tool knows. Each says why, and carries an example that it must catch and one that it must let pass."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Find = Callable[[str], Iterator[tuple[int, str]]]


@dataclass(frozen=True)
class Rule:
    """`files` and `spared` are patterns of paths from the repository's root; `find` yields lines and what stands there."""

    name: str
    why: str
    files: str
    find: Find
    caught: str
    passed: str
    spared: str = r"$^"

    def applies_to(self, path: str) -> bool:
        return bool(re.match(self.files, path)) and not re.match(self.spared, path)


def _lines(pattern: str) -> Find:
    compiled = re.compile(pattern)

    def find(source: str) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(source.splitlines(), 1):
            if match := compiled.search(line):
                yield number, match.group().strip()

    return find


# ---------------------------------------------------------------- reading Python


def _long_functions(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (length := (node.end_lineno or 0) - node.lineno + 1) > 40:
            yield node.lineno, f"{node.name} has {length} lines"


PURE = {
    *(
        "__future__",
        "abc",
        "bisect",
        "collections",
        "dataclasses",
        "datetime",
        "difflib",
        "decimal",
        "enum",
        "fractions",
        "functools",
        "graphlib",
    ),
    *("hashlib", "heapq", "html", "itertools", "json", "math", "operator", "re", "string", "textwrap", "types", "typing", "unicodedata"),
    *("zoneinfo", "markdown_it"),
}


def _impure_imports(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=aliases):
                imported = [alias.name for alias in aliases]
            case ast.ImportFrom(module=module):
                imported = [module or ""]
            case _:
                continue
        impure = [name for name in imported if name.split(".")[0] not in PURE and not name.startswith("tasuki.core")]
        yield from ((node.lineno, f"import of {name}") for name in impure)


def _environment(source: str) -> Iterator[tuple[int, str]]:
    """`os.environ.setdefault("DJANGO_SETTINGS_MODULE", …)` names the settings, it does not read any."""
    tree = ast.parse(source)
    naming = {id(named) for node in ast.walk(tree) if (named := _names_settings(node))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"} and id(node) not in naming:
            yield node.lineno, f"os.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            yield from ((node.lineno, f"os.{alias.name}") for alias in node.names if alias.name in {"environ", "environb", "getenv"})


def _names_settings(node: ast.AST) -> ast.expr | None:
    match node:
        case ast.Call(func=ast.Attribute(value=environ, attr="setdefault"), args=[ast.Constant(value="DJANGO_SETTINGS_MODULE"), *_]):
            return environ
    return None


def _unreasoned(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and _UNREASONED.search(token.string):
            yield token.start[0], token.string


_UNREASONED = re.compile(
    r"type:\s*ignore(?!\[[\w, -]+\]\s+#\s*\w.{8})"
    r"|noqa(?!:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*\s+-\s+\w.{8})"
    r"|pragma:\s*no\s*cover",
)


def _saves(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "bulk_create"}:
            yield node.lineno, f"def {node.name}"


def _newer_than_3_11(source: str) -> Iterator[tuple[int, str]]:
    try:
        ast.parse(source, feature_version=(3, 11))
    except SyntaxError as error:
        yield error.lineno or 0, str(error.msg)


def _joined(*parts: str) -> str:
    """Examples that must not stand in this file as they are, for the rules read it too."""
    return "".join(parts)


# ---------------------------------------------------------------- the rules

PYTHON = r"(src|tests|tools|bench)/.*\.py$"
PROCESS = (
    r"\b(?:4058|4060|1701|1702|2323|3690)\b|FTCQ|\b100 active\b|\b12-31\b|\b12, 31\b|(?i:\b31 december|\bdecember 31)|\b1/10\b"
    r"|\b(?i:inactive (?:apj|emea|americas))\b"
)

RULES = [
    Rule(
        name="short functions in the core",
        why="A reader must be able to finish: over 40 lines a name is missing. Cut out the part that has one, and call it.",
        files=r"src/tasuki/core/.*\.py$",
        find=_long_functions,
        caught="def decide():\n" + "    x = 1\n" * 40,
        passed="def decide():\n" + "    x = 1\n" * 39,
    ),
    Rule(
        name="a pure core",
        why="The core decides from values alone. Let services read the file, the clock or the database, and give the core what they found. "
        "A pure module of the standard library that is missing here goes into PURE.",
        files=r"src/tasuki/core/.*\.py$",
        find=_impure_imports,
        caught="from glob import glob",
        passed="from tasuki.core.finding import Finding\nfrom collections.abc import Mapping",
    ),
    Rule(
        name="the process is data",
        why="Thresholds, task ids, queues and date rules of a process belong into its rules file (src/tasuki/playbooks): a second process "
        "costs no code. Not even a comment or docstring may name them; say what kind of thing it is.",
        files=r"src/tasuki/.*\.(py|html|txt|js)$",
        find=_lines(PROCESS),
        caught='"""Task 4058 comes last."""',
        passed='"""The closing task comes last."""\nyear = 14058',
    ),
    Rule(
        name="exceptions with their reason",
        why="`# type: ignore[code]  # because …` or `# noqa: CODE - because …`: the next reader must know when it can go.",
        files=PYTHON,
        find=_unreasoned,
        caught=_joined("x = 1  # no", "qa: E501\n"),
        passed="x = 1  # noqa: E501 - the address must stay in one piece\ny = 2  # type: ignore[misc]  # unseen by the plugin",
    ),
    Rule(
        name="one reader of the environment",
        why="Read it in src/tasuki/project/settings.py and use django.conf.settings: there it is documented and checked.",
        files=r"src/.*\.py$",
        spared=r"src/tasuki/project/settings\.py$",
        find=_environment,
        caught="import os\nfolder = os.environ.get('TASUKI_DATA')",
        passed="import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'tasuki.project.settings')",
    ),
    Rule(
        name="no save overrides",
        why="What happens at a change stands in the service that makes it, where a reader looks; bulk writes skip an overridden save.",
        files=r"src/tasuki/records/.*\.py$",
        find=_saves,
        caught="class Person:\n    def save(self): ...",
        passed="class Person:\n    def saved_at(self): ...",
    ),
    Rule(
        name="Python 3.11",
        why="The oldest Python we promise is 3.11.",
        files=PYTHON,
        find=_newer_than_3_11,
        caught="type Lane = tuple[str, str]",
        passed="Lane = tuple[str, str]",
    ),
    Rule(
        name="English in the source",
        why="The program speaks Japanese through locale/ja, the process through its pages. A name or a pattern of a language is data, too.",
        files=r"src/tasuki/.*\.(py|html|js|css)$",
        find=_lines(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]+"),
        caught='title = "完了"',
        passed='title = _("Done")',
    ),
    Rule(
        name="nothing from ../shared",
        why="The product must run where nobody has that folder. Put what it needs into src/tasuki, in our own words.",
        files=r"src/",
        find=_lines(r"(?<![\w-])shared/|TASUKI_SHARED"),
        caught='open("../shared/vocabulary.yaml")',
        passed="kept in a cache shared between threads",
    ),
    Rule(
        name="no path of one machine",
        why="It is wrong on every other machine. Say it relative to the repository, or let the environment say it.",
        files=r"",
        find=_lines(r"(?:^|[^A-Za-z0-9_.])/(?:work|root|home|Users)/[A-Za-z.]"),
        caught=_joined("see /ho", "me/somebody/notes"),
        passed="https://tasuki.example.org/teams/work/list and ~/notes",
    ),
    Rule(
        name="no address of a package registry",
        why="Where packages come from is a matter of each machine's own configuration; `make lock` leaves it out.",
        files=r"",
        find=_lines(
            r"pypi\.org|pythonhosted\.org|registry\.npmjs\.|deb\.debian\.org|--(?:extra-)?index[-]url|--find[-]links\s"
            r"|\"resolved\": *\"http|https?://[^\s\"']*(?:\.whl|\.tar\.gz)"
        ),
        caught=_joined("--index", "-url https://packages.example/simple"),
        passed="pip install --require-hashes --requirement requirements/run.txt",
    ),
]
