"""``docs/references.md`` against every citation in the package's own text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/references.md"
FOLDERS = ("spinecable", "mod", "docs", "morphologies", "protocols", "benchmarks")
KINDS = (".py", ".toml", ".mod", ".md")

DOI = re.compile(r"10\.\d{4,5}/(?:[^\s\]\"`<>,;|'()]|\([^\s()]*\))+")
ENTRY = re.compile(
    r"- (?P<who>.+?) (?P<year>\d{4}) (?P<where>.+?)"
    r"(?:\. (?:\[(?P<doi>10\.\S+)\]\(<https://doi\.org/(?P<link>\S+)>\)|(?:PM|ModelDB|PII).+))?"
)
NAMES = r"(?P<who>(?P<first>[A-Z][\w'-]+)(?:,? et al|(?:, [A-Z][\w' -]+)*,? & [\w' -]+?)?)"
PLACE = r"(?:J|Nat|PLoS|Front|Sci|Cell|Brain|EMBO|[A-Z][A-Za-z]+)[A-Za-z ]* \d+:[A-Za-z]*\d+"
CITED = re.compile(rf"\b{NAMES},? \(?(?P<year>(?:19|20)\d\d)\b[,(]? ?\(?(?P<where>{PLACE})?")
NO_AUTHORS = {"CODATA", "ModelDB", "Hz"}
WRITTEN_FROM_ROWS = ROOT / "docs/scoreboard.md"


@dataclass(frozen=True)
class Paper:
    who: str
    first: str
    year: str
    where: str
    doi: str | None


def _papers() -> list[Paper]:
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("- "):
            entry = ENTRY.fullmatch(line)
            assert entry, line
            assert entry["doi"] == entry["link"], line
            first = re.split(r",| & | et al", entry["who"])[0]
            found.append(Paper(entry["who"], first, entry["year"], entry["where"], entry["doi"]))
    return found


PAPERS = _papers()


def _texts() -> Iterator[tuple[Path, str]]:
    """Every file of text, with line breaks, comment marks and joined strings taken out."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS and path not in (PAGE, WRITTEN_FROM_ROWS):
                text = re.sub(r'"\s*\n\s*f?"', "", path.read_text(encoding="utf-8"))
                text = re.sub(r"\s*\n\s*(?:[:#] ?)?", " ", text)
                yield path, text.replace("et al.", "et al")


TEXTS = list(_texts())


def _cited() -> Iterator[tuple[Path, re.Match[str]]]:
    for path, text in TEXTS:
        for found in CITED.finditer(text):
            if found["first"] not in NO_AUTHORS:
                yield path, found


def test_the_page_is_in_order_and_names_no_paper_twice() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:2] == "- "]
    assert lines == sorted(lines, key=str.casefold)
    dois = [p.doi.casefold() for p in PAPERS if p.doi]
    assert all(DOI.fullmatch(doi) for doi in dois)
    assert len(set(dois)) == len(dois)
    places = [p.where for p in PAPERS]
    assert len({p for p in places if ":" in p}) == len([p for p in places if ":" in p])


def test_every_doi_in_the_package_is_on_the_page() -> None:
    known = {p.doi for p in PAPERS}
    missing = {
        (str(path.relative_to(ROOT)), doi)
        for path, text in TEXTS
        for doi in (m.group().rstrip(".:") for m in DOI.finditer(text))
        if doi not in known
    }
    assert not missing


def test_a_doi_follows_the_year_of_its_paper() -> None:
    """The last year before a DOI, if one stands near it, is that of the paper on the page."""
    years = {p.doi: p.year for p in PAPERS if p.doi}
    wrong = []
    for path, text in TEXTS:
        for found in DOI.finditer(text):
            before = text[max(0, found.start() - 60) : found.start()]
            near = re.findall(r"(?<![:\d])(?:19|20)\d\d\b(?=[^.]*$)", DOI.sub("", before))
            doi = found.group().rstrip(".:")
            if near and doi in years and near[-1] != years[doi]:
                wrong.append((str(path.relative_to(ROOT)), doi, before))
    assert not wrong


def test_every_citation_is_on_the_page() -> None:
    """First author and year; all authors, volume and page too where they are written."""
    known = {(p.first, p.year) for p in PAPERS}
    authors = {(p.who, p.year) for p in PAPERS}
    shortened = {(p.first, p.year) for p in PAPERS if "et al" in p.who}
    places = {(p.first, p.year, p.where) for p in PAPERS}
    missing, wrong = set(), set()
    for path, found in _cited():
        who, file = (found["first"], found["year"]), str(path.relative_to(ROOT))
        if who not in known:
            missing.add((file, *who))
            continue
        if found["where"] and (*who, found["where"]) not in places:
            wrong.add((file, *who, found["where"]))
        named = "&" in found["who"] and who not in shortened
        if named and (found["who"], found["year"]) not in authors:
            wrong.add((file, found["who"], found["year"]))
    assert not wrong
    assert not missing


def test_every_paper_on_the_page_is_cited() -> None:
    names = "|".join(re.escape(p.first) for p in PAPERS)
    cited = re.compile(rf"(?=\b({names})\b[^.;|]{{0,60}}? \(?(\d{{4}})\b)")
    found = {who for _, text in TEXTS for who in cited.findall(text)}
    assert not [p for p in PAPERS if (p.first, p.year) not in found]
