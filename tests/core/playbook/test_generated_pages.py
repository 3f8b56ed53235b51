"""Pages made from the grammar in all six languages, with the model they must be read as made beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tasuki.core.playbook.page import Item, Page
from tests.core.playbook.reading_help import read


@dataclass(frozen=True)
class Tongue:
    """The words of one language, in the order the grammar lists them."""

    code: str
    phase: tuple[str, str, str]  # label, name, key
    labels: tuple[str, str, str]  # role, motions, applies to
    criteria: tuple[str, str]
    sections: tuple[str, str, str, str, str, str, str]  # overview, objectives, approach, inputs, outputs, next steps, refresh
    tasks: str
    header: tuple[str, str, str, str, str]
    codes: tuple[str, str]
    changes: tuple[str, str, str]
    roles: dict[str, str]
    motions: dict[str, str]
    everything: str
    joint: tuple[str, ...]
    sentence: str


ENGLISH = Tongue(
    "en",
    ("Phase", "Enable", "enable"),
    ("Primary Role", "Motions", "Applies To"),
    ("Step Inputs (the checklist of items)", "Step Outputs (what is documented)"),
    ("Overview", "Objectives", "Approach", "Key Inputs", "Key Outputs", "Next Steps", "Refresh Summary"),
    "FTOP Tasks",
    ("Task ID", "Task Name", "(M)andatory / (O)ptional", "FastTrack Role", "Services"),
    ("M", "O"),
    ("Date", "Who Changed", "What Changed"),
    {"fasttrack-manager": "FastTrack Manager", "fasttrack-engineer": "FastTrack Engineer", "sme": "SME"},
    {"rfa": "RFA", "customer-health": "Customer Health", "targeting": "Targeting"},
    "All Services",
    (" / ", ", ", " and ", "/"),
    "The process is for the customer and concludes with this step.",
)
JAPANESE = Tongue(
    "ja",
    ("フェーズ", "移行", "migrate"),
    ("主な役割", "モーション", "適用対象"),
    ("品質の入力", "品質の出力"),
    ("概要", "目標", "アプローチ", "重要な情報", "主な結果", "次のステップ", "概要の更新"),
    "FTOP タスク",
    ("タスク ID", "タスク名", "(M) 必須 (O) オプション", "FastTrack の役割", "サービス"),
    ("M", "O"),
    ("日付", "変更者", "変更内容"),
    {"fasttrack-manager": "FastTrack マネージャー", "fasttrack-engineer": "FE は", "sme": "SME"},
    {"rfa": "RFA", "customer-health": "お客様の状態", "targeting": "ターゲティング"},
    "すべてのサービス",
    (" / ", "、", "および", "/"),
    "このプロセスは、お客様との関係を終えるためのものです。",
)
GERMAN = Tongue(
    "de",
    ("Phase", "Korrektur", "remediate"),
    ("Primäre Rolle", "Konzepte", "Gilt für"),
    ("Qualitätseingaben", "Qualitätsausgaben"),
    ("Übersicht", "Ziele", "Ansatz", "Wichtige Inputs", "Wichtige Ergebnisse", "Nächste Schritte", "Zusammenfassung aktualisieren"),
    "FTOP-Aufgaben",
    ("Aufgaben-ID", "Name der Aufgabe", "(E) Erforderlich (O) Optional", "FastTrack-Rolle", "Dienste"),
    ("E", "O"),
    ("Datum", "Geändert durch", "Änderung an"),
    {"fasttrack-manager": "FastTrack Manager", "fasttrack-engineer": "FastTrack Engineer", "sme": "SME"},
    {"rfa": "RFA", "customer-health": "Kundenintegrität", "targeting": "Adressierung"},
    "Alle Dienste",
    ("/", " / ", " und ", "; "),
    "Der Prozess ist für den Kunden und endet mit diesem Schritt.",
)
SPANISH = Tongue(
    "es",
    ("Fase", "Éxito", "success"),
    ("Rol principal", "Iniciativas", "Aplicar a"),
    ("Entradas de calidad", "Salidas de calidad"),
    ("Descripción general", "Objectivos", "Enfoque", "Entradas clave", "Resultados clave", "Próximos pasos", "Resumen de contenido"),
    "Tareas de FTOP",
    ("Tareas de Id.", "Nombre de la tarea", "(M)andatorio / (O)pcional", "Rol de FastTrack", "Servicios"),
    ("M", "O"),
    ("Fecha", "Quién realizó el cambio", "Qué cambió"),
    {"fasttrack-manager": "Administrador de FastTrack", "fasttrack-engineer": "Ingeniero de FastTrack", "sme": "SME"},
    {"rfa": "RFA", "customer-health": "Salud del cliente", "targeting": "Focalización"},
    "Todos los servicios",
    (" / ", " y ", ", "),
    "El proceso concluye la relación del cliente con los servicios y las tareas.",
)
PORTUGUESE = Tongue(
    "pt",
    ("Fase", "Avaliar", "assess"),
    ("Função Principal", "Iniciativas", "Aplica-se a"),
    ("Informações de Qualidade", "Resultados de Qualidade"),
    ("Visão geral", "Objetivos", "Abordagem", "Principais Ações", "Principais Resultados", "Próximas etapas", "Resumo do Conteúdo"),
    "Tarefas do FTOP",
    ("ID da Tarefa", "Nome da tarefa", "(b) Obrigatório / (O) Opcional", "Função do Microsoft FastTrack", "Serviços"),
    ("b", "O"),
    ("Data", "Quem Mudou", "O Que Mudou"),
    {"fasttrack-manager": "Gerente FastTrack (FM)", "fasttrack-engineer": "Engenheiro Microsoft FastTrack", "sme": "SME"},
    {"rfa": "RFA", "customer-health": "Integridade do Cliente", "targeting": "Segmentação"},
    "Todos os Serviços",
    ("/", " e ", ", "),
    "O processo não conclui a relação do cliente com os serviços e as tarefas.",
)
CHINESE = Tongue(
    "zh",
    ("阶段", "启动", "initiate"),
    ("主要角色", "行动", "适用于"),
    ("质量投入", "质量产出"),
    ("概述", "目标", "方法", "重要投入", "重要成果", "后续步骤", "刷新摘要"),
    "FTOP 任务",
    ("任务 ID", "任务名称", "(M) 强制性/(O) 可选", "FastTrack 角色", "服务"),
    ("M", "O"),
    ("日期", "变更人", "变更内容"),
    {"fasttrack-manager": "FastTrack 经理", "fasttrack-engineer": "FastTrack 工程师", "sme": "SME"},
    {"rfa": "RFA", "customer-health": "客户运行状况", "targeting": "目标设定"},
    "所有服务",
    ("/", "、", "和", "；"),
    "该流程将结束与客户之间的工作关系。",
)
TONGUES = [ENGLISH, JAPANESE, GERMAN, SPANISH, PORTUGUESE, CHINESE]

SERVICES = {
    "exchange": "Exchange",
    "teams": "Teams",
    "classroom-sds": "Classroom/SDS",
    "sfb-cloud-pbx": "Skype for Business - Cloud PBX",
    "Zeppelin": "Zeppelin",
}

Listed = list[tuple[str, int]]
Names = tuple[str, ...]


@dataclass
class Model:
    """What must be understood, and the lines it is to be understood from."""

    lines: list[str] = field(default_factory=list)
    steps: list[tuple[object, ...]] = field(default_factory=list)
    tasks: list[tuple[object, ...]] = field(default_factory=list)
    lists: dict[str, Listed | None] = field(default_factory=dict)
    changes: list[tuple[object, ...]] | None = None


Draw = Callable[[st.SearchStrategy[object]], object]


class Writer:
    """Writes a page and its model side by side; every choice is hypothesis's."""

    def __init__(self, draw: Callable[..., object], tongue: Tongue) -> None:
        self.draw = draw
        self.tongue = tongue
        self.model = Model()

    def one_of(self, *choices: str) -> str:
        return str(self.draw(st.sampled_from(choices)))

    def number(self, most: int) -> int:
        return int(str(self.draw(st.integers(0, most))))

    def yes(self) -> bool:
        return bool(self.draw(st.booleans()))

    def write(self, *lines: str) -> None:
        self.model.lines.extend(lines)

    def heading(self, level: int, text: str) -> None:
        self.write("", "#" * level + self.one_of(" ", "  ", "   ") + text + self.one_of("", "  ", " ##"), *([""] if self.yes() else []))

    def some(self, names: dict[str, str], least: int = 0) -> Names:
        return tuple(str(one) for one in self.draw(st.lists(st.sampled_from(sorted(names)), min_size=least, max_size=3, unique=True)))  # type: ignore[attr-defined]  # a list, though drawn as an object

    def joined(self, keys: Sequence[str], names: dict[str, str]) -> str:
        return self.one_of(*self.tongue.joint).join(names[key] for key in keys) or "-"

    def items(self) -> Listed:
        """A list of any shape, with its text in some dress."""
        found: Listed = []
        indent = self.one_of("  ", "    ")
        marker = self.one_of("- ", "* ", "1. ") if indent == "    " else self.one_of("- ", "* ")
        for number in range(self.number(5)):
            level = 1 if not found else 1 + self.number(min(found[-1][1], 3))
            text = f"item {number} Übung 項目"
            dress = self.one_of("{}", "**{}**", "[{}](https://example.org/a_(b))", "{}\u200b", "\u200b{}\u00a0", "*{}*  ", "`{}`")
            self.write(indent * (level - 1) + marker + dress.format(text))
            found.append((text, level))
        self.write("")
        return found

    def label(self, label: str, value: str) -> str:
        good = ("{}: **{}**", "{}: **{}**", "**{}:** {}", "**{}: {}**", "{}: {}", "{}：**{}**", "{}: __{}__")
        damaged = ("{}: **{} **", "*{}:* {}", "{}: ***{}***", "<b>{}:</b> {}", "{} **{}**", "{}:\n**{}**", "{}: `{}`")
        shape = self.one_of(*good, *damaged)
        return shape.format(label, value) + self.one_of("", "  ", "\\")

    def step(self) -> None:
        tongue = self.tongue
        number = len(self.model.steps)
        roles, motions = self.some(tongue.roles), self.some(tongue.motions)
        applies = self.one_of("none", "all", "some")
        services = self.some(SERVICES) if applies == "some" else ()
        has_roles = self.yes()
        self.heading(3, f"Step {number}")
        block = [self.label(tongue.labels[0], self.joined(roles, tongue.roles))] if has_roles else []
        block += [self.label(tongue.labels[1], self.joined(motions, tongue.motions))] if motions else []
        if applies != "none":
            block.append(self.label(tongue.labels[2], tongue.everything if applies == "all" else self.joined(services, SERVICES)))
        self.write(*block, "", tongue.sentence, "")
        actions = self.items()
        inputs, outputs = (self.criterion(label) if self.yes() else None for label in tongue.criteria)
        tasks = self.table(number) if self.yes() else []
        self.model.steps.append(
            (
                f"Step {number}",
                roles if has_roles else (),
                motions,
                {"none": None, "all": "all", "some": services}[applies],
                (actions, inputs, outputs),
                tuple(tasks),
            )
        )

    def criterion(self, label: str) -> Listed:
        self.write(self.one_of("**{}**", "**{}** ", "{}", "#### {}").format(label), "")
        return self.items()

    def table(self, step: int) -> list[str]:
        tongue = self.tongue
        width = 4 if self.yes() else 5
        self.heading(4, tongue.tasks)
        delimiters = width if self.yes() else 3
        self.write("", "|" + "|".join(f"{cell:<20}" for cell in tongue.header[:width]) + "|", "|" + "---|" * delimiters)
        ids = []
        for _ in range(self.number(4)):
            number = str(self.draw(st.integers(100, 9999)))
            mandatory = self.yes()
            roles = self.some(tongue.roles, 1)[:1]
            services = self.some(SERVICES, 1)
            cells = [number, f"Name {number}", tongue.codes[0 if mandatory else 1], tongue.roles[roles[0]], self.joined(services, SERVICES)]
            self.write(self.row(cells[:width]))
            ids.append(number)
            self.model.tasks.append((number, f"Name {number}", "M" if mandatory else "O", roles, services if width == 5 else None, step))
        return ids

    def row(self, cells: list[str]) -> str:
        number, name, code, role, *services = cells
        damage = self.one_of("none", "shifted", "merged", "no-opening", "no-closing", "linked", "bold", "tight", "words", "brackets")
        if damage == "shifted":
            return f"|| {number} | {name} | {' | '.join([code, role, *services])} |"
        if damage == "merged":
            return f"| {number} | {name} | {' | '.join([f'{code} {role}', *services])} |"
        if damage == "no-opening":
            return f"{number} | {name} | {' | '.join([code, role, *services])} |"
        if damage == "no-closing":
            return f"| {number} | {name} | {' | '.join([code, role, *services])}"
        if damage == "words":
            return f"| Task {number} (new) | {name} | {' | '.join([code, role, *services])} |"
        if damage == "brackets":
            return f"| {number}\\* | {name} | {' | '.join([f'({code})', role, *services])} |"
        if damage == "linked":
            return f"| [{number}](a.md) | [{name}](https://example.org/x_y) | {' | '.join([code, role, *services])} |"
        if damage == "bold":
            return "|" + "|".join(f" **{cell}** " for cell in cells) + "|"
        return "|" + "|".join(cells if damage == "tight" else [f" {cell}\u00a0 " for cell in cells]) + "|"

    def section(self, place: int, key: str) -> None:
        self.heading(2, self.tongue.sections[place])
        self.write("")
        self.model.lists[key] = [*(self.model.lists.get(key) or []), *self.items()]

    def refresh(self) -> None:
        self.heading(1 + self.number(2), self.tongue.sections[6])
        self.write("", "|" + "|".join(self.tongue.changes) + "|", "|---|---|---|")
        rows: list[tuple[object, ...]] = []
        for _ in range(self.number(3)):
            day = date(2019, 1 + self.number(11), 1 + self.number(27))
            written = self.one_of(f"{day.month}/{day.day}/{day.year}", f"{day:%m/%d/%Y}", f"{day.month}/{day.day:02}/19")
            self.write(f"| {written} | A B | what [x](y) |")
            rows.append((day, "A B", "what x"))
        self.model.changes = rows

    def page(self) -> Model:
        tongue = self.tongue
        self.write(
            self.one_of("---", "\ufeff---", "---  "), "# required metadata", "title: The title is English", "ms.date: 5/02/2019  ", "---  "
        )
        self.heading(1, "Title")
        self.write("", self.label(tongue.phase[0], tongue.phase[1]))
        self.heading(2, tongue.sections[0])
        self.write("", tongue.sentence, "")
        if self.yes():
            self.section(1, "objectives")
        self.heading(2, tongue.sections[2])
        for _ in range(1 + self.number(2)):
            self.step()
        for place, key in ((3, "key-inputs"), (4, "key-outputs"), (5, "next-steps"), (3, "key-inputs")):
            if self.yes():
                self.section(place, key)
        if self.yes():
            self.refresh()
        return self.model


@st.composite
def written_pages(draw: Callable[..., object]) -> tuple[Tongue, Model]:
    tongue = TONGUES[int(str(draw(st.integers(0, len(TONGUES) - 1))))]
    return tongue, Writer(draw, tongue).page()


def listed(items: tuple[Item, ...] | None) -> Listed | None:
    return None if items is None else [(item.text, item.level) for item in items]


def steps_of(page: Page) -> list[tuple[object, ...]]:
    return [
        (one.title, one.roles, one.motions, one.applies_to, (listed(one.actions), listed(one.inputs), listed(one.outputs)), one.tasks)
        for one in page.steps
    ]


@settings(max_examples=120, deadline=None)
@given(written_pages())
def test_a_page_made_from_the_grammar_is_read_as_it_was_meant(made: tuple[Tongue, Model]) -> None:
    tongue, model = made
    page = read("\n".join(model.lines))
    assert (page.language, page.title, page.phase, page.meta.date) == (tongue.code, "Title", tongue.phase[2], date(2019, 5, 2))
    assert steps_of(page) == model.steps
    found = [(task.id, task.name, task.requirement, task.roles, task.services, task.step) for task in page.tasks]
    assert found == model.tasks
    lists = {"objectives": page.objectives, "key-inputs": page.key_inputs, "key-outputs": page.key_outputs, "next-steps": page.next_steps}
    assert {key: listed(items) for key, items in lists.items()} == {key: model.lists.get(key) for key in lists}
    assert (None if page.refresh is None else [(one.date, one.who, one.what) for one in page.refresh]) == model.changes
