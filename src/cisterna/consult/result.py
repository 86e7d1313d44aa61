"""What comes back from a consultation. Values only: words are made from them in `wording` and `papers`."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from cisterna.consult.ask import Disagreement
from cisterna.consult.booking import Booking
from cisterna.consult.doses import Doses
from cisterna.consult.escalation import Escalation
from cisterna.consult.fronts import Front, Narrowed
from cisterna.consult.systemic import SystemicPlan
from cisterna.consult.watch import Monitoring, WatchFor
from cisterna.delivery import Tip
from cisterna.inspection import Verification
from cisterna.quantities import DoseRate, Duration, Ratio
from cisterna.reasons import CannotSay, Clear, Finding, Judgement, Trace, Verdict
from cisterna.surveillance import Row, Window
from cisterna.therapy import Case, Plan
from cisterna.transition import Candidate, NotPossible

__all__ = ["Consultation", "Coupling", "Offer"]


class Coupling(NamedTuple):
    """What a change of flow does to both drugs at once, and why this change is shown."""

    change: Ratio
    held: DoseRate
    added: DoseRate
    because: tuple[str, ...]


class Offer(NamedTuple):
    """One plan with its watch, what it gives at the tip, and what the verifier says of it."""

    candidate: Candidate
    plan: Plan
    windows: tuple[Window, ...]
    rows: tuple[Row, ...]
    watch_for: tuple[WatchFor, ...]
    monitoring: Monitoring
    tip: Tip | None
    verification: Verification | None
    judgement: Judgement
    coupling: tuple[Coupling, ...]
    staffed_delays: tuple[Duration, ...]
    escalation: Escalation
    systemic: SystemicPlan
    pitfalls: tuple[Finding, ...] = ()
    booking: Booking | None = None
    fronts: tuple[Front, ...] = ()
    narrowed: Narrowed | None = None

    @property
    def id(self) -> str:
        """The plan's stable id."""
        return self.candidate.id

    @property
    def verdict(self) -> Verdict:
        """The worst of both axes."""
        return self.judgement.verdict


class Consultation(NamedTuple):
    """
    A case and everything that was worked out for it, also where the answer is no.

    `offers` are in order, best first; `not_possible` is what was considered and could not be made; `referral`
    says why a
    specialist is needed, or what one could add. `statements` are the ids of all statements used.
    `pitfalls` are those of the case alone, where no plan could be made; else each plan has its own.
    """

    case: Case
    on: date
    held: tuple[str, ...]
    doses: tuple[Doses, ...]
    offers: tuple[Offer, ...]
    not_possible: tuple[NotPossible, ...]
    referral: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    disagreements: tuple[Disagreement, ...]
    statements: tuple[str, ...]
    trace: Trace
    program: str
    pack: str
    policy: str
    reviews: str
    pitfalls: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict of the best plan; where there is no plan, what is missing."""
        if self.offers:
            return self.offers[0].verdict
        missing = tuple(name for finding in self.referral for name in finding.missing)
        return CannotSay(missing, self.referral) if self.referral else Clear()

    def offer(self, id: str) -> Offer:
        """The offer with this id; raises `KeyError` that lists those there are."""
        for offer in self.offers:
            if offer.id == id:
                return offer
        raise KeyError(f"no plan is called '{id}'; there are {', '.join(offer.id for offer in self.offers) or 'none'}")
