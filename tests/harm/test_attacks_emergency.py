"""Charts and emergency facts that were written to hide a danger. Each did, once."""

from __future__ import annotations

from cisterna.consult.charted import Surveillance
from cisterna.desk import open_knowledge
from watch.charts import HEADER, quiet, raised, said, watch_text

UNROUSABLE = "2026-11-23 22:10,POSS,4,,RN"


def charted(*rows: str, header: str = HEADER) -> Surveillance:
    """The rows after those of a quiet night."""
    return watch_text("\n".join((header, *quiet(), *rows)) + "\n")


def said_of(found: Surveillance, code: str) -> list[str]:
    """The sentences of the findings with this code."""
    return [said(each) for each in found.findings if each.code == code]


# Charts


def test_quotes_left_open_in_the_last_column_hide_no_row_behind_them() -> None:
    """A row that a stray quote takes up is judged as a sign; once the chart said that nothing was found."""
    found = charted('2026-11-23 22:05,nausea,no,,"RN', UNROUSABLE, '2026-11-23 22:12,nausea,no,,RN"')
    assert raised(found) == {"opioid over-sedation": "grave sign", "baclofen overdose": "sign"}
    assert said_of(found, "watch-within-quotes")[0] == (
        "Line 18 (POSS '4') stands within quotes that begin on an earlier line, so it may be a row or a part of a "
        "text. Close the quotes on the line where they begin. It is judged as a sign, and does not count as how the "
        "patient is now."
    )


def test_quotes_in_a_column_that_is_not_read_hide_no_row_behind_them() -> None:
    """Nobody looks at a column of notes, so a quote left open there is the best hiding place."""
    rows = [row.replace(",RN", ",RN,") for row in quiet()]
    text = "\n".join((HEADER + ",note", *rows, '2026-11-23 22:05,nausea,no,,RN,"', UNROUSABLE, '"')) + "\n"
    assert raised(watch_text(text)) == {"opioid over-sedation": "grave sign", "baclofen overdose": "sign"}


def test_a_text_over_two_lines_is_told_of() -> None:
    """A line of text within quotes is no row, and is not dropped in silence either."""
    found = charted('2026-11-23 22:05,nausea,no,,"RN', 'night shift"')
    assert (found.exit_code, said_of(found, "watch-text-over-lines")) == (
        30,
        [
            "Line 18 ('night shift') belongs to a quoted text that begins on an earlier line; it was not judged. "
            "Close the quotes on the line where they begin."
        ],
    )


def test_ten_thousand_rows_are_compared_once_each_and_not_with_each_other() -> None:
    """A long chart once took longer than the patient had; the sign in its middle is found, with what came later."""
    times = [f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}" for second in range(10_000)]
    rows = [f"2026-11-23 {time},tone Ashworth,2,,RN" for time in times]
    rows[5_000] = rows[5_000].replace(",2,,", ",4,,")
    found = watch_text("\n".join((HEADER, *rows)) + "\n")
    (first, *_) = (spoken for each in found.raised for spoken in each.speaks)
    assert raised(found)["baclofen withdrawal"] == "late sign"
    assert first.observation is not None
    assert first.later is None
    assert first.observation.text == "4, higher than 2 before"
