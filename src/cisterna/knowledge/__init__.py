"""What is said: statements with sources, dates and review states; how they are resolved; the house policy."""

from cisterna.knowledge.answers import Answer, Evidence, Figures, Items, Ladder, Rung, Span, Word
from cisterna.knowledge.base import Digests, Knowledge, Known, UnknownStatement
from cisterna.knowledge.build import SHIPPED_POLICY, Built, Proof, build
from cisterna.knowledge.policy import Policy, Syringe, read_policy
from cisterna.knowledge.questions import Fact, Question
from cisterna.knowledge.resolve import Disagree, Holds, NeedsFact, Outcome, Side, Silent, resolve
from cisterna.knowledge.review import Review, statement_digest
from cisterna.knowledge.statement import Bracket, OneOf, Statement, Validity

__all__ = [
    "SHIPPED_POLICY",
    "Answer",
    "Bracket",
    "Built",
    "Digests",
    "Disagree",
    "Evidence",
    "Fact",
    "Figures",
    "Holds",
    "Items",
    "Knowledge",
    "Known",
    "Ladder",
    "NeedsFact",
    "OneOf",
    "Outcome",
    "Policy",
    "Proof",
    "Question",
    "Review",
    "Rung",
    "Side",
    "Silent",
    "Span",
    "Statement",
    "Syringe",
    "UnknownStatement",
    "Validity",
    "Word",
    "build",
    "read_policy",
    "resolve",
    "statement_digest",
]
