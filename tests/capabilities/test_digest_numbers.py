"""A channel's numbers agree to the cent with another way of reckoning: pandas, on real weeks and on generated ones."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capabilities.channels import WEEK
from capabilities.digest import Digest, Row
from capabilities.digest.numbers import moved, percent, quality, stages, unusual
from storage.channel_figures import Figures
from tests.conftest import NO_DATA, SHARED
from tests.one_week import MONDAY, digest, verdict, week

MARKETING = SHARED / "marketing"
NAMES = ("spend", "leads", "qualified", "opportunities", "customers")


def half_up(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Part by whole in whole numbers, a half away from nought; missing where there is nothing to divide by."""
    divided = whole.mask(whole.eq(0))
    far = (2 * part.abs() + divided) // (2 * divided)
    return far.where(part >= 0, -far)


def table(weeks: Sequence[Figures]) -> pd.DataFrame:
    """The same weeks reckoned by pandas: one line for every week there is, missing ones empty; money in cents."""
    rows = [{name: getattr(each, name) for name in ("week", *NAMES)} for each in weeks]
    frame = pd.DataFrame(rows, columns=["week", *NAMES]).set_index("week")
    frame["spend"] = [None if value is None else int(value * 100) for value in frame["spend"]]
    every = pd.date_range(min(frame.index), max(frame.index), freq="7D").date
    frame = frame.reindex(every).astype("Float64")
    frame["cost"] = half_up(frame["spend"], frame["leads"])
    both = frame["spend"].notna() & frame["leads"].notna()
    four = {name: frame[name].where(both) for name in ("spend", "leads")}
    sums = {name: of.shift(1).rolling(4, min_periods=1).sum() for name, of in four.items()}
    frame["cost mean"] = half_up(sums["spend"].astype("Float64"), sums["leads"].astype("Float64"))
    for name in NAMES:
        before = frame[name].shift(1)
        total, known = before.rolling(4, min_periods=1).sum(), before.rolling(4, min_periods=1).count()
        cents = 1 if name == "spend" else 100
        frame[f"{name} mean"] = half_up(total.astype("Float64") * cents, known.astype("Float64"))
        frame[f"{name} weeks"] = known
        frame[f"{name} change"] = _percent(frame[name], before, before / (100 if name == "spend" else 1))
    frame["cost change"] = _percent(frame["cost"], frame["cost"].shift(1), frame["leads"].shift(1))
    quarter = {name: frame[name].shift(1).rolling(12, min_periods=6) for name in ("leads", "cost")}
    often = frame["leads"].shift(1).rolling(12, min_periods=1).mean() >= 10
    for name, rolled in quarter.items():
        off, scatter = (frame[name] - rolled.mean()).abs(), rolled.std()
        frame[f"{name} off"] = often & (off > 2 * scatter + 1e-6) & (off >= 0.15 * rolled.mean() + 1e-6)
        frame[f"{name} near"] = ((off - 2 * scatter).abs() < 1e-5) | ((off - 0.15 * rolled.mean()).abs() < 1e-5)
    frame["per customer"] = half_up(frame["spend"], frame["customers"])
    return frame


def _percent(now: pd.Series, before: pd.Series, base: pd.Series) -> pd.Series:
    made = half_up((now - before) * 100, before)
    return made.where(base.ge(10))


def cents(value: Decimal | None) -> int | None:
    return None if value is None else int(value * 100)


def same(found: Any, wanted: Any) -> bool:
    return found is None if pd.isna(wanted) else found == int(wanted)


def agree(weeks: Sequence[Figures], every: int = 1) -> int:
    """Hold each week's comparison to the table; how many numbers were compared."""
    frame, compared = table(weeks), 0
    for each in list(weeks)[::every]:
        line: Any = frame.loc[each.week]
        by_name = {found.name: found for found in moved(each, weeks)}
        assert set(by_name) == {name for name in NAMES if getattr(each, name) is not None} | (
            {"cost_per_lead"} if not pd.isna(line["cost"]) else set()
        )
        for name, found in by_name.items():
            of = "cost" if name == "cost_per_lead" else name
            assert same(cents(found.mean), line[f"{of} mean"]), (each, found, line[f"{of} mean"])
            assert same(found.change, line[f"{of} change"]), (each, found, line[f"{of} change"])
            if of == "cost":
                assert cents(found.now) == int(line["cost"])
            else:
                assert found.weeks == (0 if pd.isna(line[f"{of} weeks"]) else int(line[f"{of} weeks"]))
            compared += 1
        far = {each.name for each in unusual(each, weeks)}
        for name, of in (("leads", "leads"), ("cost_per_lead", "cost")):
            if pd.isna(line[f"{of} near"]) or not line[f"{of} near"]:  # beside a limit floats cannot say on which side
                assert (name in far) == (not pd.isna(line[f"{of} off"]) and bool(line[f"{of} off"])), (each, name, far)
        row = composed(each)
        assert same(cents(row.cost_per_lead), line["cost"])
        assert same(cents(row.cost_per_customer), line["per customer"])
    return compared


def composed(each: Figures) -> Row:
    """The channel's row in the digest of its own week."""
    more = {name: getattr(each, name) for name in ("qualified", "opportunities", "customers")}
    return digest([], [week("Ads", str(each.spend) if each.spend is not None else None, each.leads, **more)]).rows[0]


def real() -> Iterator[tuple[str, list[Figures]]]:
    """The weeks of the marketing data: spend as it stands, and what a channel reached as its leads, in thousands."""
    stan = pd.read_csv(MARKETING / "mmm_stan_weekly.csv", parse_dates=["wk_strt_dt"])
    for name in ("dm", "inst", "nsp", "auddig", "audtr", "vidtr", "viddig", "so", "on", "sem"):
        yield name, figures(stan["wk_strt_dt"], stan[f"mdsp_{name}"], stan[f"mdip_{name}"] // 1000)
    robyn = pd.read_csv(MARKETING / "robyn_simulated_weekly.csv", parse_dates=["DATE"])
    yield "search", figures(robyn["DATE"], robyn["search_S"], robyn["search_clicks_P"] // 1)
    meridian = pd.read_csv(MARKETING / "meridian_national_all_channels.csv", parse_dates=["time"])
    for number in range(5):
        of = f"Channel{number}"
        yield of, figures(meridian["time"], meridian[f"{of}_spend"], meridian[f"{of}_impression"] // 1000)


def figures(days: pd.Series, spend: pd.Series, leads: pd.Series) -> list[Figures]:
    first = days.iloc[0].date()
    monday = first - timedelta(days=first.weekday())
    return [
        Figures("Ads", monday + at * WEEK, "EUR", Decimal(str(round(float(cost), 2))), int(count))
        for at, (cost, count) in enumerate(zip(spend, leads, strict=True))
    ]


@pytest.mark.skipif(not MARKETING.is_dir(), reason=NO_DATA)
def test_real_weeks_of_sixteen_channels_agree_to_the_cent() -> None:
    compared = {name: agree(weeks, every=5) for name, weeks in real()}
    assert len(compared) == 16
    assert sum(compared.values()) > 1500


money = st.none() | st.just(Decimal("0.00")) | st.decimals(0, 50_000, places=2)
few = st.none() | st.integers(0, 60)
one = st.none() | st.tuples(money, few, few, few, few)
SEEN: list[int] = []


@settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(one, min_size=26, max_size=26))
def test_generated_weeks_agree_to_the_cent_with_nothing_to_divide_by_and_weeks_missing(
    several: list[tuple[Decimal | None, int | None, int | None, int | None, int | None] | None],
) -> None:
    first = date(2026, 1, 5)
    weeks = [Figures("Ads", first + at * WEEK, "EUR", *row) for at, row in enumerate(several) if row is not None]
    if weeks:
        agree(weeks)
    SEEN.append(len(several))


def test_a_thousand_generated_weeks_were_compared() -> None:
    if not SEEN:  # run alone, or in another process
        test_generated_weeks_agree_to_the_cent_with_nothing_to_divide_by_and_weeks_missing()
    assert sum(SEEN) >= 1000


def of(at: int, spend: str | None, leads: int | None, currency: str = "EUR", **more: int) -> Figures:
    return Figures("Ads", MONDAY - at * WEEK, currency, Decimal(spend) if spend else None, leads, **more)


def test_a_stage_is_set_against_the_nearest_one_that_was_named_and_has_no_rate_under_five() -> None:
    made = stages(of(0, None, 27, qualified=12, opportunities=4, customers=1))
    assert [(each.of, each.name, each.percent) for each in made] == [
        ("leads", "qualified", 44),
        ("qualified", "opportunities", 33),
        ("opportunities", "customers", None),
    ]
    assert [(each.of, each.name, each.percent) for each in stages(of(0, None, 40, customers=2))] == [
        ("leads", "customers", 5)
    ]
    assert stages(of(0, "5", 40)) == ()
    assert (percent(0, 0), percent(4, 4), percent(6, 5), percent(5, 5), percent(0, 9)) == (None, None, None, 100, 0)


def test_a_missing_week_and_one_in_another_currency_are_left_out_of_the_mean_of_money() -> None:
    weeks = [of(1, "100", 10, currency="USD"), of(2, "300", 30), of(4, "100", 10), of(5, "9", 1)]
    by_name = {each.name: each for each in moved(of(0, "500", 25), weeks)}
    cost, leads, spend = by_name["cost_per_lead"], by_name["leads"], by_name["spend"]
    assert (cost.mean, cost.weeks, cost.off, cost.before) == (Decimal("10.00"), 2, 100, None)
    assert (leads.mean, leads.weeks, leads.off, leads.change) == (Decimal("16.67"), 3, 50, 150)
    assert (spend.mean, spend.weeks, spend.change) == (Decimal("200.00"), 2, None)


def test_a_number_is_unusual_beyond_two_deviations_of_six_weeks_or_more() -> None:
    still = [of(at, "100", leads) for at, leads in enumerate((20, 22, 18, 21, 19, 20), start=1)]
    assert [each.name for each in unusual(of(0, "100", 27), still)] == ["leads", "cost_per_lead"]
    (leads,) = unusual(of(0, None, 27), still)
    assert (leads.now, leads.mean, leads.weeks) == (Decimal(27), Decimal("20.00"), 6)
    assert unusual(of(0, "100", 22), still) == ()  # within two deviations, and ten percent is no news
    assert unusual(of(0, "100", 27), still[:5]) == ()
    assert unusual(of(0, "100", 9), [of(at, "100", 4) for at in range(1, 9)]) == ()  # on a base under ten
    flat = [of(at, "100", 20) for at in range(1, 9)]
    assert unusual(of(0, "100", 22), flat) == ()  # ten percent
    assert [each.name for each in unusual(of(0, None, 23), flat)] == ["leads"]  # fifteen
    assert [each.name for each in unusual(of(0, "100", 40), flat)] == ["leads", "cost_per_lead"]


def flag_of(made: Digest) -> tuple[str, str]:
    (flag,) = made.flags
    return flag.kind, flag.words


def test_costs_that_rise_while_fewer_leads_are_good_are_flagged_by_what_sales_said() -> None:
    judged = [verdict(n, "Ads", "accepted" if n < 4 else "returned", "") for n in range(7)]
    before = [verdict(n, "Ads", "accepted" if n < 9 else "returned") for n in range(10)]
    weeks = [week("Ads", "400", 20, monday=MONDAY - at * WEEK) for at in (1, 2, 3)]
    kind, words = flag_of(digest(judged, [week("Ads", "600", 20)], weeks, earlier=before))
    assert (kind, words) == (
        "dear_worse",
        "A lead costs 30 EUR after 20 EUR on average in 3 of the four weeks before, "
        "while sales accepted 4 of 7 leads judged after 9 of 10.",
    )
    assert digest(judged, [week("Ads", "440", 20)], weeks, earlier=before).flags == ()  # ten percent dearer
    assert digest(judged, [week("Ads", "600", 20)], weeks, earlier=before[:4]).flags == ()  # four are no rate


def test_without_verdicts_quality_is_what_qualified() -> None:
    weeks = [week("Ads", "400", 20, monday=MONDAY - WEEK, qualified=12)]
    kind, words = flag_of(digest([], [week("Ads", "600", 20, qualified=6)], weeks))
    assert kind == "dear_worse"
    assert words.endswith("while it qualified 6 of 20 leads after 12 of 20.")
    assert quality(of(0, "1", 4, qualified=1), [of(1, "1", 20, qualified=9)], (0, 0), (0, 0)) is None


def test_an_unusual_week_is_told_and_leads_only_where_nothing_else_does() -> None:
    still = [week("Ads", "100", 20 + at % 3, monday=MONDAY - at * WEEK) for at in range(1, 9)]
    made = digest([], [week("Ads", "100", 60)], still)
    assert flag_of(made) == (
        "unusual",
        "It brought 60 leads, where 21.13 is the mean of the 8 weeks before that named it: "
        "more than two standard deviations off.",
    )
    assert made.decision == "Decide who finds out why Ads is far from its usual week."
    silent = digest([], [week("Ads", "100", 60)], still, gaps=["a", "b", "c"])
    assert silent.decision == "Decide who answers the questions the brief is silent on."
