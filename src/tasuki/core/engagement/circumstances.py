"""What a decision must know besides the playbook and the history: gathered from rows by the services, as plain values."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantCard:
    """`region` is what import, a recorded override and the country map gave, in that order; None where it must be asked for."""

    id: str
    name: str
    language: str
    country: str | None = None
    region: str | None = None
    partner_led: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """`kind` is customer, account-team or partner."""

    kind: str
    name: str
    name_kana: str = ""
    email: str | None
    language: str | None = None
    verified_on: date | None = None
    do_not_contact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingCard:
    """The newest reading of one service."""

    date: date
    seats: int
    active_users: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    login: str
    name: str
    email: str | None
    role: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks. `role` is the login role; whether he may see the engagement at all was settled before.

    `covers` are the logins of those who are away and whom he stands in for, with the same role.
    """

    login: str
    role: str
    covers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """`today` is the day in the tenant's time zone, which is `zone`; `subject` the engagement's ledger name.

    `readings` are the newest by service, `requests` the ids of the tenant's other requests, `holidays` the days that are no business
    days besides week-ends, `words` labels for values by language. A mail waits `undo_seconds` before it leaves, where somebody may change
    his mind.
    """

    now: datetime
    today: date
    subject: str
    tenant: TenantCard
    mail_domain: str = "localhost"
    contacts: tuple[ContactCard, ...] = ()
    people: tuple[PersonCard, ...] = ()
    readings: Mapping[str, ReadingCard] = field(default_factory=dict)
    requests: frozenset[str] = frozenset()
    holidays: Container[date] = frozenset()
    zone: str = "UTC"
    undo_seconds: int = 0
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    faq_versions: Mapping[str, str] = field(default_factory=dict)

    def person(self, login: str | None) -> PersonCard | None:
        return next((person for person in self.people if person.login == login), None)

    def contacts_of(self, kind: str) -> tuple[ContactCard, ...]:
        """The contacts of a kind whom mail may reach."""
        return tuple(contact for contact in self.contacts if contact.kind == kind and contact.email and not contact.do_not_contact)

    def word(self, language: str, kind: str, token: str) -> str:
        """A label for a value such as `status.adoption` or `service.exchange`, else for a plain answer, else the value itself."""
        words = self.words.get(language, {})
        return words.get(f"{kind}.{token}") or words.get(f"answer.{token}") or token
