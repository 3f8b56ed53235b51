"""Every rule that knows words, with its defect planted on an otherwise clean page in each of the six languages."""

import pytest

from tasuki.core.playbook.lint.registry import lint_page, lint_pages, sheets_of
from tasuki.core.playbook.reading import read_page
from tests.core.playbook.linting import TODAY
from tests.core.playbook.reading_help import VOCABULARY

# title, phase, overview, objectives, approach, role, applies to, inputs, outputs, key inputs, key outputs, next steps, changes
WORDS: dict[str, tuple[str, ...]] = {
    "en": (
        *("Plan the move with the team", "Phase: **Enable**", "Overview", "Objectives", "Approach", "Primary Role: **FastTrack Manager**"),
        *("Applies To: **All Services**", "Step Inputs", "Step Outputs", "Key Inputs", "Key Outputs", "Next Steps", "Refresh Summary"),
        "The plan of the team is written and agreed on.",
    ),
    "ja": (
        *("チームと移行を計画する", "フェーズ: **有効化**", "概要", "目標", "アプローチ", "主な役割: **FastTrack マネージャー**"),
        *("適用対象: **すべてのサービス**", "開始条件", "完了条件", "主な前提条件", "主な成果", "次のステップ", "改訂履歴"),
        "チームの計画が書かれ、合意されています。",
    ),
    "de": (
        *("Den Umzug mit dem Team planen", "Phase: **Aktivierung**", "Übersicht", "Ziele", "Methode"),
        *(
            "Primäre Rolle: **FastTrack Manager**",
            "Gilt für: **Alle Dienste**",
            "Step Inputs",
            "Step Outputs",
            "Wichtige Inputs",
            "Wichtige Ergebnisse",
            "Nächste Schritte",
        ),
        *("Zusammenfassung der Aktualisierung", "Der Plan ist mit dem Team geschrieben und nicht mehr offen."),
    ),
    "es": (
        *("Planificar la mudanza con el equipo", "Fase: **Habilitar**", "Descripción general", "Objetivos", "Enfoque"),
        *("Rol principal: **Administrador de FastTrack**", "Aplicar a: **Todos los servicios**", "Step Inputs", "Step Outputs"),
        *("Entradas clave", "Resultados clave", "Siguientes pasos", "Resumen de actualización"),
        "El plan del equipo está escrito y acordado.",
    ),
    "pt": (
        *("Planejar a mudança com a equipe", "Fase: **Habilitar**", "Visão geral", "Objetivos", "Abordagem"),
        *("Função Principal: **Gerente FastTrack**", "Aplica-se a: **Todos os serviços**", "Step Inputs", "Step Outputs"),
        *("Entradas clave", "Principais Resultados", "Próximas etapas", "Resumo de Atualização", "O plano da equipe não está em aberto."),
    ),
    "zh": (
        *("与团队一起计划迁移", "阶段: **启用**", "概述", "目标", "方法", "主要角色: **FastTrack 经理**", "适用于: **所有服务**"),
        *("Step Inputs", "Step Outputs", "重要投入", "重要成果", "后续步骤", "刷新摘要", "客户团队的计划已写好并启用。"),
    ),
}

# code -> what is said wrongly, by language
PLANTS: dict[str, dict[str, str]] = {
    "threshold-contradiction": {
        "en": "Reached with 50 users if > 400 seats, 8% of use if more than 400 seats.",
        "ja": "400 シートを超えるお客様は 50 人、400 シートを超えるお客様は 8% で達成です。",
        "de": "Erreicht mit 50 Benutzern bei mehr als 400 Lizenzen, 8 % Nutzung bei mehr als 400 Lizenzen.",
        "es": "Alcanzado con 50 usuarios si más de 400 puestos, 8% de uso si más de 400 puestos.",
        "pt": "Alcançado com 50 usuários se mais de 400 estações, 8% de uso se mais de 400 estações.",
        "zh": "席位多于 400 个时 50 个用户，席位多于 400 个时 8% 的用量。",
    },
    "task-not-defined": {
        "en": "Mark task 7777 as done.",
        "ja": "タスク 7777 を完了にします。",
        "de": "Schließen Sie Aufgabe 7777 ab.",
        "es": "Complete la tarea 7777.",
        "pt": "Conclua a tarefa 7777.",
        "zh": "完成任务 7777。",
    },
    "item-says-none": {"en": "None", "ja": "なし", "de": "Keine", "es": "Ninguno", "pt": "Nenhum", "zh": "无"},
    "criterion-says-note": {
        "en": "Documented, please note that the plan is ready.",
        "ja": "計画がメモに記載されることに注意してください。",
        "de": "Dokumentiert, beachten Sie, dass der Plan fertig ist.",
        "es": "Documentado, tenga en cuenta que el plan está listo.",
        "pt": "Documentado, observe que o plano está pronto.",
        "zh": "已记录，请注意计划已完成。",
    },
    "resource-without-link": {
        "en": "See the FAQ for other cases.",
        "ja": "その他は FAQ を参照してください。",
        "de": "Lesen Sie die häufig gestellten Fragen nicht, bitte: häufig gestellte Fragen.",
        "es": "Consulte las preguntas frecuentes.",
        "pt": "Consulte as perguntas frequentes.",
        "zh": "请查看常见问题。",
    },
    "system-value-translated": {
        "en": "FTCQ Inactive Amérique",
        "ja": "FTCQ 休止中 APJ",
        "de": "FTCQ Untätig Südamérica",
        "es": "FTCQ Inactivo Américas",
        "pt": "FTCQ Inativo Américas",
        "zh": "FTCQ 非活动 APJ",
    },
    "doubled-punctuation": {
        "en": "Read the plan..",
        "ja": "計画を読みます。。",
        "de": "Lesen Sie den Plan..",
        "es": "Lea el plan..",
        "pt": "Leia o plano..",
        "zh": "阅读计划。。",
    },
    "foreign-debris": {
        "ja": "The plan 計画を読みます。",
        "de": "The plan muss gelesen werden.",
        "es": "The plan debe leerse.",
        "pt": "The plan deve ser lido.",
        "zh": "The plan 阅读计划。",
    },
    "branch-in-branch": {
        "en": "If the plan exists:\n\n- Read it.\n- If there is no plan, write one.",
        "ja": "計画がある場合:\n\n- 読みます。\n- 計画がない場合は、書きます。",
        "de": "Wenn der Plan vorliegt:\n\n- Lesen.\n- Wenn der Plan nicht vorliegt, schreiben.",
        "es": "Si existe el plan:\n\n- Léalo.\n- Si no existe el plan, escríbalo.",
        "pt": "Se existir o plano:\n\n- Leia.\n- Se não existir o plano, escreva.",
        "zh": "如果存在计划:\n\n- 阅读。\n- 如果没有计划，请编写。",
    },
}

CRITERIA = ("item-says-none", "criterion-says-note")
WHOLE = ("branch-in-branch",)
CASES = [(code, language) for code, plants in PLANTS.items() for language in plants]


def page(language: str, action: str = "", criterion: str = "") -> str:
    title, phase, overview, objectives, approach, role, applies, inputs, outputs, key_in, key_out, steps, changes, said = WORDS[language]
    return "\n\n".join(
        (
            *("---\nms.date: 03/01/2026\n---", f"# {title}", phase, f"## {overview}", said, f"## {objectives}", f"- {said}"),
            *(f"## {approach}", f"### {title}", f"{role}\n{applies}", action or f"- {said}", f"**{inputs}**", f"- {criterion or said}"),
            *(f"**{outputs}**", f"- {said}", f"## {key_in}", f"- {said}", f"## {key_out}", f"- {said}", f"## {steps}", f"- {said}"),
            *(f"## {changes}", "| Date | Who Changed | What Changed |\n| --- | --- | --- |\n| 03/01/2026 | A | B |\n"),
        )
    )


def codes(language: str, text: str) -> list[str]:
    (sheet,) = sheets_of([read_page(text, path=f"{language}.md", vocabulary=VOCABULARY)], VOCABULARY)
    assert sheet.page.language == language
    return [finding.code for finding in (*lint_page(sheet, TODAY), *lint_pages([sheet]))]


@pytest.mark.parametrize("language", WORDS)
def test_the_page_without_a_plant_is_clean(language: str) -> None:
    assert codes(language, page(language)) == []


@pytest.mark.parametrize(("code", "language"), CASES)
def test_a_planted_defect_is_found(code: str, language: str) -> None:
    said = PLANTS[code][language]
    action = said if code in WHOLE else f"- {said}"
    planted = {"criterion": said} if code in CRITERIA else {"action": action}
    assert code in codes(language, page(language, **planted))
